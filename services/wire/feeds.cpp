#include "wire/feeds.hpp"

#include "wire/markup.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

constexpr const char* author = "Parley";

std::string element(std::string_view name, std::string_view text) {
    return '<' + std::string(name) + '>' + escaped(text) + "</" + std::string(name) + ">\n";
}

std::string address_of(const Feed& feed, const app::PublicRequest& entry) {
    return feed.entries_before + core::to_text(entry.id);
}

std::string published(const app::PublicRequest& entry) {
    return core::to_rfc3339(entry.confirmed_at.value_or(entry.updated_at));
}

std::string atom_entry(const Feed& feed, const app::PublicRequest& entry) {
    const std::string address = address_of(feed, entry);
    return "<entry>\n" + element("id", address) + element("title", entry.title) +
           "<link rel=\"alternate\" type=\"text/html\" href=\"" + escaped(address) + "\"/>\n" +
           element("published", published(entry)) + element("updated", core::to_rfc3339(entry.updated_at)) +
           "<category term=\"" + escaped(entry.sector) + "\"/>\n" + element("summary", app::excerpt_of(entry)) +
           "</entry>\n";
}

} // namespace

std::string atom_of(const Feed& feed) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n";
    out += element("id", feed.self_atom) + element("title", feed.title);
    out += element("updated", core::to_rfc3339(feed.updated_at));
    out += "<author>" + element("name", author) + "</author>\n";
    out += "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + escaped(feed.self_atom) + "\"/>\n";
    out += "<link rel=\"alternate\" type=\"text/html\" href=\"" + escaped(feed.page) + "\"/>\n";
    for (const app::PublicRequest& entry : feed.entries)
        out += atom_entry(feed, entry);
    return out + "</feed>\n";
}

std::string json_feed_of(const Feed& feed) {
    core::Value items = core::Value::Array{};
    for (const app::PublicRequest& entry : feed.entries) {
        const std::string address = address_of(feed, entry);
        core::Value item;
        item["id"] = address;
        item["url"] = address;
        item["title"] = entry.title;
        item["content_text"] = app::excerpt_of(entry);
        item["date_published"] = published(entry);
        item["date_modified"] = core::to_rfc3339(entry.updated_at);
        item["tags"].push_back(entry.sector);
        items.push_back(std::move(item));
    }
    core::Value out;
    out["version"] = "https://jsonfeed.org/version/1.1";
    out["title"] = feed.title;
    out["home_page_url"] = feed.page;
    out["feed_url"] = feed.self_json;
    out["language"] = "en-GB";
    core::Value by;
    by["name"] = author;
    out["authors"].push_back(std::move(by));
    out["items"] = std::move(items);
    return to_json(out);
}

} // namespace parley::wire

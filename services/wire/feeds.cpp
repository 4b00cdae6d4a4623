#include "wire/feeds.hpp"

#include "wire/markup.hpp"
#include "wire/value_json.hpp"

namespace parley::wire {

namespace {

std::string element(std::string_view name, std::string_view text) {
    return '<' + std::string(name) + '>' + escaped(text) + "</" + std::string(name) + ">\n";
}

std::string atom_entry(const FeedEntry& entry) {
    std::string out = "<entry>\n" + element("id", entry.address) + element("title", entry.title) +
                      "<link rel=\"alternate\" type=\"text/html\" href=\"" + escaped(entry.address) + "\"/>\n" +
                      element("published", core::to_rfc3339(entry.published_at)) +
                      element("updated", core::to_rfc3339(entry.updated_at));
    for (const std::string& category : entry.categories)
        out += "<category term=\"" + escaped(category) + "\"/>\n";
    return out + element("summary", entry.summary) + "</entry>\n";
}

} // namespace

FeedEntry entry_of(const app::PublicRequest& request, std::string address) {
    return {std::move(address),
            request.title,
            app::excerpt_of(request),
            std::vector<std::string>{request.sector},
            request.confirmed_at.value_or(request.updated_at),
            request.updated_at};
}

std::string atom_of(const Feed& feed) {
    std::string out = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                      "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en-GB\">\n";
    out += element("id", feed.self_atom) + element("title", feed.title);
    out += element("updated", core::to_rfc3339(feed.updated_at));
    out += "<author>" + element("name", feed.author) + "</author>\n";
    out += "<link rel=\"self\" type=\"application/atom+xml\" href=\"" + escaped(feed.self_atom) + "\"/>\n";
    out += "<link rel=\"alternate\" type=\"text/html\" href=\"" + escaped(feed.page) + "\"/>\n";
    for (const FeedEntry& entry : feed.entries)
        out += atom_entry(entry);
    return out + "</feed>\n";
}

std::string json_feed_of(const Feed& feed) {
    core::Value items = core::Value::Array{};
    for (const FeedEntry& entry : feed.entries) {
        core::Value item;
        item["id"] = entry.address;
        item["url"] = entry.address;
        item["title"] = entry.title;
        item["content_text"] = entry.summary;
        item["date_published"] = core::to_rfc3339(entry.published_at);
        item["date_modified"] = core::to_rfc3339(entry.updated_at);
        for (const std::string& category : entry.categories)
            item["tags"].push_back(category);
        items.push_back(std::move(item));
    }
    core::Value out;
    out["version"] = "https://jsonfeed.org/version/1.1";
    out["title"] = feed.title;
    out["home_page_url"] = feed.page;
    out["feed_url"] = feed.self_json;
    out["language"] = "en-GB";
    core::Value by;
    by["name"] = feed.author;
    out["authors"].push_back(std::move(by));
    out["items"] = std::move(items);
    return to_json(out);
}

} // namespace parley::wire

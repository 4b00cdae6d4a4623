#include "roles/gateway/page_shell.hpp"

#include "adapters/http/static_files.hpp"
#include "roles/gateway/indexing.hpp"
#include "wire/markup.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace parley::roles {

namespace {

constexpr std::string_view head_mark = "<!--parley:head-->";
constexpr std::string_view main_mark = "<!--parley:main-->";
constexpr const char* plain_shell = "<!doctype html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n"
                                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                    "<!--parley:head-->\n</head>\n<body>\n<main><!--parley:main--></main>\n</body>\n"
                                    "</html>\n";

std::string text_of(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return in ? std::string(std::istreambuf_iterator<char>(in), {}) : plain_shell;
}

std::string meta(std::string_view key, std::string_view name, std::string_view content) {
    return "<meta " + std::string(key) + "=\"" + std::string(name) + "\" content=\"" + wire::escaped(content) +
           "\" />\n";
}

std::string link(std::string_view relation, std::string_view address) {
    return "<link rel=\"" + std::string(relation) + "\" href=\"" + wire::escaped(address) + "\" />\n";
}

std::string feed_link(std::string_view type, const std::string& address) {
    return "<link rel=\"alternate\" type=\"" + std::string(type) + "\" href=\"" + wire::escaped(address) + "\" />\n";
}

std::string written(const PageHead& head) {
    std::string out = "<title>" + wire::escaped(head.title) + "</title>\n";
    out += meta("name", "description", head.description);
    if (!head.may_be_indexed)
        out += meta("name", "robots", not_indexed);
    if (!head.address.empty()) {
        out += link("canonical", head.address);
        out += meta("property", "og:url", head.address);
    }
    out += meta("property", "og:type", "website") + meta("property", "og:site_name", "Parley") +
           meta("property", "og:title", head.title) + meta("property", "og:description", head.description) +
           meta("property", "og:locale", "en_GB") +
           (head.image.empty() ? "" : meta("property", "og:image", head.image)) +
           meta("name", "twitter:card", head.image.empty() ? "summary" : "summary_large_image");
    if (!head.feeds_below.empty())
        out += feed_link("application/atom+xml", head.feeds_below + "/feed.atom") +
               feed_link("application/feed+json", head.feeds_below + "/feed.json");
    if (!head.atom_feed.empty())
        out += feed_link("application/atom+xml", head.atom_feed) + feed_link("application/feed+json", head.json_feed);
    if (!head.linked_data.empty())
        out += "<script type=\"application/ld+json\">" + head.linked_data + "</script>\n";
    return out;
}

} // namespace

PageShell::PageShell(const std::filesystem::path& dist) {
    const std::string whole = text_of(dist / "public.html");
    const auto head = whole.find(head_mark);
    const auto main = whole.find(main_mark);
    if (head == std::string::npos || main == std::string::npos || main < head)
        throw std::runtime_error("public.html has no place for the head and then for the content of a page");
    before_head_ = whole.substr(0, head);
    before_main_ = whole.substr(head + head_mark.size(), main - head - head_mark.size());
    end_ = whole.substr(main + main_mark.size());
}

std::string PageShell::page(const PageHead& head, std::string_view main) const {
    return before_head_ + written(head) + before_main_ + std::string(main) + end_;
}

http::Response html_response(int status, std::string page) {
    http::Response response(status, "text/html; charset=utf-8", std::move(page));
    for (http::Header& header : http::page_security_headers())
        response.set(header.name, header.value);
    response.set("Cache-Control", "no-cache");
    return response;
}

} // namespace parley::roles

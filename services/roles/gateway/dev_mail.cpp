#include "roles/gateway/dev_mail.hpp"

#include "roles/gateway/fixed_answer.hpp"
#include "roles/gateway/mail_text.hpp"
#include "roles/gateway/query.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace parley::roles {

namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t listed_max = 100;
constexpr std::size_t mail_bytes_max = 1 << 20;

constexpr const char* style = R"(:root {
  color-scheme: light dark;
  --ground: #f6f5f1; --card: #ffffff; --ink: #1d1c1a; --soft: #5c5952; --line: #dcd8cf; --link: #0b5a52;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #161615; --card: #21201e; --ink: #f0eee8; --soft: #b5b1a7; --line: #3a3833; --link: #7fd6c9; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; }
main { max-width: 44rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; line-height: 1.25; overflow-wrap: anywhere; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 4px; }
ol { list-style: none; margin: 0; padding: 0; }
li { background: var(--card); border: 1px solid var(--line); border-radius: 12px; margin: 0 0 .75rem;
  padding: .75rem 1rem; }
li a { display: inline-block; min-height: 44px; padding: .5rem 0; font-weight: 600; overflow-wrap: anywhere; }
p, dd { margin: 0; overflow-wrap: anywhere; }
.soft, dt { color: var(--soft); }
dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
dd { min-width: 0; }
.text { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 1rem;
  white-space: pre-wrap; overflow-wrap: anywhere; }
.back { display: inline-block; min-height: 44px; padding: .5rem 0; }
)";

std::string page(const std::string& title, const std::string& content) {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>" +
           escape_html(title) +
           "</title>\n<link rel=\"stylesheet\" href=\"/dev/mail/style.css\">\n</head>\n<body>\n<main>\n" + content +
           "</main>\n</body>\n</html>\n";
}

http::Response html_response(const std::string& title, const std::string& content) {
    http::Response response(200, "text/html; charset=utf-8", page(title, content));
    response.set("Cache-Control", "no-store");
    response.set("Content-Security-Policy",
                 "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
                 "frame-ancestors 'none'");
    return response;
}

/// Names of the mails, newest first: names begin with their time.
std::vector<std::string> mail_names(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code missing; // Before the first mail there is no folder, and so no mails.
    for (const auto& entry : fs::directory_iterator(folder, missing))
        if (std::string name = entry.path().filename().string(); is_mail_name(name))
            names.push_back(std::move(name));
    std::sort(names.begin(), names.end(), std::greater<>());
    return names;
}

/// The mail, or nothing where there is none of that name or it is no mail. Read in place: the files are small and
/// local.
std::optional<MailText> mail_named(const fs::path& folder, const std::string& name) {
    std::error_code unreadable;
    if (!fs::is_regular_file(fs::symlink_status(folder / name, unreadable)))
        return std::nullopt;
    std::ifstream in(folder / name, std::ios::binary);
    std::string bytes(mail_bytes_max, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    return read_mail(bytes);
}

asio::awaitable<http::Response> list_mails(const Services& services, Call) {
    const fs::path folder(services.settings.mail_dir);
    const auto names = mail_names(folder);
    std::string items;
    for (std::size_t i = 0; i < std::min(names.size(), listed_max); ++i) {
        const auto mail = mail_named(folder, names[i]);
        if (!mail)
            continue;
        const std::string subject = mail->subject.empty() ? "(no subject)" : mail->subject;
        items += "<li><a href=\"/dev/mail/" + names[i] + "\">" + escape_html(subject) + "</a><p>To " +
                 escape_html(mail->to) + "</p><p class=\"soft\">" + escape_html(mail->date) + "</p></li>\n";
    }
    std::string content = "<h1>Mails</h1>\n";
    content += items.empty()
                   ? "<p>No mails yet. They are shown here instead of being sent.</p>\n"
                   : "<p class=\"soft\">Newest first. They are shown here instead of being sent.</p>\n<ol>\n" + items +
                         "</ol>\n";
    if (names.size() > listed_max)
        content += "<p class=\"soft\">The newest " + std::to_string(listed_max) + " of " +
                   std::to_string(names.size()) + " are listed.</p>\n";
    co_return html_response("Mails", content);
}

asio::awaitable<http::Response> show_mail(const Services& services, Call call) {
    const std::string& name = call.segments.at(0);
    const auto mail = is_mail_name(name) ? mail_named(services.settings.mail_dir, name) : std::nullopt;
    if (!mail)
        fail(problem(404, "mail_unknown", "There is no such mail."));
    const std::string subject = mail->subject.empty() ? "(no subject)" : mail->subject;
    std::string content = "<p><a class=\"back\" href=\"/dev/mail\">All mails</a></p>\n<h1>" + escape_html(subject) +
                          "</h1>\n<dl><dt>From</dt><dd>" + escape_html(mail->from) + "</dd><dt>To</dt><dd>" +
                          escape_html(mail->to) + "</dd><dt>Date</dt><dd>" + escape_html(mail->date) + "</dd></dl>\n";
    content += "<div class=\"text\">" + text_to_html(mail->text.empty() ? mail->html : mail->text) + "</div>\n";
    co_return html_response(subject, content);
}

asio::awaitable<http::Response> latest_mail(const Services& services, Call call) {
    Query asked(call.request);
    const auto to = asked.email("to");
    asked.done();
    const fs::path folder(services.settings.mail_dir);
    for (const std::string& name : mail_names(folder)) {
        const auto mail = mail_named(folder, name);
        if (!mail || !http::equals_ignoring_case(mail->to, *to))
            continue;
        core::Value links = core::Value::Array{};
        for (const LinkSpan& link : find_links(mail->text))
            links.push_back(mail->text.substr(link.begin, link.end - link.begin));
        core::Value body;
        body["subject"] = mail->subject;
        body["to"] = mail->to;
        body["text"] = mail->text;
        body["links"] = std::move(links);
        co_return json_response(200, body);
    }
    fail(problem(404, "mail_unknown", "There is no mail to that address."));
}

asio::awaitable<http::Response> style_sheet(const Services&, Call call) {
    static const FixedAnswer sheet("text/css; charset=utf-8", style, "no-cache");
    co_return sheet.answer(call.request);
}

} // namespace

bool is_mail_name(std::string_view name) {
    constexpr std::string_view ending = ".eml";
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return name.size() > ending.size() && name.ends_with(ending) && name.front() != '.' &&
           std::all_of(name.begin(), name.end(), plain);
}

void add_dev_mail_routes(Router& router, const Services& services) {
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) -> asio::awaitable<http::Response> {
            if (!call.request.is_loopback)
                fail(problem(404, "not_found", "There is nothing here."));
            return handler(services, std::move(call));
        });
    };
    add("/dev/mail", list_mails);
    add("/dev/mail/latest", latest_mail);
    add("/dev/mail/style.css", style_sheet);
    add("/dev/mail/{}", show_mail); // Last: it would take the two above.
}

} // namespace parley::roles

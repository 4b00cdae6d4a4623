#include "app/letter_html.hpp"

#include <algorithm>
#include <vector>

namespace parley::app {

namespace {

constexpr std::string_view head = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<style>
body { margin: 0; padding: 24px 16px; background: #f6f5f1; color: #1d1c1a; font: 16px/1.5 system-ui, sans-serif; }
main { display: block; max-width: 560px; margin: 0 auto; overflow-wrap: anywhere; }
p { margin: 0 0 16px; }
a { color: #0b5a52; }
a.act { display: inline-block; padding: 12px 20px; border-radius: 8px; background: #0b5a52; color: #ffffff;
  font-weight: 600; text-decoration: none; }
@media (prefers-color-scheme: dark) {
  body { background: #161615; color: #f0eee8; }
  a { color: #7fd6c9; }
  a.act { background: #7fd6c9; color: #10201e; }
}
</style>
)";

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else
            out += c;
    }
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (text.ends_with(' ') || text.ends_with('\n'))
        text.remove_suffix(1);
    while (text.starts_with(' ') || text.starts_with('\n'))
        text.remove_prefix(1);
    return text;
}

std::vector<std::string_view> parts_of(std::string_view text, std::string_view between) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto end = text.find(between);
        parts.push_back(text.substr(0, end));
        if (end == std::string_view::npos)
            return parts;
        text.remove_prefix(end + between.size());
    }
}

/// Bytes [begin, end) of the first address in the text; an empty span at its end if there is none.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};
Span first_address(std::string_view text) {
    const std::size_t begin = std::min({text.find("https://"), text.find("http://"), text.size()});
    std::size_t end = std::min(text.find_first_of(" \n<>\"", begin), text.size());
    while (end > begin && std::string_view(".,;:!?)").find(text[end - 1]) != std::string_view::npos)
        --end;
    return {begin, end};
}

/// What stands before a link and names it: the rest of its sentence, without the colon that leads to the address.
struct Naming {
    std::string_view before;
    std::string_view label;
};
Naming naming_of(std::string_view before) {
    std::string_view text = trimmed(before);
    const bool leads = text.ends_with(':') || text.ends_with('?');
    if (text.empty() || !leads)
        return {before, {}};
    const std::size_t line = text.rfind('\n') == std::string_view::npos ? 0 : text.rfind('\n') + 1;
    const std::size_t stop = text.rfind(". ");
    const std::size_t begin = std::max(line, stop == std::string_view::npos ? 0 : stop + 2);
    std::string_view label = text.substr(begin);
    if (label.ends_with(':'))
        label.remove_suffix(1);
    return {text.substr(0, begin), label};
}

std::string lines(std::string_view text) {
    std::string out;
    for (const std::string_view line : parts_of(text, "\n"))
        out += (out.empty() ? "" : "<br>\n") + escaped(line);
    return out;
}

std::string link(std::string_view address, std::string_view label, bool to_press) {
    return std::string("<a ") + (to_press ? "class=\"act\" " : "") + "href=\"" + escaped(address) + "\">" +
           escaped(label.empty() ? address : label) + "</a>";
}

/// What ends something is easy to find and never what a letter is about.
bool is_way_out(std::string_view address) {
    return address.find("/unsubscribe#") != std::string_view::npos ||
           address.find("/not-me#") != std::string_view::npos;
}

std::string paragraph(std::string_view text, bool& pressed) {
    std::string out = "<p>";
    for (;;) {
        const Span span = first_address(text);
        if (span.begin == text.size())
            return out + lines(text) + "</p>\n";
        const std::string_view address = text.substr(span.begin, span.end - span.begin);
        const Naming naming = naming_of(text.substr(0, span.begin));
        const bool to_press = !pressed && !is_way_out(address);
        out += lines(naming.before);
        if (to_press && !trimmed(naming.before).empty())
            out += "</p>\n<p>";
        out += link(address, naming.label, to_press);
        pressed = pressed || to_press;
        text.remove_prefix(span.end);
    }
}

} // namespace

std::string letter_html(std::string_view subject, std::string_view text) {
    std::string out(head);
    out += "<title>" + escaped(subject) + "</title>\n</head>\n<body>\n<main>\n";
    bool pressed = false;
    for (const std::string_view part : parts_of(text, "\n\n"))
        if (const std::string_view words = trimmed(part); !words.empty())
            out += paragraph(words, pressed);
    return out + "</main>\n</body>\n</html>\n";
}

} // namespace parley::app

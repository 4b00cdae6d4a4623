#include "roles/gateway/html_parts.hpp"

#include <algorithm>

namespace parley::roles {

std::string element(const std::string& name, const std::string& html, const std::string& style) {
    return '<' + name + (style.empty() ? "" : " class=\"" + style + '"') + '>' + html + "</" + name + ">\n";
}

std::string anchor(const std::string& address, const std::string& words) {
    return "<a href=\"" + escaped(address) + "\">" + escaped(words) + "</a>";
}

std::string page_of(const app::Sector& sector) {
    return "/s/" + sector.slug;
}

std::string trail_html(const SectorTrail& trail) {
    std::string items;
    for (const app::Sector* sector : trail)
        items += element("li", anchor(page_of(*sector), sector->name));
    return "<nav aria-label=\"Sector\">\n" + element("ol", items, "plain trail") + "</nav>\n";
}

std::string time_html(core::Instant at) {
    return "<time datetime=\"" + core::to_rfc3339(at) + "\">" + app::date_words(at) + "</time>";
}

std::string fact(const std::string& name, const std::string& html) {
    return element("dt", name) + element("dd", html);
}

std::string list_html(const std::string& items) {
    return element("ul", items, "plain listed");
}

std::string bar_html(std::int64_t count, std::int64_t most) {
    const std::string width = std::to_string(count * 100 / std::max<std::int64_t>(most, 1));
    return "<svg class=\"tally-bar\" width=\"100%\" height=\"12\" aria-hidden=\"true\"><rect width=\"" + width +
           "%\" height=\"12\" rx=\"2\"/></svg>";
}

std::string ways_html(const std::string& links) {
    return "<nav aria-label=\"Go on\" class=\"ways\">" + links + "</nav>\n";
}
namespace {

std::string of_words(const core::Rate& rate) {
    return std::to_string(rate.happened) + " of " + std::to_string(rate.cases);
}

/// 19.6 % to 64.3 % are "20 to 64 %".
std::string interval_words(const core::Rate& rate) {
    const auto percent = [](std::int64_t ppm) { return std::to_string((ppm + 5'000) / 10'000); };
    return percent(rate.low_ppm) + " to " + percent(rate.high_ppm) + " %";
}

} // namespace

std::string attention_html(const std::vector<core::ReturnPoint>& points, bool simulated) {
    if (points.empty())
        return "";
    std::string rows;
    for (const core::ReturnPoint& point : points)
        rows += "<tr><th scope=\"row\">Offer " + std::to_string(point.number) +
                bar_html(point.answered.happened, point.answered.cases) + "</th><td class=\"num figures\">" +
                of_words(point.answered) + "<br><span class=\"soft small\">" + interval_words(point.answered) +
                "</span></td><td class=\"num figures\">" + of_words(point.sold) + "</td></tr>\n";
    const core::ReturnPoint &first = points.front(), &last = points.back();
    std::string words = "The first offer that reached a buyer was answered, short-listed or chosen in " +
                        of_words(first.answered) + " requests";
    if (points.size() > 1)
        words += ", offer " + std::to_string(last.number) + " in " + of_words(last.answered);
    return element(
        "section",
        "<h2>How many offers buyers take in</h2>\n" + element("p", words + '.') +
            element("p",
                    "Requests of the last " + std::to_string(core::returns_days) +
                        " days that are over. The range below a count is where the true share lies, 19 times "
                        "out of 20. An offer that fewer than " +
                        std::to_string(core::returns_floor) + " buyers received is not told." +
                        (simulated ? demo_tag : ""),
                    "soft") +
            "<table class=\"bars\"><thead><tr><th scope=\"col\">In the order they came</th>"
            "<th scope=\"col\" class=\"num\">Answered</th><th scope=\"col\" class=\"num\">Chosen</th></tr>"
            "</thead>\n<tbody>\n" +
            rows + "</tbody></table>\n",
        "card tallies attention");
}

} // namespace parley::roles

#include "roles/gateway/html_parts.hpp"

namespace parley::roles {

namespace {

std::string wait_words(std::int64_t seconds) {
    return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string((seconds + 30) / 60) + " min";
}

template <class Words>
std::string spread_row(const std::string& name, const std::optional<core::Spread>& spread, Words words) {
    const std::string figures =
        spread ? element("td", escaped(words(spread->middle)), "num figures") +
                     element("td", escaped(words(spread->low)) + " to " + escaped(words(spread->high)), "num figures")
               : "<td class=\"soft num\" colspan=\"2\">too few to tell</td>";
    return element("tr", "<th scope=\"row\">" + name + "</th>" + figures);
}

/// "24 November 2026".
std::string day_words(core::Instant at) {
    const std::string words = app::date_words(at);
    return words.substr(0, words.find(','));
}

std::string counts_html(const core::CaseStudy& study) {
    const std::string first = day_words(*study.first_at), last = day_words(*study.last_at);
    std::string words = std::to_string(study.requests) + " requests that were over " +
                        (first == last ? "on " + first : "between " + first + " and " + last) + '.';
    if (study.kept)
        words += " Of " + std::to_string(study.kept->judged) + " promises that buyers judged, " +
                 std::to_string(study.kept->kept) + " were kept.";
    return element("p", words);
}

std::string figures_html(const core::CaseStudy& study) {
    const auto money = [](std::int64_t amount) { return app::price_words(amount, "GBP"); };
    const auto count = [](std::int64_t number) { return std::to_string(number); };
    const auto percent = [](std::int64_t ppm) { return std::to_string((ppm + 5'000) / 10'000) + " %"; };
    return "<table class=\"bars spreads\"><thead><tr><th scope=\"col\">Of each request</th><th scope=\"col\" "
           "class=\"num\">"
           "In the middle</th><th scope=\"col\" class=\"num\">Half of them</th></tr></thead>\n<tbody>\n" +
           spread_row("Budget, where public", study.budgets, money) + spread_row("Offers", study.offers, count) +
           spread_row("Wait for the first offer", study.first_offer_s, wait_words) +
           spread_row("Dearest above cheapest offer", study.price_gap_ppm, percent) +
           spread_row("Sold for", study.sold_for, money) + "</tbody></table>\n";
}

std::string ends_html(const core::CaseStudy& study) {
    std::string rows;
    const auto row = [&](const char* words, std::int64_t count) {
        rows += "<tr><th scope=\"row\">" + std::string(words) + "</th><td class=\"bar-cell\">" +
                bar_html(count, study.requests) + "</td><td class=\"num figures\">" + std::to_string(count) +
                "</td></tr>\n";
    };
    row("Bought", study.bought);
    row("Offers came, none was taken", study.not_taken);
    row("No offer came", study.no_offers);
    return "<table class=\"bars\"><caption>How they ended</caption><tbody>\n" + rows + "</tbody></table>\n";
}

/// What they asked for, as far as the sector asks for it.
std::string asked_html(const CaseStudyPage& page) {
    const core::CaseStudy& study = *page.report.study;
    std::string rows;
    for (const core::AskedFor& one : study.asked_for)
        if (const auto question = page.questions.find(one.question); question != page.questions.end())
            rows += "<tr><th scope=\"row\">" + escaped(question->second) + ' ' + "<strong>" + escaped(one.answer) +
                    "</strong></th><td class=\"bar-cell\">" + bar_html(one.requests, study.requests) +
                    "</td><td class=\"num figures\">" + std::to_string(one.requests) + "</td></tr>\n";
    return rows.empty()
               ? ""
               : "<table class=\"bars\"><caption>What they asked for</caption><tbody>\n" + rows + "</tbody></table>\n";
}

std::string quotes_html(const std::vector<app::SharedCase>& shared) {
    std::string items;
    for (const app::SharedCase& one : shared) {
        const app::PublicRequest request =
            app::public_request(one.request.id, one.request.summary, one.request.created_at);
        const std::string price = one.sold_for ? ", " + app::price_words(*one.sold_for, request.currency) : "";
        const std::string near = request.area.empty() ? "a shop" : "a shop near " + request.area;
        items +=
            element("li", element("blockquote", escaped(request.shared.value_or("")), "said") +
                              anchor("/i/" + core::to_text(request.id), request.title) + escaped(price) + ", from " +
                              (one.shop.empty() ? escaped(near) : element("strong", escaped(one.shop))));
    }
    return items.empty() ? "" : element("section", "<h2>What buyers say of it</h2>\n" + list_html(items), "card");
}

} // namespace

std::string case_study_main(const CaseStudyPage& page) {
    const app::Sector& sector = *page.trail.back();
    std::string out = trail_html(page.trail);
    out += element("div", element("h1", "Case study: " + escaped(sector.name) + (page.is_simulated ? demo_tag : "")) +
                              element("p", "What was asked for, what came of it, and what buyers say.", "lead"));
    if (page.is_simulated)
        out += element("p", "A demonstration: simulated people asked and offered.", "notice notice-calm");
    if (page.report.study)
        out +=
            element("section",
                    "<h2>What came of it</h2>\n" + counts_html(*page.report.study) + asked_html(page) +
                        figures_html(*page.report.study) + ends_html(*page.report.study) +
                        element("p",
                                "Requests in pounds of the last " + std::to_string(core::study_days) +
                                    " days. A figure of fewer than " + std::to_string(core::sales_for_range) +
                                    " requests is not told. Buyers are quoted while they share how it turned out, and "
                                    "shops are named if they agreed to it.",
                                "soft"),
                    "card tallies") +
            quotes_html(page.report.shared);
    else
        out +=
            element("section",
                    element("p", "Too few to tell: a study takes the requests of " + std::to_string(core::study_floor) +
                                     " buyers, and " + std::to_string(page.report.missing) + " are missing."),
                    "card");
    const std::string parameters = page.is_simulated ? "?simulated=1" : "";
    return out + ways_html(anchor(page_of(sector), "What is asked for now") +
                           (sector.parent.empty()
                                ? ""
                                : anchor("/v1/case-studies/" + sector.slug + parameters, "The same as JSON")));
}

} // namespace parley::roles

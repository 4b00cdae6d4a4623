#include "roles/gateway/html_parts.hpp"

namespace parley::roles {

namespace {

/// "£480 in the middle; half of them between £400 and £600".
template <class Words>
std::string spread_words(const core::Spread& spread, Words words) {
    return words(spread.middle) + " in the middle; half of them between " + words(spread.low) + " and " +
           words(spread.high);
}

std::string wait_words(std::int64_t seconds) {
    return seconds < 120 ? std::to_string(seconds) + " s" : std::to_string((seconds + 30) / 60) + " min";
}

template <class Words>
std::string spread_fact(const std::string& name, const std::optional<core::Spread>& spread, Words words) {
    return fact(name, spread ? escaped(spread_words(*spread, words)) : "too few to tell");
}

std::string facts_html(const CaseStudyPage& page) {
    const core::CaseStudy& study = *page.report.study;
    const auto money = [](std::int64_t amount) { return app::price_words(amount, "GBP"); };
    const auto count = [](std::int64_t number) { return std::to_string(number); };
    const auto percent = [](std::int64_t ppm) { return std::to_string((ppm + 5'000) / 10'000) + " %"; };
    std::string facts = fact("Requests", std::to_string(study.requests) + ", over between " +
                                             time_html(*study.first_at) + " and " + time_html(*study.last_at));
    facts += spread_fact("Public budgets", study.budgets, money);
    facts += spread_fact("Offers to a request", study.offers, count);
    facts += spread_fact("First offer after", study.first_offer_s, wait_words);
    facts += spread_fact("Dearest offer above the cheapest", study.price_gap_ppm, percent);
    facts += spread_fact("Sold for", study.sold_for, money);
    facts += fact("Promises kept", study.kept ? std::to_string(study.kept->kept) + " of " +
                                                    std::to_string(study.kept->judged) + " that buyers judged"
                                              : "too few to tell");
    return element("dl", facts, "facts");
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
                    "<h2>What came of it</h2>\n" + facts_html(page) + ends_html(*page.report.study) +
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

#include "roles/gateway/public_html.hpp"

#include "app/conduct_score.hpp"
#include "roles/gateway/html_parts.hpp"
#include "roles/gateway/idea_cursor.hpp"

#include <algorithm>

namespace parley::roles {

namespace {

std::string simulated_tag(const app::PublicRequest& request) {
    return request.simulated ? demo_tag : "";
}

std::string end_words(app::EarlierEnd end) {
    switch (end) {
    case app::EarlierEnd::running:
        return "still running";
    case app::EarlierEnd::agreed:
        return "ended in a deal";
    case app::EarlierEnd::no_offers:
        return "without an offer";
    case app::EarlierEnd::not_agreed:
        return "without a deal";
    }
    return "";
}

/// "3 times in the 30 days before: 1 ended in a deal, 2 without an offer".
std::string asked_before_words(const std::vector<app::AskedBefore>& asked) {
    std::int64_t requests = 0;
    std::string ends;
    for (const app::AskedBefore& group : asked) {
        requests += group.requests;
        ends += (ends.empty() ? ": " : ", ") + std::to_string(group.requests) + ' ' + end_words(group.end);
    }
    return (requests == 1 ? "once" : std::to_string(requests) + " times") + " in the " +
           std::to_string(app::repeat_days) + " days before" + ends;
}

std::string facts_html(const app::PublicRequest& request, const std::vector<app::AskedBefore>& asked_before) {
    std::string facts = fact("Area", escaped(request.area));
    facts += fact("Budget", request.budget ? "up to " + escaped(app::price_words(*request.budget, request.currency))
                                           : "not told");
    if (request.confirmed_at)
        facts += fact("Asked", time_html(*request.confirmed_at));
    if (!asked_before.empty())
        facts += fact("Asked before", asked_before_words(asked_before));
    if (const auto& round = request.round) {
        facts += fact("Round", std::to_string(round->number) + " of " + std::to_string(round->of));
        facts += fact("Kind", app::format_words(round->format));
        facts += fact("Opens", time_html(round->opens_at)) + fact("Closes", time_html(round->closes_at));
    }
    if (request.offer_count)
        facts += fact("Offers", std::to_string(*request.offer_count));
    return element("dl", facts, "facts");
}

std::string prices_html(const app::PublicRequest& request, const std::vector<app::ClosingPrice>& prices) {
    if (prices.empty())
        return "";
    std::string rows;
    for (const app::ClosingPrice& one : prices)
        rows += "<tr><th scope=\"row\">Shop " + std::to_string(one.label) + "</th><td class=\"num figures\">" +
                escaped(app::price_words(one.price, request.currency)) + "</td></tr>\n";
    const std::string table = "<table><thead><tr><th scope=\"col\">Who</th><th scope=\"col\" class=\"num\">Price</th>"
                              "</tr></thead>\n<tbody>\n" +
                              rows + "</tbody></table>\n";
    return element("section",
                   "<h2>What was offered</h2>\n" + table +
                       element("p",
                               "Best first, as the rules of the round count. Shops have numbers, not names. " +
                                   anchor("/verify#" + core::to_text(request.id), "Check that it was fair"),
                               "soft"),
                   "card");
}

std::string shared_html(const app::PublicRequest& request) {
    if (!request.shared)
        return "";
    return element("section",
                   "<h2>How it turned out</h2>\n" + element("blockquote", escaped(*request.shared), "said") +
                       element("p", "The buyer's own words, shared because they wished to.", "soft small"),
                   "card");
}

std::string listed(const app::PublicRequest& request) {
    return element("li", anchor("/i/" + core::to_text(request.id), request.title) + simulated_tag(request) + '\n' +
                             element("p", escaped(app::excerpt_of(request)), "soft"));
}

std::string requests_html(const std::string& heading, const std::vector<app::PublicRequest>& requests,
                          const std::string& none) {
    std::string items;
    for (const app::PublicRequest& request : requests)
        items += listed(request);
    return element("section",
                   "<h2>" + heading + "</h2>\n" + (items.empty() ? element("p", none, "soft") : list_html(items)),
                   "card");
}

std::string outcomes_html(const std::vector<app::PublicRequest>& requests) {
    std::string items;
    for (const app::PublicRequest& request : requests)
        items += element("li", element("blockquote", escaped(request.shared.value_or("")), "said") +
                                   anchor("/i/" + core::to_text(request.id), request.title) + simulated_tag(request));
    return items.empty() ? "" : element("section", "<h2>How it turned out</h2>\n" + list_html(items), "card");
}

std::string ideas_html(const app::IdeaPage& page, const std::string& sector_page) {
    std::string items;
    for (const app::SectorIdea& idea : page.ideas) {
        std::string answers;
        for (const app::IdeaAnswer& answer : idea.answers)
            answers += element("p", "<strong>" + escaped(answer.name) + "</strong>: " + escaped(answer.text), "wish");
        items += element("li", element("blockquote", escaped(idea.text), "said") + answers);
    }
    if (items.empty())
        return "";
    std::string older;
    if (page.older_from)
        older = element("p", anchor(sector_page + "?" + ideas_query + "=" + idea_cursor(*page.older_from) + "#ideas",
                                    "Older wishes"));
    return element("section", "<h2 id=\"ideas\">What people wish existed</h2>\n" + list_html(items) + older, "card");
}

struct Bar {
    std::string label;                 // HTML
    std::optional<std::int64_t> count; // nothing for fewer than the floor
};

std::string bars_html(const std::string& heading, const std::vector<Bar>& bars) {
    std::int64_t most = 0;
    for (const Bar& bar : bars)
        most = std::max(most, bar.count.value_or(0));
    std::string rows;
    for (const Bar& bar : bars)
        rows += "<tr><th scope=\"row\">" + bar.label + "</th><td class=\"bar-cell\">" +
                bar_html(bar.count.value_or(0), most) + "</td><td class=\"num figures\">" +
                (bar.count ? std::to_string(*bar.count) : "under " + std::to_string(core::unmet_floor)) +
                "</td></tr>\n";
    return "<table class=\"bars\"><caption>" + heading + "</caption><tbody>\n" + rows + "</tbody></table>\n";
}

std::string cause_words(core::UnmetCause cause) {
    switch (cause) {
    case core::UnmetCause::no_shop:
        return "No shop was asked";
    case core::UnmetCause::no_offer:
        return "Shops were asked, none offered";
    case core::UnmetCause::above_budget:
        return "Every price was above the budget";
    case core::UnmetCause::fell_away:
        return "The chosen shop fell away";
    case core::UnmetCause::declined:
        return "The buyer took none";
    case core::UnmetCause::undecided:
        return "The buyer did not decide in time";
    }
    return "";
}

std::string gap_html(const core::PriceGap& gap) {
    const auto pounds = [](core::Minor amount) { return escaped(app::price_words(amount, "GBP")); };
    return element("p", "Prices lost: the middle one of " + std::to_string(gap.requests) + " budgets was " +
                            pounds(gap.budget) + ", the middle one of the best prices for them " +
                            pounds(gap.best_price) + ". Half of the prices were at most " +
                            std::to_string((gap.above_ppm + 5'000) / 10'000) + " % above the budget.");
}

std::string unmet_html(const SectorPage& page) {
    if (page.unmet.causes.empty())
        return "";
    std::vector<Bar> causes, asked;
    for (const core::UnmetGroup& group : page.unmet.causes)
        causes.push_back({cause_words(group.cause), group.requests});
    for (const core::AskedFor& one : page.unmet.asked_for)
        asked.push_back(
            {escaped(page.questions.at(one.question)) + " <strong>" + escaped(one.answer) + "</strong>", one.requests});
    std::string html = "<h2>Wanted, and not met</h2>\n";
    html +=
        element("p",
                "Requests of the last " + std::to_string(core::unmet_days) +
                    " days that ended without a deal. What those of fewer than " + std::to_string(core::unmet_floor) +
                    " buyers have in common is not told." + (page.is_simulated ? demo_tag : ""),
                "soft");
    html += bars_html("Why", causes);
    if (!asked.empty())
        html += bars_html("What they asked for", asked);
    if (page.unmet.prices)
        html += gap_html(*page.unmet.prices);
    return element("section", html, "card tallies");
}

/// Each opens large by itself: a link to the picture.
std::string photos_html(const app::PublicRequest& request) {
    std::string list;
    for (const app::PublicPhoto& photo : request.photos) {
        const std::string alt = photo.alt.empty() ? "A photo of what is wanted" : photo.alt;
        list += "<li><a href=\"" + photo.path + "\"><img src=\"" + photo.path + "\" alt=\"" + escaped(alt) +
                "\" width=\"" + std::to_string(photo.width) + "\" height=\"" + std::to_string(photo.height) +
                "\" loading=\"lazy\"></a></li>\n";
    }
    return list.empty() ? "" : "<ul class=\"plain photo-tiles\">\n" + list + "</ul>\n";
}

// --- the code of conduct ---------------------------------------------------------------------------------------

std::string how_words(app::Enforcement how) {
    switch (how) {
    case app::Enforcement::refused:
        return "refused";
    case app::Enforcement::capped:
        return "limited";
    case app::Enforcement::scored:
        return "counts";
    case app::Enforcement::judged:
        return "a steward judges";
    }
    return "";
}

std::string conduct_rule_html(const app::ConductRule& rule) {
    std::string tags;
    for (const app::Enforcement how : rule.how)
        if (how != app::Enforcement::refused) // Its codes say so.
            tags += "<span class=\"tag\">" + how_words(how) + "</span> ";
    std::string codes;
    for (const std::string_view code : rule.codes)
        codes += (codes.empty() ? "" : ", ") + anchor("/docs/problems#" + std::string(code), std::string(code));
    return element("li", "<strong>" + escaped(rule.rule) + "</strong> " + escaped(rule.enforced) + '\n' +
                             element("p", tags + (codes.empty() ? "" : "Refused as " + codes), "soft small"));
}

std::string weights_html() {
    std::string rows;
    for (const app::ConductWeight& weight : app::conduct_weights)
        rows += "<tr><th scope=\"row\">" + escaped(weight.means) + "</th><td class=\"num figures\">" +
                std::to_string(weight.points) + "</td></tr>\n";
    return "<table><thead><tr><th scope=\"col\">What happened</th><th scope=\"col\" class=\"num\">Points</th></tr>"
           "</thead>\n<tbody>\n" +
           rows + "</tbody></table>\n";
}

std::string bands_html() {
    std::string rows;
    for (const app::ConductBand& band : app::conduct_bands) {
        rows += "<tr><th scope=\"row\">" + std::to_string(band.from) + " to " + std::to_string(band.to) + "</th><td>" +
                (band.offers_per_day ? std::to_string(*band.offers_per_day) : std::string("as many as it likes")) +
                "</td></tr>\n";
    }
    return "<table><thead><tr><th scope=\"col\">Score</th><th scope=\"col\">New offers in 24 hours</th></tr></thead>\n"
           "<tbody>\n" +
           rows + "</tbody></table>\n";
}

} // namespace

SectorTrail trail_of(const std::vector<app::Sector>& sectors, std::string_view slug) {
    SectorTrail trail;
    while (!slug.empty()) {
        const auto found = std::ranges::find_if(sectors, [&](const app::Sector& one) { return one.slug == slug; });
        if (found == sectors.end())
            break;
        trail.insert(trail.begin(), &*found);
        slug = found->parent;
    }
    return trail;
}

std::string trail_words(const SectorTrail& trail) {
    std::string words;
    for (const app::Sector* sector : trail)
        words += (words.empty() ? "" : " > ") + sector->name;
    return words;
}

std::string request_main(const app::PublicRequest& request, const std::vector<app::ClosingPrice>& prices,
                         const SectorTrail& trail, const std::string& link,
                         const std::vector<app::AskedBefore>& asked_before) {
    const auto way = [&](const std::string& path, const std::string& words) {
        return anchor(link.empty() ? path : path + "?ref=" + link, words);
    };
    std::string out = trail_html(trail);
    out += element("div", element("h1", escaped(request.title) + simulated_tag(request)) +
                              element("p", escaped(app::state_words(request)) + '.', "lead"));
    if (request.simulated)
        out += element("p", "A demonstration: nobody stands behind this request.", "notice notice-calm");
    out += element("section",
                   "<h2>What is wanted</h2>\n" +
                       (request.text.empty() ? "" : element("p", escaped(request.text), "wish")) +
                       photos_html(request) + facts_html(request, asked_before),
                   "card");
    out += prices_html(request, prices) + shared_html(request);
    return out + ways_html(way("/buyer/" + core::to_text(request.id), "Follow it live") +
                           way("/", "Ask for something of your own") + way("/desk", "Offer on it as a shop") +
                           way("/conduct", "What shops have to keep to"));
}

std::string sector_main(const SectorPage& page) {
    const app::Sector& sector = *page.trail.back();
    std::string out = trail_html(page.trail);
    out += element("div", element("h1", escaped(sector.name)) +
                              element("p", "What people ask for, and what became of it.", "lead"));
    std::string below;
    for (const app::Sector* one : page.below)
        below += anchor(page_of(*one), one->name);
    if (!below.empty())
        out += "<nav aria-label=\"Sectors below\" class=\"ways\">" + below + "</nav>\n";
    out += requests_html("Asked for now", page.open, "Nobody asks for anything here at the moment.");
    out += requests_html("Closed lately", page.closed, "No round has closed here yet.");
    out += unmet_html(page) + attention_html(page.attention, page.is_simulated) + outcomes_html(page.shared) +
           ideas_html(page.ideas, page_of(sector));
    return out + ways_html(anchor("/", "Ask for something of your own") + anchor("/desk", "Sell here") +
                           anchor("/case-studies/" + sector.slug, "Case study") +
                           anchor(page_of(sector) + "/feed.atom", "Atom feed") +
                           anchor(page_of(sector) + "/feed.json", "JSON feed"));
}

std::string conduct_main() {
    std::string rules;
    for (const app::ConductRule& rule : app::conduct_rules())
        rules += conduct_rule_html(rule);
    const std::string days = std::to_string(app::conduct_days);
    std::string out =
        element("div", element("h1", "The code of conduct") +
                           element("p",
                                   "Buyers say in public what they want because nobody chases them for it. Every shop "
                                   "accepts these rules before its first offer, and the machine holds it to them.",
                                   "lead"));
    out += element("ol", rules, "card conduct");
    out += element("section",
                   "<h2>The score</h2>\n" +
                       element("p", "A shop begins with " + std::to_string(app::conduct_full) +
                                        " points. What happened counts for " + days +
                                        " days, by itself and for everybody alike:") +
                       weights_html() + element("p", "A low score means fewer new offers:") + bands_html() +
                       element("p",
                               "While a shop is limited its standing offers rest. It reads which events count and why, "
                               "and can appeal against each; a person looks at it within 14 days.",
                               "soft"),
                   "card");
    out += element("p",
                   "Version " + std::string(app::conduct_version) +
                       ". Nobody can pay for a place in a list: the order is the price and what the rules of the round "
                       "count beside it.",
                   "soft");
    return out + ways_html(anchor("/", "Ask for something of your own") + anchor("/desk", "Sell here") +
                           anchor("/v1/conduct", "The same as JSON"));
}

std::string notice_main(const std::string& title, const std::string& words) {
    return element("div", element("h1", escaped(title)) + element("p", escaped(words), "lead")) +
           ways_html(anchor("/", "To the front page"));
}

} // namespace parley::roles

#include "roles/gateway/profile_html.hpp"

#include "roles/gateway/html_parts.hpp"

namespace parley::roles {

namespace {

/// A link that leads away says so to machines: nobody's standing with a search engine is lent to it.
std::string link_html(const std::string& link) {
    if (link.empty())
        return "";
    std::string shown = link.substr(std::string_view("https://").size());
    if (shown.ends_with('/'))
        shown.pop_back();
    return "<p><a rel=\"nofollow ugc noopener\" href=\"" + escaped(link) + "\">" + escaped(shown) + "</a></p>\n";
}

std::string sells_html(const std::vector<const app::Sector*>& sectors) {
    std::string words;
    for (const app::Sector* sector : sectors)
        words += (words.empty() ? "" : ", ") + anchor(page_of(*sector), sector->name);
    return words;
}

std::string story_html(const ProfilePage& page) {
    std::string out;
    if (!page.business.story.empty())
        out += element("p", escaped(page.business.story), "wish");
    for (const app::StoryBlock& block : page.blocks)
        out += element("h3", escaped(block.title)) + element("p", escaped(block.text), "wish") + link_html(block.link);
    return out.empty() ? "" : element("section", "<h2>About us</h2>\n" + out, "card story");
}

std::string posts_html(const std::vector<app::Post>& posts) {
    if (posts.empty())
        return "";
    std::string out = "<h2>News</h2>\n";
    for (const app::Post& post : posts)
        out += "<article id=\"" + core::to_text(post.id) + "\">\n" + element("h3", escaped(post.title)) +
               element("p", time_html(post.posted_at), "soft small") + element("p", escaped(post.text), "wish") +
               link_html(post.link) + "</article>\n";
    return element("section", out, "card story");
}

std::string promises_html(const app::TrustRecord& record) {
    if (record.judged() == 0)
        return element("p", "No buyer has judged a promise of theirs yet.");
    std::string rows;
    const auto row = [&](const char* words, std::int64_t count) {
        rows += "<tr><th scope=\"row\">" + std::string(words) + "</th><td class=\"bar-cell\">" +
                bar_html(count, record.judged()) + "</td><td class=\"num figures\">" + std::to_string(count) +
                "</td></tr>\n";
    };
    row("Kept", record.kept);
    row("Put right", record.put_right);
    row("Broken", record.broken);
    std::string out = element("p", "Of " + std::to_string(record.judged()) + " promises that buyers judged, " +
                                       std::to_string(record.kept) + " were kept and " +
                                       std::to_string(record.put_right) + " put right.");
    return out + "<table class=\"bars\"><caption>Promises</caption><tbody>\n" + rows + "</tbody></table>\n";
}

std::string reviews_html(const std::vector<app::PastDeal>& reviewed) {
    std::string items;
    for (const app::PastDeal& deal : reviewed) {
        std::string words = element("strong", std::to_string(deal.review->rating) + " of 5");
        words += ' ' + time_html(deal.review->at);
        if (deal.review->incentive)
            words += element("p", "The buyer got something for writing this.", "soft small");
        if (deal.review->text)
            words += element("p", escaped(*deal.review->text), "wish");
        items += element("li", words);
    }
    return items.empty() ? "" : "<h3>What buyers wrote</h3>\n" + list_html(items);
}

std::string trader_html(const app::Business& business) {
    std::string facts = fact("Name", escaped(business.name));
    const auto add = [&](const char* name, const char* member) {
        if (const auto* text = business.trader.at(member).as_string())
            facts += fact(name, escaped(*text));
    };
    const auto* kind = business.trader.at("kind").as_string();
    if (kind != nullptr)
        facts += fact("Trades as", *kind == "company" ? "a company" : "a sole trader");
    add("Address", "address");
    add("Phone", "phone");
    add("Register", "register");
    add("Number there", "register_no");
    return element("section", "<h2>Who trades here</h2>\n" + element("dl", facts, "facts"), "card");
}

} // namespace

std::string profile_main(const ProfilePage& page, const std::string& address) {
    const app::Business& business = page.business;
    std::string out =
        "<div data-profile>" + element("h1", escaped(business.name) + (business.shop.simulated ? demo_tag : "")) +
        element("p", escaped(business.place_name) + ". Sells " + sells_html(page.sectors) + '.', "lead") + "</div>\n";
    if (business.shop.simulated)
        out += element("p", "A demonstration: nobody stands behind this shop.", "notice notice-calm");
    out += story_html(page) + posts_html(page.posts);
    out +=
        element("section", "<h2>How we kept our word</h2>\n" + promises_html(page.record) + reviews_html(page.reviewed),
                "card tallies");
    out += trader_html(business);
    return out + ways_html(anchor("/", "Ask for something of your own") + anchor(address + "/feed.atom", "Atom feed") +
                           anchor(address + "/feed.json", "JSON feed"));
}

} // namespace parley::roles

// The pages for everybody, without a server: what they say is escaped, and what robots are told follows the setting.
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/page_shell.hpp"
#include "roles/gateway/public_html.hpp"

#include <gtest/gtest.h>

namespace parley::roles {
namespace {

constexpr const char* nasty = "<img src=x onerror=\"alert(1)\">";

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::vector<app::Sector> two_sectors() {
    return {{"furniture", "", "Furniture", "goods", {}}, {"furniture/tables", "furniture", "Tables", "goods", {}}};
}

TEST(PublicHtml, NothingThatPeopleWriteIsMarkup) {
    const auto sectors = two_sectors();
    app::PublicRequest request;
    request.title = request.text = request.area = nasty;
    request.shared = nasty;
    SectorPage page;
    page.trail = trail_of(sectors, "furniture/tables");
    page.open = page.closed = page.shared = {request};
    page.ideas.ideas = {{{}, 1, "furniture/tables", nasty, {}, {{{}, nasty, nasty, {}}}}};
    page.unmet = {{{core::UnmetCause::no_offer, 7}}, {{"room", nasty, 7}}, std::nullopt};
    page.questions["room"] = nasty;
    for (const std::string& html :
         {request_main(request, {}, page.trail, ""), sector_main(page), notice_main(nasty, nasty)}) {
        EXPECT_FALSE(holds(html, "<img")) << html;
        EXPECT_TRUE(holds(html, "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;"));
    }
}

TEST(PublicHtml, PricesStandUnderNumbersBestFirst) {
    app::PublicRequest request;
    request.currency = "GBP";
    const std::string html = request_main(request, {{2, 48'000}, {1, 50'000}}, {}, "");
    EXPECT_LT(html.find("Shop 2</th><td class=\"num figures\">£480<"), html.find("Shop 1</th><td"));
    EXPECT_FALSE(holds(request_main(request, {}, {}, ""), "What was offered"));
}

TEST(PublicHtml, WhatNobodyMetIsPicturedByItsShareAndFewAreNotCounted) {
    const auto sectors = two_sectors();
    SectorPage page;
    page.trail = trail_of(sectors, "furniture/tables");
    EXPECT_FALSE(holds(sector_main(page), "not met"));
    page.unmet = {{{core::UnmetCause::no_offer, 8}, {core::UnmetCause::declined, std::nullopt}},
                  {{"material", "oak", 6}, {"seats", "8", 5}},
                  core::PriceGap{9, 40'000, 52'000, 305'000}};
    page.questions = {{"material", "Which material?"}, {"seats", "How many seats?"}};
    const std::string html = sector_main(page);
    EXPECT_TRUE(holds(html, "<rect width=\"100%\" height=\"12\" rx=\"2\"/></svg></td><td class=\"num figures\">8<"));
    EXPECT_TRUE(holds(html, "The buyer took none</th>"));
    EXPECT_TRUE(
        holds(html, "<rect width=\"0%\" height=\"12\" rx=\"2\"/></svg></td><td class=\"num figures\">under 5<"));
    EXPECT_TRUE(holds(html, "Which material? <strong>oak</strong></th>"));
    EXPECT_TRUE(holds(html, "<rect width=\"83%\"")) << "each picture has its own longest bar";
    EXPECT_TRUE(holds(html, "of 9 budgets was £400, the middle one of the best prices for them £520."));
    EXPECT_TRUE(holds(html, "at most 31 % above the budget"));
    EXPECT_FALSE(holds(html, "Simulated"));
}

TEST(PublicHtml, TheLinkByWhichOneCameGoesAlong) {
    const std::string html = request_main({}, {}, {}, "01k8zq6w5v3n2m1h0gfedcba98");
    EXPECT_TRUE(holds(html, "href=\"/desk?ref=01k8zq6w5v3n2m1h0gfedcba98\""));
    EXPECT_TRUE(holds(request_main({}, {}, {}, ""), "href=\"/desk\""));
}

TEST(PublicHtml, ATrailLeadsFromTheWidestSector) {
    const auto sectors = two_sectors();
    EXPECT_EQ(trail_words(trail_of(sectors, "furniture/tables")), "Furniture > Tables");
    EXPECT_TRUE(trail_of(sectors, "boats").empty());
}

TEST(PageShell, PutsHeadAndContentIntoTheFrame) {
    const PageShell shell("no such folder");
    PageHead head;
    head.title = nasty;
    head.description = "What & why";
    head.address = "https://parley.example/i/1";
    head.feeds_below = "https://parley.example/s/a";
    head.linked_data = "{\"a\":1}";
    const std::string page = shell.page(head, "<h1>Main</h1>");
    EXPECT_TRUE(holds(page, "<title>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</title>"));
    EXPECT_TRUE(holds(page, "<meta property=\"og:description\" content=\"What &amp; why\" />"));
    EXPECT_TRUE(holds(page, "<link rel=\"canonical\" href=\"https://parley.example/i/1\" />"));
    EXPECT_TRUE(holds(page, "type=\"application/atom+xml\" href=\"https://parley.example/s/a/feed.atom\""));
    EXPECT_TRUE(holds(page, "<script type=\"application/ld+json\">{\"a\":1}</script>"));
    EXPECT_TRUE(holds(page, "<meta name=\"robots\" content=\"noindex, nofollow\" />")) << "unless it may be kept";
    EXPECT_TRUE(holds(page, "<main><h1>Main</h1></main>"));
    head.may_be_indexed = true;
    EXPECT_FALSE(holds(shell.page(head, ""), "robots"));
}

TEST(Indexing, NothingIsKeptUnlessTheOperatorSaysSo) {
    const Settings settings;
    EXPECT_FALSE(may_be_indexed(settings, "/i/1"));
    EXPECT_EQ(robots_text(settings), "User-agent: *\nDisallow: /\n");
}

TEST(Indexing, OnlyWhatIsPublicIsEverKept) {
    Settings settings;
    settings.indexing = "public";
    for (const char* path : {"/", "/i/1", "/s/furniture", "/docs", "/conduct"})
        EXPECT_TRUE(may_be_indexed(settings, path)) << path;
    for (const char* path : {"/buyer/1", "/desk", "/confirm", "/dev/mail", "/lab", "/r/1", "/inner"})
        EXPECT_FALSE(may_be_indexed(settings, path)) << path;
    EXPECT_TRUE(holds(robots_text(settings), "Allow: /i/\n"));
}

} // namespace
} // namespace parley::roles

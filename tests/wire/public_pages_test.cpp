// What a request becomes for those who read it by program: markup that no text can break, feeds, linked data.
#include "app/public_request.hpp"
#include "wire/demand_json.hpp"
#include "wire/feeds.hpp"
#include "wire/markup.hpp"
#include "wire/value_json.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace parley::wire {
namespace {

constexpr const char* nasty = "</script><script>alert(1)</script> & \"it's\" \xE2\x80\xA8";

core::Instant at(const char* text) {
    return core::parse_rfc3339(text).value();
}

app::PublicRequest a_request() {
    app::PublicRequest request;
    request.id = core::parse_id<core::IntentId>("01k8zq6w5v3n2m1h0gfedcba98").value();
    request.title = "Solid oak dining table";
    request.text = "For eight people";
    request.sector = "furniture/tables";
    request.area = "Leeds";
    request.area_at = {53'800'000, -1'500'000};
    request.state = "open";
    request.currency = "GBP";
    request.budget = 60'050;
    request.round = app::PublicRound{1, 1, "open", "running", at("2026-11-24T10:00:00Z"), at("2026-11-24T10:15:00Z")};
    request.confirmed_at = at("2026-11-24T09:59:00Z");
    request.updated_at = at("2026-11-24T10:00:00Z");
    return request;
}

TEST(Markup, NothingOfATextIsMarkup) {
    EXPECT_EQ(escaped("<b a='1' c=\"2\">&amp;"), "&lt;b a=&#39;1&#39; c=&quot;2&quot;&gt;&amp;amp;");
    EXPECT_EQ(escaped("caf\xC3\xA9\n\ttwo"), "caf\xC3\xA9\n\ttwo");
}

TEST(Markup, WhatXmlCannotWriteIsReplaced) {
    EXPECT_EQ(escaped(std::string_view("a\x01"
                                       "b\0c",
                                       5)),
              "a\xEF\xBF\xBD"
              "b\xEF\xBF\xBD"
              "c");
    EXPECT_EQ(escaped("\xEF\xBF\xBE|\xEF\xBF\xBF|\xEF\xBC\x81"), "\xEF\xBF\xBD|\xEF\xBF\xBD|\xEF\xBC\x81");
}

TEST(Demand, HasThePropertiesOfADemandAndNoOthers) {
    const auto demand =
        nlohmann::json::parse(demand_json(a_request(), "https://parley.example/i/1", "Furniture > Tables", "goods"));
    const auto expected = nlohmann::json::parse(R"({
        "@context": "https://schema.org", "@type": "Demand",
        "@id": "https://parley.example/i/1", "url": "https://parley.example/i/1",
        "itemOffered": {"@type": "Product", "name": "Solid oak dining table", "description": "For eight people",
                        "category": "Furniture > Tables"},
        "priceSpecification": {"@type": "PriceSpecification", "maxPrice": 600.5, "priceCurrency": "GBP"},
        "areaServed": {"@type": "GeoCircle", "name": "Leeds", "geoRadius": "10000",
                       "geoMidpoint": {"@type": "GeoCoordinates", "latitude": "53.8", "longitude": "-1.5"}},
        "validFrom": "2026-11-24T09:59:00Z", "validThrough": "2026-11-24T10:15:00Z"})");
    EXPECT_EQ(demand, expected);
}

TEST(Demand, TellsNoBudgetThatIsSealedAndKnowsServices) {
    app::PublicRequest request = a_request();
    request.budget.reset();
    const auto demand = nlohmann::json::parse(demand_json(request, "a", "Trades", "services"));
    EXPECT_FALSE(demand.contains("priceSpecification"));
    EXPECT_EQ(demand["itemOffered"]["@type"], "Service");
}

TEST(Demand, StaysInItsScriptElementWhateverTheRequestSays) {
    app::PublicRequest request = a_request();
    request.title = nasty;
    request.text = "<!-- <script>";
    request.area = nasty;
    const std::string text = demand_json(request, "a", "b", "goods");
    EXPECT_EQ(text.find_first_of("<>&"), std::string::npos);
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
    EXPECT_EQ(nlohmann::json::parse(text)["itemOffered"]["name"], nasty) << "and says the same";
}

Feed a_feed() {
    Feed feed;
    feed.title = "Parley: Tables";
    feed.page = "https://parley.example/s/furniture/tables";
    feed.self_atom = feed.page + "/feed.atom";
    feed.self_json = feed.page + "/feed.json";
    feed.updated_at = at("2026-11-24T10:00:00Z");
    feed.entries = {entry_of(a_request(), "https://parley.example/i/" + core::to_text(a_request().id))};
    return feed;
}

TEST(Feeds, AtomHasWhatRfc4287Requires) {
    EXPECT_EQ(atom_of(a_feed()), R"(<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en-GB">
<id>https://parley.example/s/furniture/tables/feed.atom</id>
<title>Parley: Tables</title>
<updated>2026-11-24T10:00:00Z</updated>
<author><name>Parley</name>
</author>
<link rel="self" type="application/atom+xml" href="https://parley.example/s/furniture/tables/feed.atom"/>
<link rel="alternate" type="text/html" href="https://parley.example/s/furniture/tables"/>
<entry>
<id>https://parley.example/i/01k8zq6w5v3n2m1h0gfedcba98</id>
<title>Solid oak dining table</title>
<link rel="alternate" type="text/html" href="https://parley.example/i/01k8zq6w5v3n2m1h0gfedcba98"/>
<published>2026-11-24T09:59:00Z</published>
<updated>2026-11-24T10:00:00Z</updated>
<category term="furniture/tables"/>
<summary>Wanted near Leeds. Up to £600.50. Offers are open until 24 November 2026, 10:15 UTC.</summary>
</entry>
</feed>
)");
}

TEST(Feeds, AnEntryMayHaveSeveralCategories) {
    Feed feed = a_feed();
    feed.entries.front().categories = {"furniture/tables", "furniture/sofas"};
    EXPECT_NE(atom_of(feed).find("<category term=\"furniture/tables\"/>\n<category term=\"furniture/sofas\"/>"),
              std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(json_feed_of(feed))["items"][0]["tags"],
              (nlohmann::json{"furniture/tables", "furniture/sofas"}));
}

TEST(Feeds, NoTitleBreaksTheAtom) {
    Feed feed = a_feed();
    feed.entries.front().title = nasty;
    EXPECT_NE(atom_of(feed).find("<title>&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; "),
              std::string::npos);
}

TEST(Feeds, JsonFeedHasWhatVersionOneDotOneRequires) {
    const auto feed = nlohmann::json::parse(json_feed_of(a_feed()));
    EXPECT_EQ(feed["version"], "https://jsonfeed.org/version/1.1");
    EXPECT_EQ(feed["title"], "Parley: Tables");
    EXPECT_EQ(feed["home_page_url"], "https://parley.example/s/furniture/tables");
    EXPECT_EQ(feed["feed_url"], "https://parley.example/s/furniture/tables/feed.json");
    ASSERT_EQ(feed["items"].size(), 1u);
    const auto expected = nlohmann::json::parse(R"({
        "id": "https://parley.example/i/01k8zq6w5v3n2m1h0gfedcba98",
        "url": "https://parley.example/i/01k8zq6w5v3n2m1h0gfedcba98",
        "title": "Solid oak dining table",
        "content_text": "Wanted near Leeds. Up to £600.50. Offers are open until 24 November 2026, 10:15 UTC.",
        "date_published": "2026-11-24T09:59:00Z", "date_modified": "2026-11-24T10:00:00Z",
        "tags": ["furniture/tables"]})");
    EXPECT_EQ(feed["items"][0], expected);
}

TEST(PublicRequest, IsReadFromAViewAndFromASummary) {
    const auto summary = parse_value(R"({"title":"Table","sector":"furniture/tables","state":"fulfilled",
        "place":{"name":"Leeds","lat_e6":53800000,"lon_e6":-1500000},"currency":"GBP","simulated":true,"budget":null,
        "updated_at":"2026-11-24T10:00:00Z","shared":"Got oak","erased":false,"offer_count":null,"round":null})");
    const auto listed = app::public_request({}, *summary);
    EXPECT_EQ(listed.title, "Table");
    EXPECT_TRUE(listed.simulated);
    EXPECT_EQ(listed.shared, "Got oak");
    EXPECT_EQ(listed.updated_at, at("2026-11-24T10:00:00Z"));
    EXPECT_FALSE(listed.budget || listed.round || listed.offer_count);
    const auto view = parse_value(R"({"title":"Table","deal":{"shared":"Got oak"},"budget":{"amount":600}})");
    const auto seen = app::public_request({}, *view, at("2026-11-24T11:00:00Z"));
    EXPECT_EQ(seen.shared, "Got oak");
    EXPECT_EQ(seen.budget, 600);
    EXPECT_EQ(seen.updated_at, at("2026-11-24T11:00:00Z"));
}

TEST(PublicRequest, PricesAreSaidAsPeopleSayThem) {
    EXPECT_EQ(app::price_words(48'000, "GBP"), "£480");
    EXPECT_EQ(app::price_words(48'005, "GBP"), "£480.05");
    EXPECT_EQ(app::price_words(48'000, "EUR"), "480.00 EUR");
}

} // namespace
} // namespace parley::wire

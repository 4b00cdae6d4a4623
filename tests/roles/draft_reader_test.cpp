#include "roles/gateway/draft_reader.hpp"

#include "wire/value_json.hpp"

#include <gtest/gtest.h>

namespace parley::roles {
namespace {

constexpr core::Instant tuesday{1'795'510'800'000'000}; // 2026-11-24T09:00:00Z
constexpr std::string_view example = "solid oak dining table, up to 600 GBP, Leeds, by Friday";

core::Value json(std::string_view text) {
    return wire::parse_value(text).value();
}

app::Sector sector(const char* slug, const char* name, const char* details) {
    const std::string_view path(slug);
    const std::size_t slash = path.find('/');
    return {slug, slash == path.npos ? "" : std::string(path.substr(0, slash)), name, "goods", json(details)};
}

std::vector<app::Sector> sectors() {
    return {
        sector("furniture", "Furniture", R"({"keywords":["furniture"],"questions":[]})"),
        sector("furniture/tables", "Tables", R"({"keywords":["table","dining table"],"questions":[{"key":"length"}]})"),
        sector("furniture/chairs", "Chairs", R"({"keywords":["chair"],"questions":[{"key":"count"}]})")};
}

std::vector<app::Place> places() {
    return {{1, "Leeds", "GB", "England", {53'800'000, -1'549'000}, 792'000},
            {2, "York", "GB", "England", {53'960'000, -1'080'000}, 153'000}};
}

TEST(DraftReader, ReadsTheExampleOfTheFirstPage) {
    const auto draft = DraftReader(sectors(), places()).read(example, tuesday);
    const core::Value value = draft_value(draft, sectors(), 0);
    EXPECT_EQ(*value.at("title").as_string(), "Solid oak dining table");
    EXPECT_EQ(*value.at("budget").at("value").at("amount").as_integer(), 60'000);
    EXPECT_EQ(*value.at("budget").at("value").at("currency").as_string(), "GBP");
    EXPECT_EQ(*value.at("place").at("value").at("name").as_string(), "Leeds");
    EXPECT_EQ(*value.at("place").at("value").at("lon_e6").as_integer(), -1'549'000);
    EXPECT_EQ(*value.at("place").at("span").as_array(), (core::Value::Array{39, 44}));
    EXPECT_EQ(value.at("needed_by").at("value").as_string()->substr(0, 10), "2026-11-27");
    ASSERT_FALSE(value.at("sectors").as_array()->empty());
    EXPECT_EQ(*value.at("sectors").as_array()->at(0).at("slug").as_string(), "furniture/tables");
    EXPECT_EQ(*value.at("questions").as_array()->at(0).at("key").as_string(), "length");
}

TEST(DraftReader, WhatIsNotSaidIsNull) {
    const core::Value value = draft_value(DraftReader(sectors(), places()).read("hm", tuesday), sectors(), 0);
    for (const char* member : {"budget", "place", "needed_by"})
        EXPECT_TRUE(value.at(member).is_null()) << member;
    EXPECT_TRUE(value.at("sectors").as_array()->empty());
    EXPECT_TRUE(value.at("questions").as_array()->empty());
}

TEST(DraftReader, WhatTheCallerGaveHasNoPlaceInTheText) {
    auto draft = DraftReader(sectors(), places()).read(example, tuesday);
    draft.budget = given(core::Money{45'000, "EUR"});
    draft.sectors = {{"furniture/chairs", "Chairs", core::ppm_per_one, {}}};
    const core::Value value = draft_value(draft, sectors(), 0);
    EXPECT_TRUE(value.at("budget").at("span").is_null());
    EXPECT_EQ(*value.at("budget").at("confidence_ppm").as_integer(), 1'000'000);
    EXPECT_EQ(*value.at("budget").at("value").at("amount").as_integer(), 45'000);
    EXPECT_EQ(*value.at("questions").as_array()->at(0).at("key").as_string(), "count") << "those of the sector given";
}

TEST(DraftReader, SpansCountFromTheTextAsItWasSent) {
    const std::string body = R"({"text":" \u00e9\n)" + std::string(example) + R"("})";
    const std::size_t begins = text_begins_at(R"({"text":"  )" + std::string(example) + R"("})", example);
    EXPECT_EQ(begins, 2U);
    EXPECT_EQ(text_begins_at(body, example), 4U) << "bytes of UTF-8, not of JSON";
    EXPECT_EQ(text_begins_at("no JSON", example), 0U);
    const auto draft = DraftReader(sectors(), places()).read(example, tuesday);
    EXPECT_EQ(*draft_value(draft, sectors(), begins).at("place").at("span").as_array(), (core::Value::Array{41, 46}));
}

} // namespace
} // namespace parley::roles

#include "roles/gateway/lab_routes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::roles {
namespace {

app::FunnelRow tables() {
    app::FunnelRow row;
    row.sector = "furniture/tables";
    row.intents = 40;
    row.confirmed = 38;
    row.invited = 260;
    row.reached = 37;
    row.offers = 150;
    row.with_offer = 36;
    row.seen = 30;
    row.awarded = 20;
    row.confirmed_awards = 19;
    row.no_offers = 2;
    row.median_first_offer_s = 6;
    return row;
}

TEST(FunnelCsv, HasAHeaderAndOneLinePerSector) {
    app::FunnelRow none;
    none.sector = "pets/supplies";
    EXPECT_EQ(funnel_csv({tables(), none}),
              "sector,intents,confirmed,invited,reached,offers,with_offer,seen,awarded,confirmed_awards,no_offers,"
              "median_first_offer_s\r\n"
              "furniture/tables,40,38,260,37,150,36,30,20,19,2,6\r\n"
              "pets/supplies,0,0,0,0,0,0,0,0,0,0,\r\n");
}

TEST(FunnelCsv, QuotesAndDisarmsCells) {
    EXPECT_EQ(csv_cell("plain"), "plain");
    EXPECT_EQ(csv_cell(""), "");
    EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_cell("say \"hi\"\n"), "\"say \"\"hi\"\"\n\"");
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell("+1"), "'+1");
    EXPECT_EQ(csv_cell("-1"), "'-1");
    EXPECT_EQ(csv_cell("@SUM(A1,A2)"), "\"'@SUM(A1,A2)\"");
    EXPECT_EQ(csv_cell("a=1"), "a=1");
}

TEST(Funnel, ShowsTheCountsOfEachSector) {
    const core::Value body = funnel_value({tables()}, {1'795'510'800'000'000});
    EXPECT_EQ(*body.at("as_of").as_string(), "2026-11-24T09:00:00Z");
    const core::Value& row = body.at("data").as_array()->at(0);
    EXPECT_EQ(*row.at("sector").as_string(), "furniture/tables");
    EXPECT_EQ(*row.at("confirmed").as_integer(), 38);
    EXPECT_EQ(*row.at("confirmed_awards").as_integer(), 19);
    EXPECT_EQ(*row.at("median_first_offer_s").as_integer(), 6);
    app::FunnelRow none;
    EXPECT_TRUE(funnel_value({none}, {}).at("data").as_array()->at(0).at("median_first_offer_s").is_null());
    EXPECT_TRUE(funnel_value({}, {}).at("data").as_array()->empty());
}

TEST(FunnelCodebook, ExplainsEveryColumnInTheOrderOfTheCsv) {
    std::string header;
    const core::Value codebook = funnel_codebook();
    for (const core::Value& entry : *codebook.at("data").as_array()) {
        header += (header.empty() ? "" : ",") + *entry.at("column").as_string();
        for (const char* member : {"meaning", "unit", "formula"})
            EXPECT_FALSE(entry.at(member).as_string()->empty()) << header << ' ' << member;
    }
    EXPECT_EQ(header + "\r\n", funnel_csv({}));
}

} // namespace
} // namespace parley::roles

#include "core/guide/takings.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::core {
namespace {

using testing::ElementsAre;

Sold a_sale(Minor price, std::optional<Minor> margin = std::nullopt,
            std::optional<std::int64_t> minutes = std::nullopt) {
    Sold sold;
    sold.buyer = "somebody";
    sold.price = price;
    sold.margin = margin;
    sold.minutes = minutes;
    return sold;
}

TEST(Takings, WhatIsNotEnteredIsNotGuessed) {
    const std::vector<Sold> sold{a_sale(40'000), a_sale(20'000)};
    const Takings takings = takings_of(sold, {});
    EXPECT_EQ(takings.value, 60'000);
    EXPECT_THAT(takings.channels,
                ElementsAre(ChannelReturn{"", 2, std::nullopt, std::nullopt, std::nullopt, std::nullopt}));
    EXPECT_EQ(takings.cost_per_kept_buyer, std::nullopt);
}

TEST(Takings, TheMarginIsToldOnceEverySaleHasOne) {
    std::vector<Sold> sold{a_sale(40'000, 9'000), a_sale(20'000)};
    MonthAccount account;
    account.cost = 1'000;
    EXPECT_EQ(takings_of(sold, account).channels[0].margin, std::nullopt);
    EXPECT_EQ(takings_of(sold, account).channels[0].return_ppm, std::nullopt);
    sold[1].margin = -3'000;
    EXPECT_THAT(takings_of(sold, account).channels, ElementsAre(ChannelReturn{"", 2, 1'000, 6'000, 500, 5'000'000}));
}

TEST(Takings, TimeCostsWhatAnHourDoes) {
    const std::vector<Sold> sold{a_sale(40'000, 1'000, 50), a_sale(40'000, 1'000, 20)};
    MonthAccount account;
    account.hour_cost = 1'001;
    EXPECT_EQ(takings_of(sold, account).channels[0].cost, 1'168) << "70 minutes, rounded up";
    account.cost = 32;
    EXPECT_EQ(takings_of(sold, account).channels[0].cost, 1'200);
    EXPECT_EQ(takings_of(sold, account).channels[0].cost_per_sale, 600);
}

TEST(Takings, KeepingABuyerCostsWhatItsSalesDo) {
    std::vector<Sold> sold{a_sale(1), a_sale(2), a_sale(3), a_sale(4)};
    sold[1].bought_before = sold[2].bought_before = sold[3].bought_before = true;
    sold[3].buyer = "somebody else";
    MonthAccount account;
    account.cost = 1'000;
    const Takings takings = takings_of(sold, account);
    EXPECT_EQ(takings.repeat_sales, 3);
    EXPECT_EQ(takings.kept_buyers, 2);
    EXPECT_EQ(takings.cost_per_kept_buyer, 375);
}

TEST(Takings, OtherWaysOfSellingStandBesideByName) {
    MonthAccount account;
    account.channels = {{"Market", 0, 3, 600}, {"Leaflets", 1'000, 0, 0}};
    EXPECT_THAT(takings_of({}, account).channels,
                ElementsAre(ChannelReturn{"", 0, std::nullopt, std::nullopt, std::nullopt, std::nullopt},
                            ChannelReturn{"Leaflets", 0, 1'000, 0, std::nullopt, -1'000'000},
                            ChannelReturn{"Market", 3, 0, 600, 0, std::nullopt}));
}

} // namespace
} // namespace parley::core

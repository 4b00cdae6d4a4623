// What the guide says of past rounds, checked by counting, and that it says nothing of too few.
#include "core/guide/guide.hpp"

#include "core/guide/forecast_value.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parley::core {
namespace {

constexpr Point leeds{53'799'700, -1'549'200}, york{53'959'000, -1'081'500}, cardiff{51'481'600, -3'179'100};

PastRound a_round(std::int64_t number, std::int64_t offers, std::optional<Minor> sold_for = std::nullopt) {
    PastRound round;
    round.ended_at = {seconds(1'000 + number)};
    round.place = leeds;
    round.offers = offers;
    if (offers > 0)
        round.first_offer_s = 60 * number;
    round.sold_for = sold_for;
    return round;
}

std::vector<PastRound> rounds(std::int64_t count, std::int64_t offers, std::optional<Minor> sold_for = std::nullopt) {
    std::vector<PastRound> past;
    for (std::int64_t i = 1; i <= count; ++i)
        past.push_back(a_round(i, offers, sold_for));
    return past;
}

TEST(Guide, SaysTheQuartilesOfWhatWasPaid) {
    std::vector<PastRound> past;
    for (std::int64_t i = 1; i <= 8; ++i)
        past.push_back(a_round(9 - i, 2, i * 10'000));
    past.push_back(a_round(20, 1)); // not sold
    const Guide guide = guide_of(past, leeds);
    EXPECT_EQ(guide.prices.sales, 8);
    EXPECT_EQ(guide.prices.range, (Spread{20'000, 40'000, 60'000}));
    EXPECT_EQ(guide.prices.first_at, Instant{seconds(1'001)});
    EXPECT_EQ(guide.prices.last_at, Instant{seconds(1'008)});
    EXPECT_FALSE(guide.is_thin());
}

TEST(Guide, NamesNoPriceOfFourSalesAndNoForecastOfEightRounds) {
    const Guide four = guide_of(rounds(4, 1, 50'000), leeds);
    EXPECT_EQ(four.prices.sales, 4);
    EXPECT_FALSE(four.prices.range);
    EXPECT_TRUE(guide_of(rounds(5, 1, 50'000), leeds).prices.range);
    const Guide eight = guide_of(rounds(8, 3, 50'000), leeds);
    EXPECT_FALSE(eight.forecast);
    EXPECT_TRUE(eight.is_thin());
    EXPECT_TRUE(guide_of(rounds(9, 3, 50'000), leeds).forecast);
    const Guide nothing = guide_of({}, leeds);
    EXPECT_EQ(nothing, Guide());
    EXPECT_TRUE(nothing.is_thin());
}

TEST(Guide, ExpectsWhatCameBefore) {
    std::vector<PastRound> past = rounds(7, 4);
    past.push_back(a_round(8, 0));
    past.push_back(a_round(9, 9));
    past.push_back(a_round(10, 1));
    const Guide guide = guide_of(past, leeds);
    EXPECT_EQ(guide.without_offer, 1);
    ASSERT_TRUE(guide.forecast);
    EXPECT_EQ(guide.forecast->rounds, 10);
    EXPECT_EQ(guide.forecast->any_offer_ppm, 1'000'000 * 10 / 12);
    EXPECT_EQ(guide.forecast->offers, (ExpectedOffers{3'800, 0, 9}));
    EXPECT_EQ(guide.forecast->first_offer_s, (Spread{60, 300, 600}));
}

TEST(Guide, WaitsForNineOffersBeforeItSaysHowLongOneTakes) {
    std::vector<PastRound> past = rounds(8, 2);
    for (std::int64_t i = 0; i < 20; ++i)
        past.push_back(a_round(30 + i, 0));
    const Guide guide = guide_of(past, leeds);
    ASSERT_TRUE(guide.forecast);
    EXPECT_FALSE(guide.forecast->first_offer_s);
}

TEST(Guide, CountsThoseNearWhereThereAreEnoughAndElseAll) {
    std::vector<PastRound> past = rounds(9, 2);
    for (PastRound round : rounds(30, 5)) {
        round.place = cardiff;
        past.push_back(round);
    }
    const Guide in_leeds = guide_of(past, leeds);
    EXPECT_TRUE(in_leeds.is_near);
    EXPECT_EQ(in_leeds.rounds, 9);
    EXPECT_EQ(in_leeds.forecast->offers.mean_milli, 2'000);
    EXPECT_TRUE(guide_of(past, york).is_near) << "35 km away";
    const Guide anywhere = guide_of(past, std::nullopt);
    EXPECT_FALSE(anywhere.is_near);
    EXPECT_EQ(anywhere.rounds, 39);
    past.erase(past.begin());
    const Guide too_few = guide_of(past, leeds);
    EXPECT_FALSE(too_few.is_near);
    EXPECT_EQ(too_few.rounds_near, 8);
    EXPECT_EQ(too_few.rounds, 38);
}

/// Of n + 1 values in any order each is the next one as likely as any other: the interval of the rest has to hold it in
/// four of five cases.
TEST(Guide, ItsIntervalHoldsTheNextOneFourTimesOutOfFive) {
    for (std::int64_t n = rounds_for_forecast; n <= 200; ++n) {
        std::int64_t held = 0;
        for (std::int64_t next = 0; next <= n; ++next) {
            std::vector<std::int64_t> rest;
            for (std::int64_t value = 0; value <= n; ++value)
                if (value != next)
                    rest.push_back(value);
            const auto [low, high] = interval_of(rest);
            held += low <= next && next <= high ? 1 : 0;
        }
        ASSERT_GE(held * ppm_per_one, interval_ppm * (n + 1)) << n;
        ASSERT_EQ(held, n + 1 - 2 * ((n + 1) / 10)) << "and no wider than that needs, n " << n;
    }
}

RC_GTEST_PROP(GuideProperties, TheOrderOfTheRoundsDoesNotMatter, ()) {
    std::vector<PastRound> past;
    const auto count = *rc::gen::inRange<std::int64_t>(0, 40);
    for (std::int64_t i = 0; i < count; ++i) {
        const auto offers = *rc::gen::inRange<std::int64_t>(0, 6);
        past.push_back(a_round(i, offers, offers > 0 ? std::optional<Minor>(1'000 * (i + 1)) : std::nullopt));
    }
    auto turned = past;
    std::ranges::reverse(turned);
    RC_ASSERT(guide_of(past, leeds) == guide_of(turned, leeds));
    const Guide guide = guide_of(past, leeds);
    if (guide.forecast) {
        RC_ASSERT(guide.forecast->offers.low <= guide.forecast->offers.high);
        RC_ASSERT(guide.forecast->any_offer_ppm > 0 && guide.forecast->any_offer_ppm < ppm_per_one);
        RC_ASSERT(forecast_from(to_value(*guide.forecast)) == guide.forecast);
    }
}

TEST(Guide, AForecastThatIsNoneIsNotRead) {
    const Guide guide = guide_of(rounds(9, 3), leeds);
    Value value = to_value(*guide.forecast);
    EXPECT_TRUE(forecast_from(value));
    value["offers"]["low"] = "none";
    EXPECT_FALSE(forecast_from(value));
    EXPECT_FALSE(forecast_from(Value{}));
}

} // namespace
} // namespace parley::core

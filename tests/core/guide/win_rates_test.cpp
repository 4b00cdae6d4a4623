#include "core/guide/win_rates.hpp"

#include "core/guide/funnel.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::core {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// An offer that came as far as that, and no further.
Chance offered(FunnelStep as_far_as = FunnelStep::offered) {
    Chance chance;
    for (int step = 0; step <= static_cast<int>(as_far_as); ++step)
        chance.reached[static_cast<std::size_t>(step)] = Instant{step + 1};
    chance.is_over = true;
    if (as_far_as < FunnelStep::accepted)
        chance.disposition = Disposition::lost;
    return chance;
}

std::vector<Chance> times(int count, const Chance& chance) {
    return std::vector<Chance>(static_cast<std::size_t>(count), chance);
}

void append(std::vector<Chance>& all, const std::vector<Chance>& more) {
    all.insert(all.end(), more.begin(), more.end());
}

TEST(Funnel, CountsEachStepOnce) {
    auto chances = times(3, offered(FunnelStep::matched));
    append(chances, times(2, offered(FunnelStep::opened)));
    append(chances, times(1, offered(FunnelStep::repeat)));
    EXPECT_EQ(funnel_of(chances), (Funnel{6, 3, 3, 3, 1, 1, 1, 1}));
    EXPECT_EQ(funnel_of({}), Funnel{});
}

TEST(Funnel, IsCutByAnyKeyInItsOrder) {
    auto chances = times(2, offered(FunnelStep::matched));
    chances[1].sector = "b";
    chances[0].sector = "a/x";
    const auto parts = funnels_by(chances, [](const Chance& one) { return one.sector; });
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[0], (FunnelPart{"a/x", Funnel{1, 0, 0, 0, 0, 0, 0, 0}}));
    EXPECT_EQ(parts[1].key, "b");
}

TEST(Funnel, ALeadIsAnOutcomeApartFromTheSale) {
    std::vector<Chance> chances{offered(), offered(FunnelStep::accepted), offered(FunnelStep::accepted), offered()};
    chances[0].was_lead = true;
    chances[1].was_lead = true;
    chances[3].was_lead = true;
    chances[3].is_over = false;
    EXPECT_EQ(leads_of(chances), (Leads{3, 1, 1, 1}));
}

TEST(Quality, InTimeIsBeforeTheFirstRoundWasOver) {
    std::vector<Chance> chances = times(4, offered());
    chances[0].first_close_at = chances[1].first_close_at = chances[2].first_close_at = Instant{100};
    chances[0].answered_at = Instant{99};
    chances[1].answered_at = Instant{100};
    chances[3].answered_at = Instant{1}; // nothing is over there
    const Quality quality = quality_of(chances);
    EXPECT_EQ(quality.answerable, 3);
    EXPECT_EQ(quality.answered, 1);
}

TEST(WinRates, OfFewOffersNothingIsSaid) {
    auto chances = times(6, offered());
    append(chances, times(3, offered(FunnelStep::accepted)));
    EXPECT_EQ(win_rates_of(chances).all, (WinRate{"all", "", 9, std::nullopt}));
    append(chances, times(1, offered(FunnelStep::accepted)));
    EXPECT_EQ(win_rates_of(chances).all, (WinRate{"all", "", 10, rate_of(10, 4)}));
}

TEST(WinRates, WhatIsOpenOrTakenBackDoesNotCount) {
    auto chances = times(3, offered());
    chances[0].disposition = std::nullopt;
    chances[1].disposition = Disposition::withdrawn;
    append(chances, times(2, offered(FunnelStep::seen)));
    EXPECT_EQ(win_rates_of(chances).all.offers, 1);
}

TEST(WinRates, EachOfferIsInOneValueOfEachGroup) {
    std::vector<Chance> chances = times(6, offered());
    const std::optional<std::int64_t> days[] = {0, 3, 4, 14, 15, std::nullopt};
    const std::optional<std::int64_t> ranks[] = {1, 2, 3, 4, 9, std::nullopt};
    for (std::size_t i = 0; i < 6; ++i) {
        chances[i].delivery_days = days[i];
        chances[i].rank = ranks[i];
    }
    const WinRates rates = win_rates_of(chances);
    std::vector<std::pair<std::string, std::int64_t>> delivery, positions;
    for (const WinRate& rate : rates.attributes)
        if (rate.group == "delivery_days")
            delivery.emplace_back(rate.value, rate.offers);
    for (const WinRate& rate : rates.positions)
        positions.emplace_back(rate.value, rate.offers);
    using Pair = std::pair<std::string, std::int64_t>;
    EXPECT_THAT(delivery,
                ElementsAre(Pair{"0-3", 2}, Pair{"4-7", 1}, Pair{"8-14", 1}, Pair{"15+", 1}, Pair{"not_stated", 1}));
    EXPECT_THAT(positions, ElementsAre(Pair{"1", 1}, Pair{"2", 1}, Pair{"3", 1}, Pair{"4+", 2}, Pair{"hidden", 1}));
}

TEST(WinRates, WhatWasLostIsToldByBandAndReason) {
    auto chances = times(4, offered());
    chances[0].band = "30+";
    chances[1].band = chances[2].band = "0-5";
    chances[0].reason = chances[1].reason = chances[2].reason = "higher_price";
    chances[3].reason = "declined_all";
    append(chances, times(1, offered(FunnelStep::accepted)));
    const WinRates rates = win_rates_of(chances);
    EXPECT_THAT(rates.bands, ElementsAre(LostBand{"0-5", 2}, LostBand{"30+", 1}, LostBand{"", 1}));
    EXPECT_THAT(rates.reasons, ElementsAre(WhyLost{"higher_price", 3}, WhyLost{"declined_all", 1}));
    EXPECT_EQ(missed_of(chances).close, 2);
    EXPECT_THAT(win_rates_of({}).reasons, IsEmpty());
}

TEST(MissedSales, WhatNobodySoldIsApartFromWhatARivalSold) {
    auto chances = times(3, offered(FunnelStep::seen));
    chances[0].nobody_sold = chances[1].nobody_sold = true;
    chances[0].answered_at = Instant{5};
    chances[2].is_over = false;
    EXPECT_EQ(missed_of(chances), (MissedSales{2, 2, 1, 0}));
}

} // namespace
} // namespace parley::core

// The theory's table, 20 000 rounds a cell through the real core: every mean lies within four standard errors of its
// closed form. Seeds are fixed, so a cell that fails is a change of the market or of an agent.
#include "core/names.hpp"
#include "lab/simulate/cells.hpp"
#include "lab/simulate/theory.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

namespace parley::lab::simulate {
namespace {

constexpr std::int64_t table_rounds = 20'000;
#if defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr std::int64_t rounds = 1'000; // A sanitizer looks at memory; the table is for the plain build.
#else
constexpr std::int64_t rounds = table_rounds;
#endif
#else
constexpr std::int64_t rounds = table_rounds;
#endif
/// A tolerance of the table, for as many rounds as are played.
const double wider = std::sqrt(static_cast<double>(table_rounds) / static_cast<double>(rounds));
constexpr double sigmas_most = 4;
constexpr double unit = 1e-6; // one minor unit in parts of the range, as costs are whole

::testing::AssertionResult is_near(const Estimate& estimate, double target) {
    const double gap = std::abs(estimate.mean - target);
    if (gap <= sigmas_most * estimate.se + 2 * unit)
        return ::testing::AssertionSuccess();
    return ::testing::AssertionFailure() << estimate.mean << " (" << estimate.se << ") is " << gap / estimate.se
                                         << " standard errors from " << target;
}

class SimulatedPrices : public ::testing::TestWithParam<std::tuple<PriceFormat, std::int64_t>> {};

TEST_P(SimulatedPrices, AreThoseOfTheory) {
    const auto [format, n] = GetParam();
    const auto seed = static_cast<std::uint64_t>(100 * static_cast<int>(format) + n);
    const PriceCell cell = play_prices(format, n, {rounds, seed});
    EXPECT_TRUE(is_near(cell.price, expected_price(n)));
    EXPECT_TRUE(is_near(cell.winner_profit, 1 / (static_cast<double>(n) + 1)));
    EXPECT_EQ(cell.inefficient, 0) << "the lowest cost wins";
    EXPECT_EQ(cell.refused, 0);
    const double sd = format == PriceFormat::first_price ? price_sd_first(n) : price_sd_second(n);
    EXPECT_NEAR(cell.price.se * std::sqrt(static_cast<double>(rounds)) / sd, 1, 0.03 * wider);
}

INSTANTIATE_TEST_SUITE_P(, SimulatedPrices,
                         ::testing::Combine(::testing::Values(PriceFormat::first_price, PriceFormat::second_price,
                                                              PriceFormat::open),
                                            ::testing::Range<std::int64_t>(2, 11)),
                         [](const auto& one) {
                             return std::string(core::name_of(std::get<0>(one.param))) + '_' +
                                    std::to_string(std::get<1>(one.param));
                         });

TEST(SimulateCells, ThinnedInvitations) {
    for (const auto& [invited, q] : {std::pair{2, 0.2}, {3, 0.8}, {5, 0.5}, {8, 0.35}, {10, 0.2}}) {
        const ThinningCell cell = play_thinning(invited, q, 0, {rounds, 21});
        const Thinned target = thinned(invited, q);
        EXPECT_TRUE(is_near(cell.no_offer, target.no_offer)) << invited;
        EXPECT_TRUE(is_near(cell.price, target.price)) << invited;
        EXPECT_TRUE(is_near(cell.buyer_cost, target.buyer_cost)) << invited;
    }
}

TEST(SimulateCells, EntryLeavesNobodyAProfit) {
    for (const auto& [invited, cost] : {std::pair{7, 0.02}, {5, 0.05}, {8, 0.05}, {3, 0.1}, {10, 0.1}}) {
        const double q = entry_probability(invited, cost);
        const ThinningCell cell = play_thinning(invited, q, cost, {rounds, 22});
        EXPECT_LT(q, 1);
        EXPECT_TRUE(is_near(cell.buyer_cost, thinned(invited, q).buyer_cost)) << invited;
        EXPECT_TRUE(is_near(cell.profit, 0)) << invited;
    }
    // Where all enter there is a profit left.
    EXPECT_GT(play_thinning(4, 1, 0.02, {rounds, 23}).profit.mean, 0.1);
}

TEST(SimulateCells, SnipingCostsTheBuyerWhereTheCloseIsHard) {
    for (const auto& [n, transmission] : {std::pair{2, 0.5}, {4, 0.8}, {6, 0.9}, {3, 1.0}}) {
        const SnipingCell cell = play_sniping(n, transmission, {rounds, 24});
        EXPECT_TRUE(is_near(cell.hard_cost, thinned(n, transmission).buyer_cost)) << n;
        EXPECT_TRUE(is_near(cell.soft_price, expected_price(n))) << n;
        const double late = static_cast<double>(cell.too_late) / static_cast<double>(rounds * n);
        EXPECT_NEAR(late, 1 - transmission, 0.01 * wider) << n;
    }
}

TEST(SimulateCells, SoftClosesLastAsLongAsTheirFormulaSays) {
    for (const auto& [rate, window_s] :
         {std::pair{1.0 / 60, 30}, {1.0 / 60, 60}, {1.0 / 30, 60}, {1.0 / 20, 60}, {1.0 / 120, 120}}) {
        const SoftCloseCell cell = play_soft_close(rate, window_s, {rounds, 25});
        const SoftClose target = soft_close(rate, window_s);
        EXPECT_TRUE(is_near(cell.from_window_s, target.mean_s)) << rate;
        EXPECT_TRUE(is_near(cell.late_offers, target.late_offers)) << rate;
        EXPECT_TRUE(is_near(cell.none, target.none)) << rate;
        EXPECT_NEAR(cell.from_window_s.se * std::sqrt(static_cast<double>(rounds)) / target.sd_s, 1, 0.05 * wider)
            << rate;
    }
}

TEST(SimulateCells, ScoresPayWithEnoughBusinesses) {
    for (const auto& [hundredths, n] : {std::pair{100, 2}, {100, 3}, {25, 4}, {50, 6}, {200, 5}, {100, 8}}) {
        const ScoreCell cell = play_scores(hundredths, n, {rounds, 26});
        const ScoreTheory target = score_theory(hundredths / 100.0, n);
        EXPECT_TRUE(is_near(cell.score_utility, target.score_utility)) << hundredths << ' ' << n;
        EXPECT_TRUE(is_near(cell.price_utility, target.price_utility)) << hundredths << ' ' << n;
        EXPECT_TRUE(is_near(cell.advantage, target.score_utility - target.price_utility)) << hundredths << ' ' << n;
        // What has to be seen of a large weight: worse with two businesses, better with many.
        if (hundredths == 100 && n != 3)
            EXPECT_EQ(cell.advantage.mean > 0, n > 3) << n;
    }
}

TEST(SimulateCells, ASeedDecidesEverything) {
    const auto one = play_prices(PriceFormat::open, 4, {500, 31});
    EXPECT_EQ(play_prices(PriceFormat::open, 4, {500, 31}).price.mean, one.price.mean);
    EXPECT_NE(play_prices(PriceFormat::open, 4, {500, 32}).price.mean, one.price.mean);
}

} // namespace
} // namespace parley::lab::simulate

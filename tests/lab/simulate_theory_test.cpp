// Closed forms against fractions worked out by hand and against published rows.
#include "lab/simulate/theory.hpp"

#include <gtest/gtest.h>

namespace parley::lab::simulate {
namespace {

constexpr double exact = 1e-12;

TEST(SimulateTheory, PricesAndTheirSpread) {
    EXPECT_NEAR(expected_price(2), 2.0 / 3, exact);
    EXPECT_NEAR(expected_price(10), 2.0 / 11, exact);
    EXPECT_NEAR(price_sd_second(2), 0.23570226039551584, exact);
    EXPECT_NEAR(price_sd_second(10), 0.11134044285378082, exact);
    EXPECT_NEAR(price_sd_first(2), 0.11785113019775792, exact);
    EXPECT_NEAR(price_sd_first(6), 0.103098, 1e-6);
}

TEST(SimulateTheory, ThinnedInvitations) {
    // Of two that answer half the time: nobody 1/4, one 1/2 at the ceiling, both 1/4 at 2/3.
    const Thinned two = thinned(2, 0.5);
    EXPECT_NEAR(two.no_offer, 0.25, exact);
    EXPECT_NEAR(two.price, (0.5 + 0.25 * 2 / 3) / 0.75, exact);
    EXPECT_NEAR(two.buyer_cost, 11.0 / 12, exact);
    // One that enters is alone half the time and gains 1/2 on average, else 1/6.
    EXPECT_NEAR(two.entrant_pay, 1.0 / 3, exact);
    EXPECT_NEAR(thinned(8, 0.35).price, 0.576, 5e-4);
    EXPECT_NEAR(thinned(5, 1).buyer_cost, expected_price(5), exact);
    EXPECT_NEAR(thinned(5, 1).entrant_pay, 1.0 / 30, exact);
}

TEST(SimulateTheory, Entry) {
    EXPECT_EQ(entry_probability(4, 0.05), 1);
    EXPECT_EQ(entry_probability(4, 0.5), 0);
    const double q = entry_probability(7, 0.02);
    EXPECT_NEAR(q, 0.9449111769839593, 1e-10);
    EXPECT_NEAR(thinned(7, q).entrant_pay, 0.02, 1e-12);
    EXPECT_NEAR(entry_probability(10, 0.1), 0.27897165592184897, 1e-10);
}

TEST(SimulateTheory, SoftCloses) {
    const SoftClose one = soft_close(1.0 / 60, 60);
    EXPECT_NEAR(one.mean_s, 103.09690970754271, 1e-9);
    EXPECT_NEAR(one.sd_s, 58.557431562912804, 1e-9);
    EXPECT_NEAR(one.late_offers, 1.718281828459045, exact);
    EXPECT_NEAR(one.none, 0.36787944117144233, exact);
}

TEST(SimulateTheory, ScoresPayOnlyWithEnoughBusinesses) {
    const auto advantage = [](double weight, std::int64_t n) {
        const ScoreTheory theory = score_theory(weight, n);
        return theory.score_utility - theory.price_utility;
    };
    EXPECT_NEAR(advantage(1, 2), -1.0 / 15, 1e-9);
    for (const double weight : {0.25, 0.5, 1.0, 2.0})
        EXPECT_NEAR(advantage(weight, 3), 0, 1e-12);
    EXPECT_NEAR(score_theory(0.25, 2).score_utility, -0.5466145833333333, 1e-12);
    EXPECT_NEAR(score_theory(2, 10).score_utility, 1.1842759536749203, 1e-12);
    EXPECT_NEAR(advantage(0.5, 4), 0.0047061911904762085, 1e-6);
    EXPECT_EQ(advantage(0, 4), 0);
}

} // namespace
} // namespace parley::lab::simulate

// Shares and counts: intervals, exact tests against enumeration by hand, and mismatched samples.
#include "lab/stats/concentration.hpp"
#include "lab/stats/multiplicity.hpp"
#include "lab/stats/power.hpp"
#include "lab/stats/proportions.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace parley::lab::stats {
namespace {

using Values = std::vector<double>;

void expect_near_relative(double actual, double expected, double tolerance = 1e-9) {
    EXPECT_NEAR(actual, expected, tolerance * std::abs(expected));
}

TEST(Wilson, AgreesWithRsPropTest) {
    const auto interval = wilson({3, 10});
    ASSERT_TRUE(interval);
    expect_near_relative(*interval->low, 0.107791267406301);
    expect_near_relative(*interval->high, 0.6032218525388545);
}

TEST(Wilson, EndsExactlyAtNobodyAndEverybody) {
    EXPECT_EQ(wilson({0, 10})->low, 0);
    EXPECT_EQ(wilson({10, 10})->high, 1);
    expect_near_relative(*wilson({10, 10})->low, 1 - *wilson({0, 10})->high, 1e-14);
    EXPECT_EQ(wilson({0, 0}).error().why, "a share of nothing has no value");
    EXPECT_FALSE(wilson({11, 10}));
    EXPECT_FALSE(wilson({1, 10}, 1));
}

RC_GTEST_PROP(Wilson, HoldsTheShareAndMirrorsTheFailures, ()) {
    const double n = *rc::gen::inRange(1, 1'000'000'000);
    const double k = std::floor(n * (*rc::gen::inRange(0, 1001) / 1000.0));
    const auto successes = wilson({k, n}), failures = wilson({n - k, n});
    RC_ASSERT(*successes->low <= k / n && k / n <= *successes->high);
    RC_ASSERT(*successes->low >= 0 && *successes->high <= 1);
    RC_ASSERT(std::abs(*successes->low - (1 - *failures->high)) < 1e-12);
}

TEST(Wilson, KeepsTheDigitsOfARareSuccess) {
    // The roots of n p^2 + z^2 p^2 - (2 k + z^2) p + k^2/n = 0.
    const double n = 1e12, z = 1.959963984540054;
    const auto interval = wilson({1, n});
    ASSERT_TRUE(interval);
    expect_near_relative(*interval->low * *interval->high, 1 / n / (n + z * z), 1e-12);
}

TEST(Newcombe, AgreesWithHisExample) {
    const auto result = newcombe({56, 70}, {48, 80});
    ASSERT_TRUE(result);
    EXPECT_NEAR(*result->interval.low, 0.0524, 5e-5);
    EXPECT_NEAR(*result->interval.high, 0.3339, 5e-5);
    EXPECT_EQ(newcombe({10, 10}, {0, 20})->interval.high, 1);
    EXPECT_FALSE(newcombe({1, 2}, {0, 0}));
}

TEST(TwoShares, IsTheChiSquaredOfTheFourCounts) {
    const auto test = two_shares({56, 70}, {48, 80});
    ASSERT_TRUE(test);
    // Pearson's over the four cells with expected counts by the margins.
    double chi_squared = 0;
    const std::array<double, 4> observed{56, 14, 48, 32};
    const std::array<double, 4> expected{70 * 104 / 150.0, 70 * 46 / 150.0, 80 * 104 / 150.0, 80 * 46 / 150.0};
    for (std::size_t i = 0; i < 4; ++i)
        chi_squared += (observed[i] - expected[i]) * (observed[i] - expected[i]) / expected[i];
    expect_near_relative(test->chi_squared, chi_squared);
    EXPECT_EQ(two_shares({0, 5}, {0, 9}).error().why, "nobody succeeded in either arm");
    EXPECT_EQ(two_shares({5, 5}, {9, 9}).error().why, "everybody succeeded in both arms");
}

TEST(Fisher, CountsTheTablesOfTheTeaTasting) {
    // Three of four cups right: tables with 4, 3, 1 and 0 have no more than its 16/70.
    const auto test = fisher_exact({3, 1, 1, 3});
    ASSERT_TRUE(test);
    expect_near_relative(test->p, 34.0 / 70);
    // All right: an infinite odds ratio, and two tables of 70.
    const auto all = fisher_exact({4, 0, 0, 4});
    ASSERT_TRUE(all);
    expect_near_relative(all->p, 2.0 / 70);
    EXPECT_FALSE(all->odds_ratio);
    EXPECT_EQ(fisher_exact({0, 4, 4, 0})->odds_ratio, 0);
}

TEST(Fisher, EndsWhereRsSearchEnds) {
    const auto test = fisher_exact({56, 48, 14, 32});
    ASSERT_TRUE(test);
    expect_near_relative(*test->odds_ratio, 2.649190270641384);
    expect_near_relative(test->p, 0.01252112974920917);
}

TEST(Fisher, TakesLargeCountsAndNoOthersThanCounts) {
    const auto test = fisher_exact({200'000, 200'000, 200'000, 200'000});
    ASSERT_TRUE(test);
    EXPECT_NEAR(test->p, 1, 1e-9);
    EXPECT_FALSE(fisher_exact({1, 0, 1, 0})) << "an empty column";
    EXPECT_FALSE(fisher_exact({0.5, 1, 1, 1}));
    EXPECT_FALSE(fisher_exact({1e9, 1e9, 1e9, 1e9}));
}

TEST(RatioMismatch, KeepsSmallPValues) {
    const Values observed{821'588, 815'482}, even{0.5, 0.5};
    const auto test = sample_ratio_mismatch(observed, even);
    ASSERT_TRUE(test);
    expect_near_relative(test->p, 1.821792872619186e-06);
}

TEST(RatioMismatch, CountsOnlyArmsThatShouldHaveSomebody) {
    const Values observed{480, 0, 520}, weights{1, 0, 1};
    const auto test = sample_ratio_mismatch(observed, weights);
    ASSERT_TRUE(test);
    EXPECT_EQ(test->df, 1);
    expect_near_relative(test->p, 0.2059032107320684);
    const Values strays{480, 3, 520};
    EXPECT_EQ(sample_ratio_mismatch(strays, weights)->unexpected, 3);
}

TEST(RatioMismatch, OfNobodyOrOfOneArmSaysNothing) {
    EXPECT_FALSE(sample_ratio_mismatch(Values{0, 0}, Values{1, 1}));
    EXPECT_FALSE(sample_ratio_mismatch(Values{9, 0}, Values{1, 0}));
    EXPECT_FALSE(sample_ratio_mismatch(Values{}, Values{}));
    EXPECT_FALSE(sample_ratio_mismatch(Values{-1, 5}, Values{1, 1}));
}

TEST(AdjustedP, AgreesWithRsPAdjust) {
    const auto adjusted = adjust_p(Values{0.898, 0.138, 0.007, 0.964, 0.538, 0.006, 0.138});
    ASSERT_TRUE(adjusted);
    const Values bh{0.964, 0.2415, 0.0245, 0.964, 0.964 / 1.28, 0.0245, 0.2415};
    for (const std::size_t i : {0, 1, 2, 3, 5, 6})
        expect_near_relative(adjusted->bh[i], bh[i], 1e-12);
    expect_near_relative(adjusted->bh[4], 0.538 * 7 / 5, 1e-12);
}

RC_GTEST_PROP(AdjustedP, NeverShrinksAndKeepsTheOrder, ()) {
    const auto p = *rc::gen::suchThat(
        rc::gen::container<Values>(rc::gen::map(rc::gen::inRange(0, 1001), [](int v) { return v / 1000.0; })),
        [](const Values& values) { return !values.empty(); });
    const auto adjusted = adjust_p(p);
    for (std::size_t i = 0; i < p.size(); ++i) {
        RC_ASSERT(adjusted->bh[i] >= p[i] * (1 - 1e-15) && adjusted->by[i] >= adjusted->bh[i]);
        RC_ASSERT(adjusted->holm[i] >= p[i] && adjusted->bonferroni[i] >= adjusted->holm[i]);
        RC_ASSERT(adjusted->bonferroni[i] <= 1 && adjusted->by[i] <= 1);
        for (std::size_t j = 0; j < p.size(); ++j)
            if (p[i] < p[j])
                RC_ASSERT(adjusted->bh[i] <= adjusted->bh[j] && adjusted->holm[i] <= adjusted->holm[j]);
    }
}

TEST(AdjustedP, OfOneTestIsThatTest) {
    EXPECT_EQ(adjust_p(Values{0.03})->holm[0], 0.03);
    EXPECT_FALSE(adjust_p(Values{}));
    EXPECT_FALSE(adjust_p(Values{1.5}));
}

TEST(Power, AgreesWithRsPowerTTest) {
    expect_near_relative(*power_of_means({0.4, 1, 0.05}, 100), 0.803646604876676, 1e-8);
    expect_near_relative(*power_of_shares({0.3, 0.35, 0.05}, 500), 0.3926366986834283, 1e-9);
}

RC_GTEST_PROP(Power, TheSampleSizeHasThePowerThatItWasAskedFor, ()) {
    const double delta = *rc::gen::inRange(1, 200) / 100.0, power = *rc::gen::inRange(10, 99) / 100.0;
    const auto n = sample_size_of_means({delta, 1, 0.05}, power);
    if (!n)
        return;
    RC_ASSERT(std::abs(*power_of_means({-delta, 1, 0.05}, *n) - power) < 1e-6);
}

TEST(Power, IsDefinedForManyUnits) {
    expect_near_relative(*power_of_means({0.0001, 1, 0.05}, 1e9), 0.6087659, 1e-6);
    EXPECT_EQ(*power_of_means({5, 1, 0.05}, 1e6), 1);
    const auto many = sample_size_of_means({1e-5, 1, 0.05}, 0.8);
    ASSERT_TRUE(many);
    EXPECT_NEAR(*many, 2 * 7.8488797 * 1e10, 1e6);
}

TEST(Power, SaysWhatItCannotPlan) {
    EXPECT_FALSE(power_of_means({1, 1, 0.05}, 1));
    EXPECT_FALSE(power_of_means({1, 0, 0.05}, 10));
    EXPECT_FALSE(sample_size_of_means({0, 1, 0.05}, 0.8));
    EXPECT_FALSE(sample_size_of_means({1e6, 1, 0.05}, 0.8));
    EXPECT_FALSE(sample_size_of_shares({0.3, 0.3, 0.05}, 0.8));
    EXPECT_FALSE(power_of_shares({1.3, 0.3, 0.05}, 10));
    EXPECT_EQ(*power_of_shares({0, 1, 0.05}, 100), 1);
}

TEST(Power, OfClustersRoundsUpToWholeOnes) {
    const auto size = clustered_size({20, 0.05}, 400);
    ASSERT_TRUE(size);
    EXPECT_EQ(size->clusters_per_arm, 39) << "780 units are 39 clusters, whatever 0.05 is in binary";
    EXPECT_EQ(clustered_size({20, 0.05}, 400.1)->clusters_per_arm, 40);
    EXPECT_EQ(clustered_size({1, 0.5}, 7)->design_effect, 1);
    EXPECT_FALSE(clustered_size({0, 0.5}, 7));
    EXPECT_FALSE(clustered_size({20, 1.5}, 7));
}

TEST(Power, MinimumEffectIsThatOfTheSampleSize) {
    // With known variance, n = 2 (z + z)^2 for a difference of one standard deviation.
    const double mde = *minimum_detectable_effect(1, 0.05, 0.8);
    EXPECT_NEAR(mde * mde, 7.8488797, 1e-6);
    EXPECT_FALSE(minimum_detectable_effect(0, 0.05, 0.8));
}

TEST(Concentration, OfEqualSharesIsTheirNumber) {
    const auto result = concentration_of(Values{7, 7, 7, 7});
    ASSERT_TRUE(result);
    expect_near_relative(result->hhi, 2500);
    expect_near_relative(result->effective_n, 4);
    EXPECT_NEAR(result->gini, 0, 1e-15);
    expect_near_relative(result->jain, 1);
}

TEST(Concentration, OfOneWithEverythingIsWhole) {
    const auto result = concentration_of(Values{0, 0, 0, 12});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->hhi, 10'000);
    EXPECT_EQ(result->hhi_unbiased, 10'000);
    expect_near_relative(result->gini, 0.75);
    expect_near_relative(result->jain, 0.25);
    EXPECT_EQ(result->cr1, 1);
}

TEST(Concentration, OfNothingSaysNothing) {
    EXPECT_FALSE(concentration_of(Values{}));
    EXPECT_FALSE(concentration_of(Values{0, 0}));
    EXPECT_FALSE(concentration_of(Values{-1, 3}));
    EXPECT_FALSE(concentration_of(Values{1, 0})->hhi_unbiased) << "one award cannot be compared with another";
    EXPECT_FALSE(concentration_of(Values{1.5, 2})->hhi_unbiased) << "values are no counts";
}

} // namespace
} // namespace parley::lab::stats

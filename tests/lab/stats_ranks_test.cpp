// Tests of ranks and of resampled samples, against counting by hand and published tables.
#include "lab/stats/randomisation.hpp"
#include "lab/stats/ranks.hpp"
#include "lab/stats/resampling.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace parley::lab::stats {
namespace {

using Values = std::vector<double>;

void expect_near_relative(double actual, double expected, double tolerance = 1e-9) {
    EXPECT_NEAR(actual, expected, tolerance * std::abs(expected));
}

rc::Gen<Values> some_values(int most) {
    return rc::gen::suchThat(
        rc::gen::container<Values>(rc::gen::map(rc::gen::inRange(-most, most), [](int v) { return v / 4.0; })),
        [](const Values& values) { return !values.empty(); });
}

TEST(MannWhitney, CountsAsInTheirTableOf1947) {
    const Values of_three{0.05, 0.10, 0.20, 0.35, 0.50, 0.65};
    const auto below = mann_whitney_below(3, 3);
    ASSERT_EQ(below.size(), 10u);
    for (std::size_t i = 0; i < of_three.size(); ++i)
        EXPECT_NEAR(below[i], of_three[i], 1e-12);
    EXPECT_EQ(below.back(), 1);
}

TEST(MannWhitney, OfSeparateArmsIsOneOrderInAll) {
    const auto test = mann_whitney(Values{1, 2, 3, 4}, Values{5, 6, 7});
    ASSERT_TRUE(test && test->exact);
    EXPECT_EQ(test->u, 0);
    expect_near_relative(test->exact->two_sided, 2.0 / 35);
    expect_near_relative(test->exact->less, 1.0 / 35);
    EXPECT_EQ(test->exact->greater, 1);
    EXPECT_EQ(test->shift, 3.5);
}

TEST(MannWhitney, WithTiesHasNoExactP) {
    const auto test = mann_whitney(Values{1, 2, 3, 4}, Values{1, 2, 3, 4, 5});
    ASSERT_TRUE(test);
    EXPECT_FALSE(test->exact);
    EXPECT_EQ(test->u, 8);
    EXPECT_NEAR(test->corrected->two_sided, 0.7086240584439, 1e-9);
}

TEST(MannWhitney, SaysWhyNothingCanBeSaid) {
    EXPECT_EQ(mann_whitney(Values{}, Values{1}).error().why, "an arm has no value");
    EXPECT_EQ(mann_whitney(Values{3, 3}, Values{3}).error().why, "all values are the same: there is no order");
    const auto smallest = mann_whitney(Values{1}, Values{2});
    ASSERT_TRUE(smallest);
    EXPECT_EQ(smallest->exact->two_sided, 1);
    EXPECT_FALSE(smallest->shift_interval.low) << "no interval of two values holds in 95 %";
}

TEST(MannWhitney, TakesArmsWithMorePairsThanMemory) {
    Values x(60'000), y(60'000);
    std::iota(x.begin(), x.end(), 0.0);
    std::iota(y.begin(), y.end(), 10.5);
    const auto test = mann_whitney(x, y);
    ASSERT_TRUE(test);
    EXPECT_FALSE(test->exact);
    EXPECT_NEAR(test->shift, 10.5, 0.5);
    EXPECT_LT(*test->shift_interval.low, 10.5);
    EXPECT_GT(*test->shift_interval.high, 10.5);
}

RC_GTEST_PROP(MannWhitney, TheArmsShareAllPairs, ()) {
    const auto x = *some_values(40), y = *some_values(40);
    const auto there = mann_whitney(x, y), back = mann_whitney(y, x);
    RC_ASSERT(there.has_value() == back.has_value());
    if (!there)
        return;
    RC_ASSERT(there->u + back->u == static_cast<double>(x.size() * y.size()));
    RC_ASSERT(there->shift == -back->shift);
    RC_ASSERT(std::abs(there->corrected->less - back->corrected->greater) < 1e-12);
    // The median of all differences, written down.
    Values all;
    for (const double a : x)
        for (const double b : y)
            all.push_back(b - a);
    std::ranges::sort(all);
    RC_ASSERT(there->shift == (all[(all.size() - 1) / 2] + all[all.size() / 2]) / 2);
}

TEST(KruskalWallis, OfTwoGroupsIsTheRankSumTestWithoutCorrection) {
    const Values x{1.5, 2.5, 9, 4}, y{3, 5, 7, 8, 10};
    const std::vector<Values> groups{x, y};
    const auto many = kruskal_wallis(groups);
    const auto two = mann_whitney(x, y);
    ASSERT_TRUE(many && two);
    expect_near_relative(many->p, two->not_corrected->two_sided);
}

TEST(KruskalWallis, LeavesEmptyGroupsOut) {
    const std::vector<Values> groups{{1, 2, 3}, {}, {4, 5, 6}};
    EXPECT_EQ(kruskal_wallis(groups)->df, 1);
    EXPECT_FALSE(kruskal_wallis(std::vector<Values>{{1, 2}, {}}));
    EXPECT_FALSE(kruskal_wallis(std::vector<Values>{{1, 1}, {1}}));
}

TEST(Bootstrap, ListsAllResamplesOfFourValues) {
    const auto result = bootstrap_of_all(Values{1, 2, 4, 8}, Statistic::mean);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->resamples, 256);
    expect_near_relative(result->se, std::sqrt(7.1875 / 4)); // the variance of a mean
    expect_near_relative(result->z0, 0.0784124127331122);
    expect_near_relative(result->acceleration, 0.054733977874974894);
    EXPECT_EQ(result->bca.low, 1.75);
    EXPECT_EQ(result->bca.high, 7);
    EXPECT_EQ(result->basic.low, 1);
}

TEST(Bootstrap, OfASymmetricSampleIsNotMoved) {
    const auto result = bootstrap_of_all(Values{-0.3, -0.1, 0.1, 0.3}, Statistic::mean);
    ASSERT_TRUE(result);
    EXPECT_NEAR(result->z0, 0, 1e-12) << "ties with the estimate count half, whatever their last digit";
    EXPECT_NEAR(result->acceleration, 0, 1e-12);
    EXPECT_NEAR(*result->bca.low, *result->percentile.low, 1e-12);
}

TEST(Bootstrap, DrawsComeNearTheList) {
    const Values sample{1, 2, 4, 8, 9, 12};
    const auto listed = bootstrap_of_all(sample, Statistic::mean);
    const auto drawn = bootstrap_by_draws(sample, Statistic::mean, 200'000);
    const auto again = bootstrap_by_draws(sample, Statistic::mean, 200'000);
    ASSERT_TRUE(listed && drawn && again);
    EXPECT_NEAR(drawn->se, listed->se, 0.01);
    EXPECT_NEAR(*drawn->bca.low, *listed->bca.low, 0.1);
    EXPECT_EQ(drawn->se, again->se) << "the seed decides";
}

TEST(Bootstrap, SaysWhyNothingCanBeSaid) {
    EXPECT_FALSE(bootstrap_of_all(Values{3, 3, 3}, Statistic::mean));
    EXPECT_FALSE(bootstrap_of_all(Values{3}, Statistic::mean));
    EXPECT_FALSE(bootstrap_of_all(Values(13, 1.0), Statistic::mean)) << "too many to list";
    EXPECT_FALSE(bootstrap_by_draws(Values{1, 2}, Statistic::mean, 0));
    EXPECT_FALSE(statistic_named("mode"));
}

TEST(RandomisedPairs, ListsAllAssignments) {
    // Of 8 signs, only all plus and all minus are as extreme.
    const auto test = randomise_pairs(Values{1, 2, 3});
    ASSERT_TRUE(test);
    EXPECT_EQ(test->assignments, 8);
    EXPECT_EQ(test->p_two_sided, 0.25);
    EXPECT_EQ(test->p_greater, 0.125);
    EXPECT_FALSE(test->interval.low) << "no effect has a p of 0.05 with three pairs";
}

TEST(RandomisedPairs, TheIntervalIsOfEffectsThatAreNotRefuted) {
    const Values differences{1.16, 0.71, 0.57, 0.41, 0.19, -0.08, 0.40, -0.10, 0.80, 0.45, 0.41, 0.65};
    const auto test = randomise_pairs(differences);
    ASSERT_TRUE(test && test->interval.low && test->interval.high);
    EXPECT_NEAR(*test->interval.low, 0.24, 1e-9);
    EXPECT_NEAR(*test->interval.high, 0.695, 1e-9);
    for (const double bound : {*test->interval.low, *test->interval.high})
        for (const double step : {-1e-6, 1e-6}) {
            Values shifted(differences);
            for (double& difference : shifted)
                difference -= bound + step;
            const bool is_inside = (bound + step > *test->interval.low) && (bound + step < *test->interval.high);
            EXPECT_EQ(randomise_pairs(shifted)->p_two_sided > 0.05, is_inside) << bound + step;
        }
}

TEST(RandomisedPairs, DrawsWhereThereAreTooManyToList) {
    Values differences(40);
    for (std::size_t i = 0; i < differences.size(); ++i)
        differences[i] = 0.5 + std::sin(static_cast<double>(i));
    const auto test = randomise_pairs(differences);
    ASSERT_TRUE(test);
    EXPECT_FALSE(test->listed);
    EXPECT_EQ(test->assignments, 10'000);
    EXPECT_GE(test->p_two_sided, 1e-4);
    EXPECT_LT(test->p_two_sided, 0.01);
    EXPECT_LT(*test->interval.low, test->estimate);
    EXPECT_GT(*test->interval.high, test->estimate);
}

TEST(RandomisedPairs, OfNoDifferenceIsNotSignificant) {
    EXPECT_EQ(randomise_pairs(Values{0, 0, 0})->p_two_sided, 1);
    EXPECT_FALSE(randomise_pairs(Values{}));
    EXPECT_EQ(randomise_pairs(Values{2})->p_two_sided, 1);
}

TEST(RandomisedPairs, DrawnPIsNeverZero) {
    EXPECT_EQ(*p_of_draws(12, 999), 0.013);
    EXPECT_EQ(*p_of_draws(0, 9999), 1e-4);
    EXPECT_FALSE(p_of_draws(5, 4));
}

} // namespace
} // namespace parley::lab::stats

// Tests of means: closed forms, what R and gbstats say, and what cannot be said.
#include "lab/stats/bayes.hpp"
#include "lab/stats/distributions.hpp"
#include "lab/stats/means.hpp"
#include "lab/stats/sequential.hpp"
#include "lab/stats/variance_reduction.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <vector>

namespace parley::lab::stats {
namespace {

using Values = std::vector<double>;

Arm arm(const Values& values) {
    return arm_of(moments_of(values));
}

constexpr TestOptions absolutely{};
constexpr TestOptions relatively{Difference::relative, Side::both, 0.05};

void expect_near_relative(double actual, double expected, double tolerance = 1e-9) {
    EXPECT_NEAR(actual, expected, tolerance * std::abs(expected));
}

/// Values of any size that a metric has, in no order.
rc::Gen<Values> some_values() {
    return rc::gen::suchThat(rc::gen::container<Values>(
                                 rc::gen::map(rc::gen::inRange(-1'000'000, 1'000'000), [](int v) { return v / 64.0; })),
                             [](const Values& values) { return values.size() >= 2; });
}

TEST(Welch, AgreesWithRsTTest) {
    const auto test = test_means(arm({1.1, 2.9, 4.2}), arm({1, 2, 3}), absolutely);
    ASSERT_TRUE(test);
    expect_near_relative(test->t, -0.686495127355726265);
    expect_near_relative(test->df, 3.4104431643463773);
    expect_near_relative(test->p, 0.53619490753126686);
    expect_near_relative(*test->interval.low, -3.9127771956452175);
}

TEST(Welch, OfEqualVariancesAndSizesIsStudents) {
    const auto test = test_means(arm({1, 2, 3, 4}), arm({2, 3, 4, 5}), absolutely);
    ASSERT_TRUE(test);
    expect_near_relative(test->df, 6);
    expect_near_relative(test->t, 1 / std::sqrt(5.0 / 3 / 2));
}

TEST(Welch, WithOneArmOfOneValueStillHasTheOther) {
    const auto test = test_means(arm({5, 5, 5}), arm({1, 2, 3}), absolutely);
    ASSERT_TRUE(test);
    expect_near_relative(test->df, 2);
    EXPECT_LT(test->estimate, 0);
}

TEST(Welch, SaysWhyNothingCanBeSaid) {
    EXPECT_EQ(test_means(arm({}), arm({1, 2}), absolutely).error().why, "the control has no unit");
    EXPECT_EQ(test_means(arm({1, 2}), arm({1}), absolutely).error().why,
              "the treatment has one unit, and a variance needs two");
    EXPECT_FALSE(test_means(arm({0.1, 0.1, 0.1}), arm({0.3, 0.3, 0.3}), absolutely));
    EXPECT_FALSE(test_means(arm({-1, 1}), arm({1, 2}), relatively)) << "nothing is relative to 0";
    EXPECT_FALSE(test_means(arm({1e200, -1e200}), arm({1, 2}), absolutely)) << "squares overflow";
}

TEST(Welch, HasTailsThatOneLessTheRestWouldLose) {
    const auto test = test_means({1e6, 0, 1}, {1e6, 0.03, 1}, absolutely);
    ASSERT_TRUE(test);
    EXPECT_GT(test->p, 0);
    EXPECT_LT(test->p, 1e-90);
}

RC_GTEST_PROP(Welch, SwappingTheArmsTurnsTheSign, ()) {
    const auto control = *some_values(), treatment = *some_values();
    const auto there = test_means(arm(control), arm(treatment), absolutely);
    const auto back = test_means(arm(treatment), arm(control), absolutely);
    RC_ASSERT(there.has_value() == back.has_value());
    if (!there)
        return;
    RC_ASSERT(there->estimate == -back->estimate);
    RC_ASSERT(std::abs(there->p - back->p) <= 1e-12);
    RC_ASSERT(there->p >= 0 && there->p <= 1);
}

RC_GTEST_PROP(Welch, TheIntervalExcludesZeroWhereTheTestIsSignificant, ()) {
    const auto test = test_means(arm(*some_values()), arm(*some_values()), absolutely);
    if (!test || std::abs(test->p - 0.05) < 1e-9)
        return;
    RC_ASSERT((test->p < 0.05) == (*test->interval.low > 0 || *test->interval.high < 0));
}

RC_GTEST_PROP(Welch, TwoSidesAreTwiceTheNearerOne, ()) {
    const auto control = arm(*some_values()), treatment = arm(*some_values());
    const auto both = test_means(control, treatment, absolutely);
    if (!both)
        return;
    const auto more = test_means(control, treatment, {Difference::absolute, Side::greater, 0.05});
    const auto less = test_means(control, treatment, {Difference::absolute, Side::less, 0.05});
    RC_ASSERT(std::abs(both->p - 2 * std::min(more->p, less->p)) < 1e-12);
    RC_ASSERT(!more->interval.high && !less->interval.low);
}

TEST(RelativeLift, AgreesWithGbstats) {
    const Arm control = arm_of({3407, 1396.87, 52377.9767, 0}), treatment = arm_of({3461, 2422.7, 134698.29, 0});
    const auto test = test_means(control, treatment, relatively);
    ASSERT_TRUE(test);
    expect_near_relative(test->estimate, 0.7073170731707317);
    expect_near_relative(test->p, 0.06191182745618362);
}

TEST(RelativeLift, OfANegativeBaselineKeepsItsDirection) {
    const auto test = test_means(arm({-4, -6, -5}), arm({-3, -5, -4}), relatively);
    ASSERT_TRUE(test);
    expect_near_relative(test->estimate, 0.2);
}

TEST(Moments, KeepTheVarianceOfLargeValuesByTheirReference) {
    const Moments far = moments_of(Values{1e9 + 1, 1e9 + 2, 1e9 + 3});
    expect_near_relative(variance_of(far), 1);
    expect_near_relative(mean_of(far), 1e9 + 2);
    // The sums that SQL would bring of pence near a known price.
    const Moments centred{3, 6, 14, 1e9};
    expect_near_relative(variance_of(centred), 1);
}

TEST(Moments, OfTheSameValueHaveNoVariance) {
    EXPECT_EQ(variance_of(moments_of(Values{0.1, 0.1, 0.1})), 0);
    EXPECT_EQ(variance_of(Moments{3, 0.1 + 0.1 + 0.1, 0.01 + 0.01 + 0.01, 0}), 0);
}

TEST(Ratio, OfUnitsWithOneDenominatorIsTheirMean) {
    const Values y{3, 5, 9, 11}, x{2, 2, 2, 2};
    const auto ratio = arm_of_ratio(pair_moments_of(y, x));
    ASSERT_TRUE(ratio);
    expect_near_relative(ratio->mean, 3.5);
    expect_near_relative(ratio->variance, variance_of(moments_of(y)) / 4);
}

TEST(Ratio, WithoutDenominatorIsUninformative) {
    EXPECT_FALSE(arm_of_ratio(pair_moments_of(Values{1, 2}, Values{0, 0})));
    EXPECT_FALSE(arm_of_ratio({}));
    const auto exact = arm_of_ratio(pair_moments_of(Values{1, 2, 3}, Values{2, 4, 6}));
    ASSERT_TRUE(exact);
    EXPECT_EQ(exact->variance, 0) << "every unit has the same ratio";
}

TEST(Cuped, RemovesAllThatTheCovariateExplains) {
    const Values x{1, 2, 3, 4, 5, 6}, noise{0.1, -0.2, 0.1, 0.1, -0.2, 0.1};
    Values control(6), treatment(6);
    for (std::size_t i = 0; i < 6; ++i) {
        control[i] = 10 + 3 * x[i] + noise[i];
        treatment[i] = 12 + 3 * x[i] - noise[i];
    }
    const auto result = cuped(pair_moments_of(control, x), pair_moments_of(treatment, x), absolutely);
    ASSERT_TRUE(result);
    EXPECT_NEAR(result->theta, 3, 1e-9);
    EXPECT_NEAR(result->adjusted.estimate, 2, 1e-9);
    EXPECT_LT(result->variance_ratio, 0.01);
}

TEST(Cuped, OfACovariateThatDoesNotVaryChangesNothing) {
    const Values ones{1, 1, 1};
    const auto result =
        cuped(pair_moments_of(Values{1, 2, 3}, ones), pair_moments_of(Values{2, 3, 5}, ones), absolutely);
    ASSERT_TRUE(result);
    EXPECT_EQ(result->theta, 0);
    expect_near_relative(result->variance_ratio, 1);
}

TEST(Cuped, ThetaIsThatOfBothArmsTogether) {
    const Values x1{1, 4, 2}, y1{3, 5, 8}, x2{7, 6, 9, 2}, y2{1, 2, 2, 0};
    Values x(x1), y(y1);
    x.insert(x.end(), x2.begin(), x2.end());
    y.insert(y.end(), y2.begin(), y2.end());
    const auto together = pair_moments_of(y, x);
    expect_near_relative(cuped_theta(pair_moments_of(y1, x1), pair_moments_of(y2, x2)),
                         covariance_of(together) / variance_of(together.x));
}

TEST(Sequential, RhoIsThatOfGbstats) {
    expect_near_relative(*sequential_rho(0.05, 5000), 0.03984006677137368);
    EXPECT_FALSE(sequential_rho(0, 5000));
    EXPECT_FALSE(sequential_rho(0.05, 0));
}

TEST(Sequential, TheBoundIsWhereTheMixtureReachesAlpha) {
    // A difference at the edge of its interval has p = alpha.
    const auto wide = normal_mixture({0, 0.4, 1.7, 0.01});
    ASSERT_TRUE(wide);
    const auto edge = normal_mixture({wide->half_width, 0.4, 1.7, 0.01});
    ASSERT_TRUE(edge);
    expect_near_relative(edge->p, 0.01);
}

TEST(Sequential, TheSequenceIsTheMixtureWithItsTau) {
    const Effect effect{0.23, 0.0169, 100, 6461};
    const auto sequence = confidence_sequence(effect, {});
    const double rho = *sequential_rho(0.05, sequential_tuning);
    const auto mixture = normal_mixture({0.23, 0.0169, rho * rho * 6461 * 0.0169, 0.05});
    ASSERT_TRUE(sequence && mixture);
    expect_near_relative(*sequence->interval.low, *mixture->interval.low);
    expect_near_relative(sequence->p, mixture->p);
}

TEST(Sequential, IsWiderThanATestThatIsLookedAtOnce) {
    const Effect effect{1, 0.25, 1e6, 5000};
    const auto always = confidence_sequence(effect, {});
    const auto once = test_effect(effect, absolutely);
    const auto statsig = statsig_sequential({1, 312.5, 312.5, 2500, 2500, 0.05});
    ASSERT_TRUE(always && once && statsig);
    EXPECT_LT(*always->interval.low, *once->interval.low);
    EXPECT_LT(statsig->p, 1);
    EXPECT_GT(statsig->z_star, 1.96);
}

TEST(Sequential, OneSideIsOpenOnTheOther) {
    const Effect effect{-0.5, 0.01, 1e6, 5000};
    const auto less = confidence_sequence(effect, {Side::less, 0.05, 5000});
    const auto greater = confidence_sequence(effect, {Side::greater, 0.05, 5000});
    ASSERT_TRUE(less && greater);
    EXPECT_TRUE(less->interval.high && !less->interval.low);
    EXPECT_TRUE(greater->interval.low && !greater->interval.high);
    EXPECT_LT(less->p, 0.05);
    EXPECT_EQ(greater->p, 0.4999) << "no p is larger";
    EXPECT_FALSE(confidence_sequence(effect, {Side::less, 0.5, 5000}));
}

TEST(Sequential, AnOverwhelmingEffectHasNoRatioButAP) {
    const auto mixture = normal_mixture({100, 1e-6, 1, 0.05});
    ASSERT_TRUE(mixture);
    EXPECT_FALSE(mixture->likelihood_ratio);
    EXPECT_EQ(mixture->p, 0);
    EXPECT_FALSE(normal_mixture({1, 0, 1, 0.05}));
    EXPECT_FALSE(normal_mixture({1, 1, 0, 0.05}));
}

TEST(Posterior, WithoutAPriorIsTheData) {
    const auto posterior = posterior_of({0.5, 0.04, 100, 200}, {});
    ASSERT_TRUE(posterior);
    expect_near_relative(posterior->mean, 0.5);
    expect_near_relative(posterior->chance_to_win, normal_below(2.5));
    // E max(X, 0) - E max(-X, 0) = E X.
    EXPECT_NEAR(posterior->risk_control - posterior->risk_treatment, 0.5, 1e-12);
}

TEST(Posterior, IsBetweenPriorAndDataByTheirPrecision) {
    const auto posterior = posterior_of({1, 0.5, 100, 200}, {0, 0.5, true});
    ASSERT_TRUE(posterior);
    expect_near_relative(posterior->mean, 0.5);
    expect_near_relative(posterior->sd, 0.5);
    EXPECT_FALSE(posterior_of({1, 0.5, 100, 200}, {0, 0, true}));
}

} // namespace
} // namespace parley::lab::stats

// Regression, sectors and waiting times: identities with simpler methods, and what cannot be said.
#include "lab/stats/distributions.hpp"
#include "lab/stats/heterogeneity.hpp"
#include "lab/stats/moments.hpp"
#include "lab/stats/regression.hpp"
#include "lab/stats/survival.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

namespace parley::lab::stats {
namespace {

using Values = std::vector<double>;

void expect_near_relative(double actual, double expected, double tolerance = 1e-9) {
    EXPECT_NEAR(actual, expected, tolerance * std::abs(expected));
}

Regression line(const Values& y, const Values& x) {
    return {y, {{"1", Values(y.size(), 1.0)}, {"x", x}}};
}

TEST(LeastSquares, OfOneVariableIsCovarianceOverVariance) {
    const Values y{3, 1, 4, 1, 5, 9, 2, 6}, x{2, 7, 1, 8, 2, 8, 1, 8};
    const auto fit = least_squares(line(y, x));
    ASSERT_TRUE(fit);
    const auto moments = pair_moments_of(y, x);
    expect_near_relative(fit->coefficients[1], covariance_of(moments) / variance_of(moments.x), 1e-12);
    EXPECT_NEAR(std::accumulate(fit->residuals.begin(), fit->residuals.end(), 0.0), 0, 1e-12);
}

TEST(LeastSquares, NamesTheColumnThatFollows) {
    Regression regression = line({1, 2, 3, 5}, {1, 2, 3, 4});
    regression.columns.push_back({"twice", {2, 4, 6, 8}});
    EXPECT_EQ(least_squares(regression).error().why, "the column twice follows from those before it");
    EXPECT_FALSE(least_squares(line({1, 2}, {1, 2}))) << "nothing is left for the error";
    EXPECT_FALSE(least_squares({{1, 2}, {}}));
}

TEST(ClusterRobust, OfClustersOfOneIsWhites) {
    const Values y{3, 1, 4, 1, 5, 9, 2, 6}, x{2, 7, 1, 8, 2, 8, 1, 8};
    const auto regression = line(y, x);
    const auto fit = least_squares(regression);
    ASSERT_TRUE(fit);
    std::vector<std::size_t> own(y.size());
    std::iota(own.begin(), own.end(), std::size_t{0});
    const auto robust = cluster_robust(regression, *fit, own);
    ASSERT_TRUE(robust);
    // G/(G - 1) (n - 1)/(n - k) with G = n is White's n/(n - k).
    expect_near_relative(robust->se_cr1[1], fit->se_hc1[1], 1e-12);
}

TEST(ClusterRobust, OfRepeatedRowsIsThatOfOneOfEach) {
    const Values y{3, 1, 4, 1, 5, 9}, x{2, 7, 1, 8, 2, 8};
    Values y2(y), x2(x);
    y2.insert(y2.end(), y.begin(), y.end());
    x2.insert(x2.end(), x.begin(), x.end());
    const auto once = line(y, x), twice = line(y2, x2);
    const std::vector<std::size_t> own{0, 1, 2, 3, 4, 5}, both{0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5};
    const auto of_once = cluster_robust(once, *least_squares(once), own);
    const auto of_twice = cluster_robust(twice, *least_squares(twice), both);
    ASSERT_TRUE(of_once && of_twice);
    expect_near_relative(of_twice->se_cr0[1], of_once->se_cr0[1], 1e-12);
}

TEST(ClusterRobust, NeedsTwoClusters) {
    const auto regression = line({1, 2, 4, 3}, {1, 2, 3, 4});
    const std::vector<std::size_t> one{5, 5, 5, 5};
    EXPECT_EQ(cluster_robust(regression, *least_squares(regression), one).error().why,
              "all rows are of one cluster: clusters cannot be compared");
}

using Sectors = std::vector<SectorEffect>;

TEST(Heterogeneity, OfOneSectorIsThatSector) {
    const auto result = heterogeneity_of(Sectors{{0.3, 0.04}});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->fixed.effect, 0.3);
    expect_near_relative(result->fixed.se, 0.2);
    EXPECT_EQ(result->p, 1);
    EXPECT_EQ(result->paule_mandel.tau2, 0);
}

TEST(Heterogeneity, OfEqualVariancesIsTheVarianceBetweenLessThatWithin) {
    const Values effects{1, 5, 3, 9, 2};
    Sectors sectors;
    for (const double effect : effects)
        sectors.push_back({effect, 0.5});
    const auto result = heterogeneity_of(sectors);
    ASSERT_TRUE(result);
    const double between = variance_of(moments_of(effects)) - 0.5;
    expect_near_relative(result->der_simonian_laird.tau2, between);
    expect_near_relative(result->paule_mandel.tau2, between);
    expect_near_relative(result->fixed.effect, 4);
    expect_near_relative(result->i2, 1 - 4 / result->q);
}

TEST(Heterogeneity, OfSectorsThatAgreeIsNone) {
    const auto result = heterogeneity_of(Sectors{{1, 1}, {1.1, 1}, {0.9, 2}});
    ASSERT_TRUE(result);
    EXPECT_EQ(result->i2, 0);
    EXPECT_EQ(result->der_simonian_laird.tau2, 0);
    EXPECT_EQ(result->der_simonian_laird.effect, result->fixed.effect);
    EXPECT_FALSE(heterogeneity_of(Sectors{}));
    EXPECT_EQ(heterogeneity_of(Sectors{{1, 1}, {2, 0}}).error().why, "the effect of sector 2 has no positive variance");
}

TEST(Shrinkage, IsBetweenItsOwnAndTheMean) {
    const auto shrunken = shrink(Sectors{{4, 1}, {4, 3}}, 0, 1);
    ASSERT_TRUE(shrunken);
    expect_near_relative((*shrunken)[0].effect, 2);
    expect_near_relative((*shrunken)[1].effect, 1);
    expect_near_relative((*shrunken)[0].se, std::sqrt(0.5));
    EXPECT_EQ((*shrink(Sectors{{4, 1}}, 3, 0))[0].effect, 3) << "sectors that do not differ have the mean";
    EXPECT_FALSE(shrink(Sectors{{4, 1}}, 3, -1));
}

using Waits = std::vector<Waited>;

TEST(KaplanMeier, WithoutCensoringIsTheShareLeft) {
    const Waits waits{{5, true}, {1, true}, {3, true}, {3, true}};
    const auto curve = kaplan_meier(waits);
    ASSERT_EQ(curve.size(), 3u);
    EXPECT_EQ(curve[0].survival, 0.75);
    EXPECT_EQ(curve[1].survival, 0.25);
    EXPECT_EQ(curve[2].survival, 0);
    expect_near_relative(curve[0].se, std::sqrt(0.75 * 0.25 / 4));
    EXPECT_EQ(curve[2].se, 0);
    EXPECT_EQ(median_of(curve), 3);
    const auto mean = restricted_mean(waits, 10);
    expect_near_relative(mean.mean, 3);
    // With everybody seen, the variance of a mean with n.
    expect_near_relative(mean.se, std::sqrt(8.0 / 4 / 4));
}

TEST(KaplanMeier, CountsTheCensoredUntilTheyLeave) {
    // 1 of 4, then one leaves at the same time as an event: still at risk for it.
    const auto curve = kaplan_meier(Waits{{1, true}, {2, false}, {2, true}, {4, true}});
    ASSERT_EQ(curve.size(), 3u);
    expect_near_relative(curve[1].survival, 0.75 * 2 / 3);
    EXPECT_EQ(median_of(curve), 3) << "a half exactly: halfway to the next event";
}

TEST(KaplanMeier, HasNoMedianWhereMostAreStillWaiting) {
    EXPECT_FALSE(median_of(kaplan_meier(Waits{{1, true}, {9, false}, {9, false}})));
    EXPECT_TRUE(kaplan_meier(Waits{{9, false}}).empty());
    EXPECT_EQ(restricted_mean(Waits{{9, false}}, 5).mean, 5);
    EXPECT_EQ(restricted_mean(Waits{}, 5).mean, 5) << "nobody is known to have stopped waiting";
}

TEST(RestrictedMean, EndsAtItsHorizon) {
    EXPECT_EQ(restricted_mean(Waits{{2, true}, {8, true}}, 4).mean, 3);
    EXPECT_EQ(restricted_mean(Waits{{2, true}, {8, true}}, 0).mean, 0);
}

TEST(LogRank, OfTwoArmsWithOneEventEachIsByHand) {
    // At time 1 of 2 + 2, at time 2 of 1 + 2: expected 1/2 + 1/3, variance 1/4 + 2/9.
    const std::vector<Waits> arms{{{1, true}, {5, false}}, {{2, true}, {5, false}}};
    const auto test = log_rank(arms);
    ASSERT_TRUE(test);
    const double surplus = 1 - (1.0 / 2 + 1.0 / 3);
    expect_near_relative(test->chi_squared, surplus * surplus / (1.0 / 4 + 2.0 / 9));
    EXPECT_EQ(test->df, 1);
}

TEST(LogRank, DoesNotDependOnTheOrderOfTheArms) {
    const std::vector<Waits> arms{
        {{1, true}, {4, true}, {6, false}}, {{2, true}, {3, true}, {3, true}}, {{5, false}, {7, true}, {8, true}}};
    const std::vector<Waits> turned{arms[2], arms[0], arms[1]};
    const auto test = log_rank(arms), other = log_rank(turned);
    ASSERT_TRUE(test && other);
    EXPECT_EQ(test->df, 2);
    expect_near_relative(test->chi_squared, other->chi_squared);
}

TEST(LogRank, SaysWhyNothingCanBeSaid) {
    EXPECT_FALSE(log_rank(std::vector<Waits>{{{1, true}}}));
    EXPECT_FALSE(log_rank(std::vector<Waits>{{{1, true}}, {}}));
    EXPECT_FALSE(log_rank(std::vector<Waits>{{{1, false}}, {{2, false}}})) << "no event";
}

TEST(Distributions, KeepTheirTails) {
    expect_near_relative(chi_squared_above(99.04043212328224, 2), 3.116329865438438e-22);
    expect_near_relative(normal_above(10), 7.619853024160525e-24);
    expect_near_relative(student_quantile_above(0.025, 2.5), 3.574654842003692, 1e-10);
    // The noncentral t without noncentrality is Student's.
    expect_near_relative(noncentral_student_above(2.1, 17.5, 0), student_above(2.1, 17.5));
    // At the seam between the series and the approximation both say the same.
    expect_near_relative(noncentral_student_above(1.96, 1e6, 2), noncentral_student_above(1.96, 1.000001e6, 2), 1e-7);
}

} // namespace
} // namespace parley::lab::stats

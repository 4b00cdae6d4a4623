// Sums of a metric over the units of one arm, and what follows from them. They are what SQL brings, so that no raw
// value leaves the store; raw values become moments here.
#pragma once

#include <span>

namespace parley::lab::stats {

/// Sums of y - reference over n units: a reference near the values keeps the digits of the variance. Any unit of y.
struct Moments {
    double n = 0;
    double sum = 0;
    double sum_squares = 0;
    double reference = 0;
};
/// With the mean as the reference.
Moments moments_of(std::span<const double> values);
/// n >= 1.
double mean_of(const Moments& moments);
/// The sum of squared distances to the mean; n >= 1. 0 where it is no more than the rounding of the sums,
/// and no finite number where these overflow, which the tests find out.
double squares_of(const Moments& moments);
/// Of one unit, with n - 1; n >= 2.
double variance_of(const Moments& moments);

/// Two values of each unit: a metric and its covariate, or the numerator and denominator of a ratio.
struct PairMoments {
    Moments y;
    Moments x;
    double sum_products = 0; // of (y - its reference) (x - its reference)
};
/// As many of the one as of the other.
PairMoments pair_moments_of(std::span<const double> y, std::span<const double> x);
/// The sum of products of the distances to the means; n >= 1.
double products_of(const PairMoments& moments);
/// With n - 1; n >= 2.
double covariance_of(const PairMoments& moments);

/// What a test of means needs of one arm: how many units, their mean, and the variance of one unit.
struct Arm {
    double n = 0;
    double mean = 0;
    double variance = 0;
};
/// An arm of fewer than two units has no variance here.
Arm arm_of(const Moments& moments);
/// An arm whose units succeed or not: the variance is p (1 - p), as gbstats has it for proportions.
Arm arm_of_shares(double n, double successes);

/// a b - c d without the cancellation of two rounded products (Kahan).
double difference_of_products(double a, double b, double c, double d);

} // namespace parley::lab::stats

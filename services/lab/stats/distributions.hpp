// Tails and quantiles of the distributions that the tests need, over Boost.Math. Tails are computed as tails: 1 - below
// would lose the small p-values of a sample ratio mismatch.
#pragma once

namespace parley::lab::stats {

/// P(Z <= z) and P(Z > z) of a standard normal.
double normal_below(double z);
double normal_above(double z);
double normal_density(double z);
/// The z with P(Z <= z) = p; 0 < p < 1.
double normal_quantile(double p);
/// The z with P(Z > z) = p; 0 < p < 1.
double normal_quantile_above(double p);

/// Student's t with any df > 0, whole or not.
double student_below(double t, double df);
double student_above(double t, double df);
double student_two_sided(double t, double df);
/// The t with P(T > t) = p; 0 < p < 1.
double student_quantile_above(double p, double df);

/// P(X > x) of chi-squared; df > 0, x >= 0.
double chi_squared_above(double x, double df);

/// P(T > t) of the noncentral t with df > 0 and noncentrality >= 0.
double noncentral_student_above(double t, double df, double noncentrality);

} // namespace parley::lab::stats

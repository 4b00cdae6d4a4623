// Metrics whose mean is not a plain mean of units: a ratio of two sums (delta method over units), and a mean adjusted
// by what was known before the experiment (CUPED).
#pragma once

#include "lab/stats/means.hpp"

namespace parley::lab::stats {

/// The ratio R = sum of y / sum of x over units, as an arm of its own: the variance of a unit is
/// (v_y - 2 R c_yx + R^2 v_x) / x_mean^2. The sum of x must not be 0.
Informative<Arm> arm_of_ratio(const PairMoments& moments);

/// Deng, Xu, Kohavi and Walker (2013): y - theta (x - mean of x over both arms).
struct Cuped {
    double theta = 0;
    Arm control; // adjusted
    Arm treatment;
    MeansTest adjusted;
    MeansTest unadjusted;
    double variance_ratio = 1; // variance of the adjusted effect over that of the unadjusted
};
/// theta = cov(y, x) / var(x) over all units of both arms together, as gbstats' compute_theta; 0 where x does not vary.
double cuped_theta(const PairMoments& control, const PairMoments& treatment);
Informative<Cuped> cuped(const PairMoments& control, const PairMoments& treatment, const TestOptions& options);

} // namespace parley::lab::stats

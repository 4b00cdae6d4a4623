#include "lab/stats/variance_reduction.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

/// Of v_y - 2 b c_yx + b^2 v_x; rounding takes it below 0 where y is b x.
double variance_along(const PairMoments& moments, double slope) {
    if (moments.y.n < 2)
        return 0;
    const double y = variance_of(moments.y), x = variance_of(moments.x), product = covariance_of(moments);
    const double variance = y - 2 * slope * product + slope * slope * x;
    constexpr double rounding = 1e-14;
    return std::isfinite(variance) && variance <= rounding * (y + slope * slope * x) ? 0 : variance;
}

Arm adjusted(const PairMoments& moments, double theta, double overall_x) {
    return {moments.y.n, mean_of(moments.y) - theta * (mean_of(moments.x) - overall_x), variance_along(moments, theta)};
}

} // namespace

Informative<Arm> arm_of_ratio(const PairMoments& moments) {
    if (moments.y.n < 1)
        return Uninformative{"an arm has no unit"};
    const double denominator = mean_of(moments.x);
    if (denominator == 0)
        return Uninformative{"the denominators of an arm sum to 0: there is no ratio"};
    const double ratio = mean_of(moments.y) / denominator;
    const Arm arm{moments.y.n, ratio, variance_along(moments, ratio) / denominator / denominator};
    if (!all_finite({arm.mean, arm.variance}))
        return too_large();
    return arm;
}

// The sums of squares of both arms together are those within the arms and that between their means (Chan et al.).
double cuped_theta(const PairMoments& control, const PairMoments& treatment) {
    double squares = 0, products = 0, between = 0;
    for (const PairMoments* arm : {&control, &treatment})
        if (arm->y.n >= 1) {
            squares += squares_of(arm->x);
            products += products_of(*arm);
        }
    if (control.y.n >= 1 && treatment.y.n >= 1) {
        between = control.y.n / (control.y.n + treatment.y.n) * treatment.y.n;
        const double apart_x = mean_of(treatment.x) - mean_of(control.x);
        squares += between * apart_x * apart_x;
        products += between * apart_x * (mean_of(treatment.y) - mean_of(control.y));
    }
    return squares == 0 ? 0 : products / squares;
}

Informative<Cuped> cuped(const PairMoments& control, const PairMoments& treatment, const TestOptions& options) {
    const auto plain = test_means(arm_of(control.y), arm_of(treatment.y), options);
    if (!plain)
        return plain.error();
    Cuped result;
    result.unadjusted = *plain;
    result.theta = cuped_theta(control, treatment);
    const double control_share = control.x.n / (control.x.n + treatment.x.n);
    const double overall_x = control_share * mean_of(control.x) + (1 - control_share) * mean_of(treatment.x);
    result.control = adjusted(control, result.theta, overall_x);
    result.treatment = adjusted(treatment, result.theta, overall_x);
    const auto test = test_means(result.control, result.treatment, options);
    if (!test)
        return test.error();
    result.adjusted = *test;
    const double ratio = test->se / plain->se;
    result.variance_ratio = ratio * ratio;
    return result;
}

} // namespace parley::lab::stats

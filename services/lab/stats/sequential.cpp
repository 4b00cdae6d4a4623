#include "lab/stats/sequential.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

/// What equation 134 needs besides alpha.
struct OneSided {
    double variance = 0; // of the estimate
    double units = 0;
    double rho = 0; // of the registered alpha, whatever alpha is tried
};

double half_width_at(const OneSided& sequence, double alpha) {
    const double widened = sequence.units * sequence.rho * sequence.rho + 1;
    const double factor = 2 * widened / (sequence.units * sequence.rho * sequence.rho);
    return std::sqrt(sequence.variance * factor * std::log1p(std::sqrt(widened) / (2 * alpha)));
}

constexpr double alpha_min = 1e-5, alpha_max = 0.4999, bound_near_zero = 1e-6;
constexpr int halvings_max = 100;

/// `estimate` counts as large on the side that is tested.
double one_sided_p(double estimate, const OneSided& sequence) {
    double low = alpha_min, high = alpha_max;
    if (estimate - half_width_at(sequence, low) > 0)
        return low;
    if (estimate - half_width_at(sequence, high) < 0)
        return high;
    double alpha = 0.5 * (low + high);
    for (int i = 0; i < halvings_max; ++i) {
        const double bound = estimate - half_width_at(sequence, alpha);
        (bound < 0 ? low : high) = alpha;
        alpha = 0.5 * (low + high);
        if (std::abs(bound) < bound_near_zero)
            break;
    }
    return alpha;
}

Informative<SequenceTest> one_sided(const Effect& effect, const SequenceOptions& options) {
    if (options.alpha >= 0.5)
        return Uninformative{"alpha must be below 0.5 for a sequence with one side"};
    const auto rho = sequential_rho(2 * options.alpha, options.tuning);
    if (!rho)
        return rho.error();
    const OneSided sequence{effect.variance, effect.units, *rho};
    const double half = half_width_at(sequence, options.alpha);
    if (!all_finite({half}))
        return too_large();
    SequenceTest test{effect.estimate, std::sqrt(effect.variance), 1, {}};
    const bool greater = options.side == Side::greater;
    if (greater)
        test.interval.low = effect.estimate - half;
    else
        test.interval.high = effect.estimate + half;
    test.p = one_sided_p(greater ? effect.estimate : -effect.estimate, sequence);
    return test;
}

} // namespace

Informative<double> sequential_rho(double alpha, double tuning) {
    if (!is_inside_unit(alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    if (!(tuning > 0))
        return Uninformative{"the sample size to tune for must be positive"};
    const double twice = -2 * std::log(alpha);
    return std::sqrt((twice + std::log1p(twice)) / tuning);
}

Informative<Mixture> normal_mixture(const MixtureInput& input) {
    if (!is_inside_unit(input.alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    if (!(input.variance > 0))
        return Uninformative{"the difference has no variance"};
    if (!(input.tau2 > 0))
        return Uninformative{"the mixture needs a positive variance of effects"};
    const double wide = input.variance + input.tau2;
    const double log_widened = std::log1p(input.tau2 / input.variance);
    const double z = input.difference / std::sqrt(input.variance);
    Mixture mixture;
    mixture.half_width = std::sqrt(input.variance * (wide / input.tau2) * (-2 * std::log(input.alpha) + log_widened));
    mixture.log_likelihood_ratio = z * z * (input.tau2 / wide) / 2 - log_widened / 2;
    if (!all_finite({mixture.half_width, mixture.log_likelihood_ratio}))
        return too_large();
    const double ratio = std::exp(mixture.log_likelihood_ratio);
    if (std::isfinite(ratio))
        mixture.likelihood_ratio = ratio;
    mixture.p = std::min(1.0, std::exp(-mixture.log_likelihood_ratio));
    mixture.interval = {input.difference - mixture.half_width, input.difference + mixture.half_width};
    return mixture;
}

Informative<SequenceTest> confidence_sequence(const Effect& effect, const SequenceOptions& options) {
    if (options.side != Side::both)
        return one_sided(effect, options);
    const auto rho = sequential_rho(options.alpha, options.tuning);
    if (!rho)
        return rho.error();
    const double tau2 = *rho * *rho * effect.units * effect.variance;
    const auto mixture = normal_mixture({effect.estimate, effect.variance, tau2, options.alpha});
    if (!mixture)
        return mixture.error();
    return SequenceTest{effect.estimate, std::sqrt(effect.variance), mixture->p, mixture->interval};
}

Informative<StatsigTest> statsig_sequential(const StatsigInput& input) {
    if (!is_inside_unit(input.alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    if (input.control_n < 1 || input.treatment_n < 1)
        return Uninformative{"an arm has no unit"};
    const double variance = input.treatment_variance / input.treatment_n + input.control_variance / input.control_n;
    if (!(variance > 0))
        return Uninformative{"the difference has no variance"};
    const double z = normal_quantile_above(input.alpha / 2);
    const double tau =
        z * z * (input.treatment_variance + input.control_variance) / (input.treatment_n + input.control_n);
    StatsigTest test;
    test.z_star = std::sqrt((variance + tau) / tau * (-2 * std::log(input.alpha / 2) + std::log1p(tau / variance)));
    test.half_width = test.z_star * std::sqrt(variance);
    // The usual z, against a normal that is wider by z*/z.
    test.p = std::min(1.0, 2 * normal_above(std::abs(input.difference) / std::sqrt(variance) * (z / test.z_star)));
    test.interval = {input.difference - test.half_width, input.difference + test.half_width};
    if (!all_finite({test.z_star, test.half_width, test.p}))
        return too_large();
    return test;
}

} // namespace parley::lab::stats

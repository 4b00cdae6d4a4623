// Inference that may be looked at any time: the normal mixture of Robbins, which is also the asymptotic confidence
// sequence of Waudby-Smith et al. (arXiv 2103.06476v7) as gbstats has it, and the variant that Statsig documents.
#pragma once

#include "lab/stats/means.hpp"

namespace parley::lab::stats {

/// The sample size at which a sequence is tightest, unless the pre-registration says another.
inline constexpr double sequential_tuning = 5000;

/// sqrt((-2 ln alpha + ln(1 - 2 ln alpha)) / tuning), equation 161. alpha in (0, 1), tuning > 0 units.
Informative<double> sequential_rho(double alpha, double tuning);

/// A difference with its variance V, under a mixture of effects with variance tau2.
struct MixtureInput {
    double difference = 0;
    double variance = 0; // V > 0
    double tau2 = 0;     // > 0
    double alpha = 0.05;
};
struct Mixture {
    double log_likelihood_ratio = 0;
    std::optional<double> likelihood_ratio; // none beyond what a double holds
    double p = 1;                           // always valid: min(1, 1/likelihood ratio)
    double half_width = 0;
    Interval interval;
};
/// half = sqrt(V (V + tau2)/tau2 (2 ln(1/alpha) + ln((V + tau2)/V))),
/// likelihood ratio = sqrt(V/(V + tau2)) exp(tau2 difference^2/(2 V (V + tau2))).
Informative<Mixture> normal_mixture(const MixtureInput& input);

struct SequenceOptions {
    Side side = Side::both;
    double alpha = 0.05; // below 0.5 for one side
    double tuning = sequential_tuning;
};
struct SequenceTest {
    double estimate = 0;
    double se = 0;
    double p = 1; // always valid
    Interval interval;
};
/// Both sides: the mixture with tau2 = rho^2 n V. One side: equation 134 with rho of 2 alpha, and a p-value found as
/// gbstats finds it, by halving [0.00001, 0.4999] until the bound is within 0.000001 of 0; no p is outside of that.
Informative<SequenceTest> confidence_sequence(const Effect& effect, const SequenceOptions& options);

struct StatsigInput {
    double difference = 0;
    double control_variance = 0; // of a unit
    double treatment_variance = 0;
    double control_n = 0;
    double treatment_n = 0;
    double alpha = 0.05;
};
struct StatsigTest {
    double z_star = 0; // takes the place of 1.96
    double half_width = 0;
    double p = 1;
    Interval interval;
};
/// Statsig's documentation of sequential testing: tau = z^2 (v_T + v_C)/(n_T + n_C), and ln(alpha/2) where the mixture
/// has ln(alpha), so it is wider.
Informative<StatsigTest> statsig_sequential(const StatsigInput& input);

} // namespace parley::lab::stats

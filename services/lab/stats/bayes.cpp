#include "lab/stats/bayes.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

/// E max(X, 0) of a normal X with this mean over sd.
double expected_excess(double standardised, double sd) {
    return std::max(0.0, sd * (normal_density(standardised) + standardised * normal_below(standardised)));
}

} // namespace

Informative<Posterior> posterior_of(const Effect& effect, const EffectPrior& prior, double alpha) {
    if (!is_inside_unit(alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    if (prior.proper && !(prior.variance > 0))
        return Uninformative{"the variance of the prior must be positive"};
    Posterior posterior;
    posterior.mean = effect.estimate;
    double variance = effect.variance;
    if (prior.proper) {
        const double own = prior.variance / (prior.variance + effect.variance); // the weight of the data
        posterior.mean = prior.mean + own * (effect.estimate - prior.mean);
        variance = own * effect.variance;
    }
    posterior.sd = std::sqrt(variance);
    const double standardised = posterior.mean / posterior.sd;
    if (!all_finite({standardised}))
        return too_large();
    posterior.chance_to_win = normal_below(standardised);
    const double half = normal_quantile_above(alpha / 2) * posterior.sd;
    posterior.interval = {posterior.mean - half, posterior.mean + half};
    posterior.risk_control = expected_excess(standardised, posterior.sd);
    posterior.risk_treatment = expected_excess(-standardised, posterior.sd);
    return posterior;
}

} // namespace parley::lab::stats

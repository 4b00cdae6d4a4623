#include "lab/stats/heterogeneity.hpp"

#include "lab/stats/distributions.hpp"
#include "lab/stats/root.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

std::optional<Uninformative> no_variance(std::span<const SectorEffect> sectors) {
    for (std::size_t i = 0; i < sectors.size(); ++i)
        if (!(sectors[i].variance > 0))
            return Uninformative{"the effect of sector " + std::to_string(i + 1) + " has no positive variance"};
    if (sectors.empty())
        return Uninformative{"there is no sector"};
    return std::nullopt;
}

PooledEffect pooled(std::span<const SectorEffect> sectors, double tau2) {
    double weights = 0, weighted = 0;
    // Of distances to the first, so that large effects lose no digits.
    for (const SectorEffect& sector : sectors) {
        const double weight = 1 / (sector.variance + tau2);
        weights += weight;
        weighted += weight * (sector.effect - sectors.front().effect);
    }
    return {tau2, sectors.front().effect + weighted / weights, 1 / std::sqrt(weights)};
}

double q_under(std::span<const SectorEffect> sectors, double tau2) {
    const double mean = pooled(sectors, tau2).effect;
    double q = 0;
    for (const SectorEffect& sector : sectors)
        q += (sector.effect - mean) * (sector.effect - mean) / (sector.variance + tau2);
    return q;
}

double tau2_of_moments(std::span<const SectorEffect> sectors, double q, double df) {
    double sum = 0, squares = 0;
    for (const SectorEffect& sector : sectors) {
        sum += 1 / sector.variance;
        squares += 1 / sector.variance / sector.variance;
    }
    return q > df ? (q - df) / (sum - squares / sum) : 0;
}

/// Q falls as tau2 rises, and is below df once tau2 is the sum of squared distances.
double tau2_of_q(std::span<const SectorEffect> sectors, double q, double df) {
    if (q <= df)
        return 0;
    const auto missing = [&](double tau2) { return q_under(sectors, tau2) - df; };
    double high = sectors.front().variance;
    for (const SectorEffect& sector : sectors)
        high = std::max(high, sector.variance);
    while (missing(high) > 0)
        high *= 2;
    return root_between(0.0, high, missing, high * 1e-16);
}

} // namespace

Informative<Heterogeneity> heterogeneity_of(std::span<const SectorEffect> sectors) {
    if (const auto none = no_variance(sectors))
        return *none;
    Heterogeneity result;
    result.fixed = pooled(sectors, 0);
    result.q = q_under(sectors, 0);
    result.df = static_cast<double>(sectors.size()) - 1;
    if (!all_finite({result.fixed.effect, result.q}))
        return too_large();
    if (result.df > 0) {
        result.p = chi_squared_above(result.q, result.df);
        result.i2 = result.q > result.df ? (result.q - result.df) / result.q : 0;
    }
    result.der_simonian_laird = pooled(sectors, tau2_of_moments(sectors, result.q, result.df));
    result.paule_mandel = pooled(sectors, tau2_of_q(sectors, result.q, result.df));
    return result;
}

Informative<std::vector<ShrunkenEffect>> shrink(std::span<const SectorEffect> sectors, double mu, double tau2) {
    if (const auto none = no_variance(sectors))
        return *none;
    if (!(tau2 >= 0))
        return Uninformative{"the variance between sectors must not be negative"};
    std::vector<ShrunkenEffect> shrunken;
    for (const SectorEffect& sector : sectors) {
        const double own = tau2 / (sector.variance + tau2); // the weight of its own estimate
        shrunken.push_back({mu + own * (sector.effect - mu), std::sqrt(own * sector.variance)});
        if (!all_finite({shrunken.back().effect, shrunken.back().se}))
            return too_large();
    }
    return shrunken;
}

} // namespace parley::lab::stats

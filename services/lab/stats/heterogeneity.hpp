// Do sectors differ in the effect, and what is the effect of each? A sector's own estimate is drawn towards that of
// all, the more so the less it knows; a claim about a sector rests on this and not on its own significance.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>
#include <vector>

namespace parley::lab::stats {

/// The estimate of one sector, with the variance of the estimate (> 0).
struct SectorEffect {
    double effect = 0;
    double variance = 0;
};

/// An effect over sectors, weighted by 1/(variance + tau2).
struct PooledEffect {
    double tau2 = 0; // variance of true effects between sectors
    double effect = 0;
    double se = 0;
};

struct Heterogeneity {
    PooledEffect fixed; // tau2 = 0
    double q = 0;       // Cochran's Q
    double df = 0;
    double p = 1;  // of Q; 1 where there is one sector
    double i2 = 0; // share of the variation that is between sectors, (Q - df)/Q or 0
    PooledEffect der_simonian_laird;
    PooledEffect paule_mandel; // the tau2 under which Q is df
};
/// At least one sector.
Informative<Heterogeneity> heterogeneity_of(std::span<const SectorEffect> sectors);

/// (effect/variance + mu/tau2)/(1/variance + 1/tau2), and its posterior standard deviation. tau2 >= 0; under 0 all
/// sectors have mu.
struct ShrunkenEffect {
    double effect = 0;
    double se = 0;
};
Informative<std::vector<ShrunkenEffect>> shrink(std::span<const SectorEffect> sectors, double mu, double tau2);

} // namespace parley::lab::stats

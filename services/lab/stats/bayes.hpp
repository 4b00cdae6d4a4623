// A normal posterior of the effect: how likely the treatment is better, and what choosing either arm would lose.
#pragma once

#include "lab/stats/means.hpp"

namespace parley::lab::stats {

struct EffectPrior {
    double mean = 0; // of the effect, in its unit
    double variance = 1;
    bool proper = false; // an improper prior says nothing
};

struct Posterior {
    double mean = 0;
    double sd = 0;
    double chance_to_win = 0;  // P(effect > 0)
    Interval interval;         // holds the effect with probability 1 - alpha
    double risk_control = 0;   // expected loss of keeping the control: E max(effect, 0)
    double risk_treatment = 0; // of choosing the treatment: E max(-effect, 0)
};
/// Of an effect with a normal likelihood, as gbstats' EffectBayesianABTest.
Informative<Posterior> posterior_of(const Effect& effect, const EffectPrior& prior, double alpha = 0.05);

} // namespace parley::lab::stats

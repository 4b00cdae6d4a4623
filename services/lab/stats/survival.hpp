// How long it takes until something happens, where not everything has happened yet: the time to a first offer, censored
// at the end of the round.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>
#include <vector>

namespace parley::lab::stats {

/// A time from 0 on, in any unit, and whether the event came then; otherwise it had not come by then.
struct Waited {
    double time = 0;
    bool happened = false;
};

struct SurvivalStep {
    double time = 0;     // of an event
    double survival = 1; // P(T > time), the product of 1 - d/n (Kaplan and Meier)
    double se = 0;       // Greenwood; 0 where nobody is left
};
using SurvivalCurve = std::vector<SurvivalStep>;
/// One step for each time with an event.
SurvivalCurve kaplan_meier(std::span<const Waited> waits);

/// The first time with survival below a half; halfway to the next event where it is a half exactly, as R's survfit.
std::optional<double> median_of(const SurvivalCurve& curve);

/// The mean time up to tau, and its standard error.
struct RestrictedMean {
    double mean = 0;
    double se = 0;
};
/// The area under the curve from 0 to tau >= 0; the curve goes on flat where nobody was watched so long.
RestrictedMean restricted_mean(std::span<const Waited> waits, double tau);

struct LogRank {
    double chi_squared = 0;
    double df = 0; // arms less one
    double p = 1;
};
/// Mantel's test that the arms wait alike. Two arms or more with somebody in each, and an event.
Informative<LogRank> log_rank(std::span<const std::vector<Waited>> arms);

} // namespace parley::lab::stats

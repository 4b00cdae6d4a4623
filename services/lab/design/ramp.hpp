// The ramp: an experiment begins with few of its units and goes on with more while nothing is amiss
// (sector-experiments 2.5). Each step is an epoch that the analysis keeps apart.
#pragma once

#include "lab/design/fault.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace parley::lab::design {

/// Coverages in ppm, each above the one before, for instance 50'000, 200'000, 1'000'000.
using Ramp = std::vector<std::int64_t>;

/// What is wrong with a ramp, at "" or "/<step>": it has 1 to 20 steps, each 1 to a million and above the one before,
/// because lowering the coverage would take units out that have seen their arm.
std::optional<DesignFault> fault_in(const Ramp& ramp);

/// How a running experiment does, by the statistics of the lab.
struct Health {
    double sample_ratio_p = 1;       // of the test for a sample ratio mismatch, 0 to 1
    bool guardrail_breached = false; // the always-valid bound of some guardrail lies beyond its margin
};

/// Below this the arms are not the sizes that they were drawn to be, and nothing measured on them can be believed.
inline constexpr double sample_ratio_p_min = 0.001;

/// The coverage of the step after `epoch` (from 0) where it may be taken; nothing at the end of the ramp or while
/// something is amiss. A p that is no number counts as amiss.
std::optional<std::int64_t> next_coverage_ppm(const Ramp& ramp, std::size_t epoch, const Health& health);

} // namespace parley::lab::design

// What may be looked at while an experiment runs, as JSON: sizes, sample ratios, guardrails, intervals that hold at any
// look, how far its requests came and how fast. Nothing that would be wrong to peek at is in it.
#pragma once

#include "app/ports/experiments.hpp"
#include "lab/analyse/analysis.hpp"

#include <string>

namespace parley::wire {

/// `experiment` is what the study is of. Shares are 0 to 1, times are seconds, effects in the metric's unit; whatever
/// says nothing is null beside a "why".
std::string watch_json(const app::StoredExperiment& experiment, const lab::analyse::Study& study,
                       const lab::analyse::Analysis& analysis, core::Instant now);

} // namespace parley::wire

// What an experiment left behind, as a file (schema parley.study/1), and what its analysis says (parley.analysis/1).
#pragma once

#include "lab/analyse/analysis.hpp"
#include "lab/analyse/study.hpp"
#include "wire/scenario_json.hpp"

#include <string>
#include <string_view>

namespace parley::wire {

/// {"schema": "parley.study/1", "prereg": {...}, "started_at", "ended_at", "ended_by", "deviations": ["..."],
///  "simulated", "stages": [{"stage", "epoch", "arm", "units"}],
///  "facts": [{"unit", "sector", "arm", "epoch", "invited", "opened", "offers", "bids", "late_bids", "first_ms",
///  "end_ms", "duration_ms", "best_ref_ppm", "best_budget_ppm", "has_ref", "has_budget", "cancelled", "awarded",
///  "lowest_awarded", "converted", "complaints"}]}
/// Arms are indices into those of the pre-registration. Moments are RFC 3339 in UTC; they, first_ms and the best prices
/// may be null or absent, ended_by and deviations absent; all else is required, and no other member is let be. What
/// contradicts itself is a fault: more opened than invited, more late bids than bids, a sale without an award, a best
/// price without what it is a share of.
ReadFile<lab::analyse::Study> study_from(std::string_view text);

/// The same file of a study, canonical; study_from reads it back as it was.
std::string study_json(const lab::analyse::Study& study);

/// {"schema": "parley.analysis/1", "experiment": {...}, "sizes", "sample_ratio", "guardrails", "hypotheses", "values",
///  "pictures", "notes", "verdict"}
/// Doubles are written so that they read back exactly. What the data do not say is {"uninformative": why} in the place
/// of a result; a bound that does not exist is null.
std::string analysis_json(const lab::analyse::Study& study, const lab::analyse::Analysis& analysis);

/// Reads a study and answers its analysis.
ReadFile<std::string> answer_analyse(std::string_view text);

} // namespace parley::wire

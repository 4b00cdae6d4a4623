// What is watched while an experiment runs: sizes, sample ratios and guardrails. Always-valid bounds may be looked at
// any time.
#pragma once

#include "lab/analyse/analysis.hpp"

namespace parley::lab::analyse {

/// Facts by arm, in the order of the pre-registration.
using FactsByArm = std::vector<Facts>;

std::vector<ArmSize> sizes_of(const Study& study, const FactsByArm& facts);
/// One for each stage, all epochs together: an arm's weight is the same in all of them.
std::vector<SampleRatio> sample_ratios_of(const Study& study);
std::vector<GuardrailResult> guardrails_of(const Study& study, const Plan& plan, const FactsByArm& facts);

} // namespace parley::lab::analyse

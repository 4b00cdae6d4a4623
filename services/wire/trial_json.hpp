// What a design found in the simulator, as JSON.
#pragma once

#include "app/experiment_trial.hpp"

#include <string>

namespace parley::wire {

/// {"seconds","note","simulated","effect","power","false_alarms"}; the effect's bounds are two standard errors of the
/// simulation away, shares have Wilson's interval.
std::string trial_json(const app::ExperimentTrial& trial, const app::TrialResult& result, double seconds);

} // namespace parley::wire

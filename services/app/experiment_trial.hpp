// "Try it": what a design would find, in a market of agents that the real core plays, before anything is promised. It
// tells whether the design could see an effect, never what people will do.
#pragma once

#include "app/experiment_rules.hpp"
#include "lab/simulate/power.hpp"

#include <string>

namespace parley::app {

/// What the agents play, and what of the design they cannot.
struct ExperimentTrial {
    lab::simulate::PowerDesign design;     // the control and the first arm besides it
    lab::simulate::PowerDesign equal_arms; // the control against itself: how often it errs
    std::string metric;                    // of the simulator, which stands for the registered one
    std::string note;                      // in words
};

/// Of a pre-registration that fits the market; `arms` as arm_rules_of gives them. Ten businesses are asked of twenty,
/// answer within two minutes on average and price as the format lets them; a budget is not given. Repetitions are as
/// many as end within half a minute.
ExperimentTrial trial_of(const lab::design::Prereg& prereg, const ArmRules& arms);

struct TrialResult {
    lab::simulate::PowerResult found;
    lab::simulate::PowerResult false_alarms;
};
/// Takes long; a pure function of the trial.
TrialResult play(const ExperimentTrial& trial);

} // namespace parley::app

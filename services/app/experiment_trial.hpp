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

/// Of a pre-registration that fits the market; `arms` as arm_rules_of gives them. Of 40 businesses as many
/// are asked as the arm invites, or 8 where its rules do not say; 70 % of those answer, after a minute on average, and
/// price as the format lets them; a budget is not given. There are 40 to 400 repetitions, the fewer the more it costs
/// to play one.
ExperimentTrial trial_of(const lab::design::Prereg& prereg, const ArmRules& arms);

struct TrialResult {
    lab::simulate::PowerResult found;
    lab::simulate::PowerResult false_alarms;
};
/// Takes long; a pure function of the trial.
TrialResult play(const ExperimentTrial& trial);

} // namespace parley::app

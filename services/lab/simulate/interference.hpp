// What an experiment would report where requests compete for the same businesses: the truth (all treated less all
// untreated), the naive estimate of randomised requests, and that of randomised slots of time (a switchback).
#pragma once

#include "lab/simulate/tally.hpp"
#include "lab/simulate/world.hpp"

namespace parley::lab::simulate {

/// Means over requests, treatment less control; errors are of slots, by linearising the ratio of sums.
struct Effects {
    Estimate truth;
    Estimate intent_level;
    Estimate switchback;
};

struct InterferenceReport {
    Effects offers;
    Effects price;
    std::int64_t intents = 0; // that were drawn
};

/// Plays `slots` (>= 2) slots four times, with the same luck: all treated, none treated, and each request by a fair
/// coin and by that coin turned over (antithetic, which leaves the naive estimate's mean as it is). The switchback
/// tosses a coin for each slot. The world's requests are to be alike but for what the experiment changes.
InterferenceReport report_interference(const World& world, std::int64_t slots, std::uint64_t seed);

/// Limited attention: 20 businesses, 10 requests in a slot, answers with probability 0.8, sealed second price under a
/// public ceiling; 4 invitations against 12.
World limited_attention(std::int64_t attention);

/// Two requests and one business that serves one of them, the treated one first where only one is. Shares served.
struct PriorityToy {
    Estimate truth; // all treated less none treated
    Estimate intent_level;
};
PriorityToy play_priority_toy(std::int64_t repetitions, std::uint64_t seed);

/// Two buyers and one seller, who offers to the buyer that comes first and then to the other; a buyer takes the offer
/// with probability 1/2, a treated one always (Lyft Engineering, "Experimentation in a Ridesharing Marketplace").
struct SubsidyToy {
    Estimate all_control; // probability that one is served
    Estimate all_treated;
    Estimate mixed_treated; // one of each: probability that the treated one is
    Estimate mixed_control;
    double true_relative() const { return all_treated.mean / all_control.mean - 1; }
    double naive_relative() const { return mixed_treated.mean / mixed_control.mean - 1; }
};
SubsidyToy play_subsidy_toy(std::int64_t repetitions, std::uint64_t seed);

} // namespace parley::lab::simulate

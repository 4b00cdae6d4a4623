// Switchbacks: all of a sector has the same arm for a slot of time, and the arms take turns, so that what one treated
// request does to the businesses of another cannot be mistaken for the effect (sector-experiments 2.4).
#pragma once

#include "core/time.hpp"
#include "lab/design/prereg.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace parley::lab::design {

/// Balanced pairs: in each block of as many weeks as there are arms, every slot of the week sees every arm once.
struct Switchback {
    std::string salt;
    std::string sector;
    std::int64_t arms = 2;
    std::int64_t slots_per_week = 7;
    core::Instant starts_at = {};
    core::Micros slot_length = core::seconds(86'400);
    /// At the start of each slot, still under the rounds of the slot before: who is posted in it is served, not
    /// counted.
    core::Micros burn_in = 0;
    /// How many slots of a week in a row have one arm: the order to which effects are declared to carry over.
    std::int64_t min_run = 1;
};

/// What is wrong with a switchback, at the member's name; `longest_round` is that of all arms' rules. At least two arms
/// and a slot, a burn-in of a round or more that leaves something of a slot, and a week of whole runs.
std::optional<DesignFault> fault_in(const Switchback& plan, core::Micros longest_round);

/// What a pre-registration whose unit is the slot says of its slots: {"slots_per_week","burn_in_s","min_run"}.
struct SwitchbackTerms {
    std::int64_t slots_per_week = 7;
    core::Micros burn_in = 0;
    std::int64_t min_run = 1;
    core::Micros slot_length() const;
};

/// Reads them; a fault's pointer leads into the document. Slots are drawn in balanced pairs, so the arms weigh the
/// same, and all of a sector takes part from the start: a ramp would leave the two arms one market.
DesignResult<SwitchbackTerms> switchback_terms_in(const Prereg& prereg, core::Micros longest_round);

/// The slots of one sector from the start of an experiment on.
Switchback switchback_of(const SwitchbackTerms& terms, const std::string& salt, const std::string& sector,
                         std::int64_t arms, core::Instant starts_at);

/// The number of the slot that a moment lies in: floor((at - starts_at) / slot_length), negative before the start.
std::int64_t slot_at(const Switchback& plan, core::Instant at);

/// The arm of slot n, from 0; the plan must be without fault, and n not negative.
std::int64_t arm_of_slot(const Switchback& plan, std::int64_t n);

/// Whether what is posted at this moment is too early in its slot to be counted.
bool is_burning_in(const Switchback& plan, core::Instant at);

} // namespace parley::lab::design

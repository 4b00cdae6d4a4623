// What experiments may change in the rules of this market, and the rules that they change: those of their sectors.
#pragma once

#include "app/rule_book.hpp"
#include "lab/design/prereg.hpp"

#include <map>
#include <string>
#include <vector>

namespace parley::app {

/// Bounds for parley.rules/1 (schema parley.rule-bounds/1): how a round runs may be tried out; what protects people
/// (who decides, for how long, that a price is no slip of the hand, that promises of the buyer's budget hold) may not.
core::Value rule_bounds_document();

/// The sectors of these names with all below them, by slug; nothing where a name is no sector's.
std::vector<std::string> sectors_of(const std::vector<std::string>& names, const RuleBook& rules);

/// What `base_rules_sha256` is the hash of: the rules of the sectors, or, where they differ, an object of them by
/// sector.
core::Value base_rules_of(const std::vector<std::string>& sectors, const RuleBook& rules);

/// The rules of each arm, by sector and in the order of the arms.
using ArmRules = std::map<std::string, std::vector<core::Rules>>;

/// The fault's pointer leads into the pre-registration: a sector that is none, other base rules or bounds than ours, an
/// arm whose rules are refused, a unit that is too small for a claim or that cannot be drawn for here, slots that do
/// not fit its rounds.
lab::design::DesignResult<ArmRules> arm_rules_of(const lab::design::Prereg& prereg, const RuleBook& rules);

/// The same of one that is about to be registered: what it promises has to be something that can be kept, too. What is
/// registered already is not held against that again.
lab::design::DesignResult<ArmRules> fitting_rules_of(const lab::design::Prereg& prereg, const RuleBook& rules);

/// The longest that a round of any arm may take.
core::Micros longest_round_of(const ArmRules& arms);

} // namespace parley::app

// What is drawn an arm for. The patch decides how large that has to be, not taste: the more of a market its two arms
// share, the larger the piece of it that must have one arm (sector-experiments 2.3).
#pragma once

#include "core/names.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace parley::lab::design {

/// "slot" is a sector for a slot of time, "cluster" a sector in a region.
enum class Unit { intent, consumer, slot, cluster, retailer };
std::span<const std::string_view> names_of(Unit);

/// What the arms of a patch share, from nothing to the behaviour of businesses over weeks.
enum class Shared { nothing, learning, attention, behaviour };

/// What a change of the rule at this pointer makes the arms share: by the rule that it is or belongs to. A rule that
/// nobody has thought about counts as behaviour, the most there is.
Shared shared_through(std::string_view pointer);

/// The smallest unit for a claim when these rules are replaced.
Unit smallest_unit(const std::set<std::string>& pointers);

/// Whether a unit is at least as large as another; a cluster and a retailer are as large as each other.
bool is_at_least(Unit unit, Unit smallest);

/// How a unit is written where it is hashed: "intent:<id>", "consumer:<id>", "retailer:<id>", "slot:<sector>:<n>",
/// "cluster:<sector>:<region>".
std::string unit_text(Unit unit, std::string_view id);
std::string slot_text(std::string_view sector, std::int64_t n);
std::string cluster_text(std::string_view sector, std::string_view region);

} // namespace parley::lab::design

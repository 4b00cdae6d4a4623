// Scenario files and what a replay of one prints (DESIGN 7).
#pragma once

#include "core/replay.hpp"
#include "wire/body.hpp"

#include <boost/system/result.hpp>

namespace parley::wire {

template <class T>
using ReadFile = boost::system::result<T, std::vector<FieldError>>;

/// Reads a scenario; every fault comes with the place in the file.
ReadFile<core::Scenario> scenario_from(std::string_view text);

/// Reads rules to put in the place of a scenario's own: a rules document, a plan, or a file that holds one of them as
/// "rules" or "plan".
ReadFile<core::Plan> plan_in(std::string_view text);

/// Reads an object with "rules" or "plan" and nothing else.
ReadFile<core::Plan> plan_alone(std::string_view text);

/// What a replay prints. The faults of initial offers that the rules refuse are the file's.
ReadFile<core::Value> replay_value(const core::Scenario& scenario, const core::Replay& replay);

} // namespace parley::wire

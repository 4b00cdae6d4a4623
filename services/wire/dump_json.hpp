// One line of `parley dump --json`: what became of an intent, for whoever checks the market from outside.
#pragma once

#include "core/state.hpp"
#include "digest/digest.hpp"

namespace parley::wire {

/// {"id","state","seq","head_hash","rounds":[...],"offers":[...],"dispositions":[...]} (DESIGN 7).
core::Value dump_value(const core::IntentId& id, const core::State& state, const std::vector<core::Record>& records,
                       const digest::Sha256& head);

} // namespace parley::wire

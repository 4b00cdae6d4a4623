// Checks a log from end to end: the hash chain, the parts against their commitments, then every decision (core/verify).
#pragma once

#include "app/ports/ledger.hpp"
#include "core/verify.hpp"

namespace parley::app {

/// `log` holds events from the first on, and of their parts those that the reader has.
core::LogCheck check_log(const core::IntentId& intent, const IntentLog& log, core::LogView view);

/// What anybody may have of a log: its events up to core::public_until, and the openings of those that are open.
IntentLog public_log(const core::State& state, const IntentLog& log);

} // namespace parley::app

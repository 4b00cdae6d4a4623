// Whether a log tells of a fair market: every event is held against the rules and against what happened before it.
// Works on public logs, in which the secrets that were never opened are missing, and on whole ones.
#pragma once

#include "core/state.hpp"

#include <set>
#include <utility>

namespace parley::core {

struct LogFault {
    std::int64_t seq = 0;
    std::string what;
};

/// The parts that a reader of the log has, by (seq, name).
using KnownParts = std::set<std::pair<std::int64_t, std::string>>;

struct LogCheck {
    std::vector<LogFault> faults;
    std::vector<LogFault> unchecked; // what cannot be judged without parts that are missing
    State state;                     // after the last event that could be followed
};

/// How much of the log the reader has.
enum class LogView { public_log, whole_log };

/// Checks decisions, not hashes: order and times, that every offer was one that the rules take, that extensions came
/// when they were due and only then, turns, clock levels, closes, rankings, what is paid, and who was told what at the
/// end. Of automatic moves a public log shows cause and price, a whole one also that each was the one that its floor
/// gave.
LogCheck check_log(const std::vector<Record>& records, LogView view, const KnownParts& parts);

/// Up to which event anybody may read the log: what happens in rounds is for all when the last of them is over, so that
/// nobody learns from it in the meantime. 0: nothing yet.
std::int64_t public_until(const State& state);

/// Whether a part of that name may be opened to anybody once its event is public.
bool opens_with_the_log(std::string_view event_type, std::string_view part);

} // namespace parley::core

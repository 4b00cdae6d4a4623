// The log of an experiment: append-only, each event chained to all before it like those of an intent, so that what was
// registered and when it was changed can be checked by anybody (sector-experiments 2.1).
#pragma once

#include "core/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::design {

struct LoggedEvent {
    core::Value event;
    std::string prev; // lower-case hex of the hash before; 64 zeros for the first
    std::string hash; // lower-case hex of SHA256(prev || canonical(event))
};

/// The next event of a log, chained.
LoggedEvent chained(const std::vector<LoggedEvent>& log, core::Value event);

/// The index of the first event that does not follow from those before it, or nothing.
std::optional<std::size_t> first_break(const std::vector<LoggedEvent>& log);

} // namespace parley::lab::design

// How a run of events is written for the cache and for the line between nodes: JSON, one object per event with its
// parts. What cannot be read again gives nothing, and is then looked up in the ledger.
#pragma once

#include "app/ports/live.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::redis {

/// One entry of a cached log per event, in the order of the events.
std::vector<std::string> encode_events(const app::Committed& run);

/// Adds one entry to the log; false when it is not one of ours.
bool decode_event(std::string_view entry, app::IntentLog& log);

/// What is published. `entries` are those of encode_events, or none when the run is too large.
std::string encode_message(std::string_view node, const app::Committed& run, std::span<const std::string> entries);

struct Message {
    std::string node;
    app::Committed run; // without events: look at the ledger
};
std::optional<Message> decode_message(std::string_view text);

} // namespace parley::redis

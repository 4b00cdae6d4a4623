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

/// What is published: a line with the node's name, then JSON. `entries` are those of encode_events, or none when the
/// run is too large.
std::string encode_message(std::string_view node, const app::Committed& run, std::span<const std::string> entries);

/// Whose message it is, without reading all of it: a node hears its own, too.
std::string_view sender_of(std::string_view message);
/// The run; without events the ledger has to be looked at. Nothing if it cannot be read.
std::optional<app::Committed> decode_message(std::string_view message);

} // namespace parley::redis

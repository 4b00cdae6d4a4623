// JSON text to core::Value and back, for whoever stores or sends values: strict on the way in, canonical on the way
// out. What the members mean is left to the caller.
#pragma once

#include "core/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::wire {

/// Deeper nesting than this is refused: it is no document of ours, and recursion has to end somewhere.
inline constexpr int json_depth_max = 32;

/// Canonical JSON (DESIGN 4): equal values give equal bytes.
std::string to_json(const core::Value& value);

/// What a store may hand back: a document at the limit of the edge, wrapped by us.
inline constexpr int stored_json_depth_max = 64;

/// One JSON document, with nothing after it. Nothing is returned for text that is not JSON or not UTF-8, is nested
/// deeper than depth_max, repeats a key within an object, or has a number that is no 64-bit integer (1.0 and 1e3
/// included).
std::optional<core::Value> parse_value(std::string_view text, int depth_max = json_depth_max);

} // namespace parley::wire

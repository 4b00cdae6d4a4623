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

/// What a client sent, or why it cannot be read and where (RFC 6901).
struct ParsedBody {
    std::optional<core::Value> value;
    std::string pointer;
    std::string fault; // "invalid_json", "duplicate_key", "too_deep", "number_out_of_range"
    // Where a text that is not JSON stops to be: the byte from 1, one behind the last where the text ends too early.
    std::size_t byte = 0;
    std::string number; // as it is written, where it is one that no double holds
};

/// As parse_value, but a number with a fraction is kept as the one-member object {decimal_member: its text}, so that
/// whoever reads the field can take it (a coordinate) or say no (money) and name the place.
ParsedBody parse_body(std::string_view text);
/// As parse_body, and whole numbers of more than 64 bits are kept as decimals are: for those who compute in doubles.
ParsedBody parse_numbers(std::string_view text);

/// Not UTF-8, so that no text of anybody's can hold that name.
inline constexpr std::string_view decimal_member = "\xFF";
core::Value decimal(std::string_view text);
/// The members of an object that was one in the text; null for anything else, a decimal included.
const core::Value::Object* members_of(const core::Value& value);
/// Where the first decimal within a value is, as a pointer below `pointer`, or nothing: for documents in which money,
/// times and counts are whole numbers everywhere.
std::optional<std::string> decimal_in(const core::Value& value, const std::string& pointer = "");

} // namespace parley::wire

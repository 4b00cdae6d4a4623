// JSON pointers (RFC 6901) into values: how a patch, the bounds and a fault name a place.
#pragma once

#include "core/value.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::design {

/// The names that a pointer leads through, without their ~0 and ~1; nothing for a text that is no pointer.
std::optional<std::vector<std::string>> steps_of(std::string_view pointer);

/// "/<name>", with ~ and / of the name written as ~0 and ~1.
std::string step_to(std::string_view name);

/// Whether one place is another or a part of it.
bool is_within(std::string_view part, std::string_view whole);

/// The value at this place, or null where there is none or the pointer is none. An index of an array is decimal and
/// has no leading zero.
const core::Value* find(const core::Value& document, std::string_view pointer);
core::Value* find(core::Value& document, std::string_view pointer);

} // namespace parley::lab::design

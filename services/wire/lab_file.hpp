// Reading the lab's files: one document, and lists of objects in it. Members that nobody asks for are let be.
#pragma once

#include "lab/design/prereg.hpp"
#include "wire/scenario_json.hpp"
#include "wire/value_json.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

/// Why a file is not read, in words and with its place: line and column where it is not JSON, else the member.
FieldError unreadable_file(std::string_view text, const ParsedBody& parsed);

/// The object that a file holds.
ReadFile<core::Value> object_in(std::string_view text);

/// Calls `read` with each object of a list and its place. A list that is absent is empty, unless it is required.
void each_object(const core::Value& list, const std::string& pointer, bool required, std::vector<FieldError>& errors,
                 const std::function<void(const core::Value& object, const std::string& at)>& read);

/// A pre-registration, at this place of a file; it is hashed, and so has whole numbers only.
std::optional<lab::design::Prereg> prereg_in(const core::Value& document, const std::string& at,
                                             std::vector<FieldError>& errors);

} // namespace parley::wire

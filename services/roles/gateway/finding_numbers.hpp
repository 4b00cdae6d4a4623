// Numbers of a published analysis, found by their names and said in words. Pure.
#pragma once

#include "core/value.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::roles {

/// The analysis as it was stored; a number with a fraction in it is read by number_of.
core::Value analysis_in(const std::string& text);
std::optional<double> number_of(const core::Value& value);
std::string text_of(const core::Value& value);
bool truth_of(const core::Value& value);
const core::Value::Array& items_of(const core::Value& value);
/// Why nothing is told, "" where something is.
std::string why_not(const core::Value& result);

/// "12", "0.034"; `digits` behind the point, and none that are 0.
std::string number_words(double value, int digits = 2);
/// "12", and "–" of no number.
std::string count_words(const core::Value& value);
/// "12.3 %".
std::string share_words(double share);
/// A difference, with its sign: "+3.2 points", "-4 s".
std::string effect_words(double effect, std::string_view unit);
/// "p = 0.034", "p < 0.001".
std::string p_words(double p);
/// "12 s", "14 min".
std::string seconds_words(double seconds);
/// "the share of requests that end in a sale", for a name of the codebook.
std::string metric_words(std::string name);
/// "its days were over", for the word of what ended an experiment; other words as they are.
std::string end_words(const std::string& ended_by);
/// "what was drawn": "each request by itself", for the name of a unit.
std::string unit_words(const std::string& unit);

} // namespace parley::roles

#include "roles/gateway/finding_numbers.hpp"

#include "lab/analyse/amounts.hpp"
#include "lab/analyse/metrics.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace parley::roles {

namespace {

const core::Value::Array nothing;

} // namespace

core::Value analysis_in(const std::string& text) {
    wire::ParsedBody parsed = wire::parse_body(text);
    return parsed.value ? std::move(*parsed.value) : core::Value();
}

std::optional<double> number_of(const core::Value& value) {
    if (const auto* whole = value.as_integer())
        return static_cast<double>(*whole);
    const auto* text = value.as_object() != nullptr ? value.at(wire::decimal_member).as_string() : nullptr;
    return text != nullptr ? std::optional(std::strtod(text->c_str(), nullptr)) : std::nullopt;
}

std::string text_of(const core::Value& value) {
    const auto* text = value.as_string();
    return text != nullptr ? *text : "";
}

bool truth_of(const core::Value& value) {
    const auto* truth = value.as_bool();
    return truth != nullptr && *truth;
}

const core::Value::Array& items_of(const core::Value& value) {
    const auto* items = value.as_array();
    return items != nullptr ? *items : nothing;
}

std::string why_not(const core::Value& result) {
    return text_of(result.at("uninformative"));
}

std::string number_words(double value, int digits) {
    return lab::analyse::rounded(value, digits);
}

std::string count_words(const core::Value& value) {
    const auto number = number_of(value);
    return number ? number_words(*number, 0) : "–";
}

std::string share_words(double share) {
    return number_words(share * 100, 1) + " %";
}

std::string effect_words(double effect, std::string_view unit) {
    const lab::analyse::Amount amount = lab::analyse::difference_of(effect, unit);
    return (effect > 0 && amount.number != "0" ? "+" : "") + amount.number +
           (amount.unit.empty() ? "" : ' ' + amount.unit);
}

std::string p_words(double p) {
    return p < 0.001 ? "p < 0.001" : "p = " + number_words(p, 3);
}

std::string seconds_words(double seconds) {
    return seconds < 120 ? number_words(seconds, 0) + " s" : number_words(seconds / 60, 1) + " min";
}

std::string end_words(const std::string& ended_by) {
    return ended_by == "max_days"       ? "its days being over"
           : ended_by == "size_reached" ? "having the size that was wanted"
           : ended_by == "guardrail"    ? "harm beyond a guardrail"
           : ended_by == "sample_ratio" ? "arms of the wrong sizes"
           : ended_by == "killed"       ? "an end for harm"
           : ended_by == "stopped"      ? "a stop by hand"
                                        : ended_by;
}

std::string unit_words(const std::string& unit) {
    return unit == "intent"     ? "each request by itself"
           : unit == "consumer" ? "each buyer"
           : unit == "slot"     ? "each stretch of time in a sector"
           : unit == "cluster"  ? "each neighbourhood"
           : unit == "retailer" ? "each shop"
                                : unit;
}

std::string metric_words(std::string name) {
    if (std::string words = lab::analyse::plain_words(name); words != name)
        return words;
    std::ranges::replace(name, '_', ' ');
    return name;
}

} // namespace parley::roles

#include "roles/gateway/finding_numbers.hpp"

#include "lab/analyse/metrics.hpp"
#include "wire/value_json.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace parley::roles {

namespace {

const core::Value::Array nothing;

std::string signed_words(double value, const std::string& words) {
    return (value > 0 ? "+" : "") + words;
}

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
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    std::string words = text;
    if (words.find('.') != std::string::npos) {
        words.erase(words.find_last_not_of('0') + 1);
        if (words.ends_with('.'))
            words.pop_back();
    }
    return words == "-0" ? "0" : words;
}

std::string count_words(const core::Value& value) {
    const auto number = number_of(value);
    return number ? number_words(*number, 0) : "–";
}

std::string share_words(double share) {
    return number_words(share * 100, 1) + " %";
}

std::string value_words(double value, std::string_view unit) {
    if (unit == "share")
        return share_words(value);
    if (unit == "seconds")
        return number_words(value, 1) + " s";
    return number_words(value, 2) + ' ' + std::string(unit);
}

std::string effect_words(double effect, std::string_view unit) {
    if (unit == "share")
        return signed_words(effect, number_words(effect * 100, 1) + " points");
    return signed_words(effect, value_words(effect, unit));
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

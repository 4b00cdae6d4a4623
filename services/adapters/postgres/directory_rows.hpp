// What the adapters of the directory share: ids, JSON columns and enumerators out of stored text. What cannot be read
// was not written by us, and says so by an exception that names the place.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "core/event.hpp"
#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/value.hpp"
#include "wire/value_json.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace parley::postgres {

template <class AnyId>
AnyId stored_id(std::string_view text) {
    const auto id = core::parse_id<AnyId>(text);
    if (!id)
        throw std::runtime_error("directory: a stored id is none: " + std::string(text));
    return *id;
}

template <class Enum>
Enum stored_name(std::string_view text) {
    const auto value = core::from_name<Enum>(text);
    if (!value)
        throw std::runtime_error("directory: a stored name is none of its kind: " + std::string(text));
    return *value;
}

inline core::Value stored_json(std::string_view text, std::string_view column) {
    auto value = wire::parse_value(text, wire::stored_json_depth_max);
    if (!value)
        throw std::runtime_error("directory: stored JSON cannot be read: " + std::string(column));
    return std::move(*value);
}

/// A JSON array of strings, as array_to_json writes one.
inline std::vector<std::string> stored_strings(std::string_view text, std::string_view column) {
    const core::Value list = stored_json(text, column);
    std::vector<std::string> strings;
    if (const auto* items = list.as_array())
        for (const core::Value& item : *items)
            if (const auto* string = item.as_string())
                strings.push_back(*string);
    return strings;
}

inline std::optional<std::int64_t> maybe_bigint(const Rows& rows, int row, int column) {
    if (rows.is_null(row, column))
        return std::nullopt;
    return rows.bigint(row, column);
}

inline std::optional<core::Instant> maybe_instant(const Rows& rows, int row, int column) {
    const auto us = maybe_bigint(rows, row, column);
    return us ? std::optional(core::Instant{*us}) : std::nullopt;
}

inline core::Value attributes_value(const core::Attributes& attributes) {
    core::Value::Object value;
    for (const auto& [name, number] : attributes)
        value.emplace(name, number);
    return value;
}

inline core::Attributes attributes_of(const core::Value& value) {
    core::Attributes attributes;
    if (const auto* members = value.as_object())
        for (const auto& [name, number] : *members)
            if (const auto* whole = number.as_integer())
                attributes.emplace(name, *whole);
    return attributes;
}

inline core::OfferDetails details_of(std::string_view text, std::string_view column) {
    auto details = core::details_from(stored_json(text, column));
    if (!details)
        throw std::runtime_error("directory: stored details are not of the kind we write: " + std::string(column));
    return *std::move(details);
}

/// What the buyer answered to the sector's questions; nothing once that is erased.
inline std::map<std::string, std::string> stored_answers(const Rows& rows, int row, int column) {
    std::map<std::string, std::string> answers;
    if (rows.is_null(row, column))
        return answers;
    const core::Value stored = stored_json(rows.text(row, column), "intent_part.value");
    if (const auto* members = stored.as_object())
        for (const auto& [question, answer] : *members)
            if (const auto* text = answer.as_string())
                answers[question] = *text;
    return answers;
}

template <class AnyId>
std::vector<std::string> texts_of(const std::vector<AnyId>& ids) {
    std::vector<std::string> texts;
    for (const AnyId& id : ids)
        texts.push_back(core::to_text(id));
    return texts;
}

} // namespace parley::postgres

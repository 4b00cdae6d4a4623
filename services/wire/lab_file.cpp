#include "wire/lab_file.hpp"

#include <algorithm>

namespace parley::wire {

using core::Value;
using Errors = std::vector<FieldError>;

namespace {

/// The line and the column of a byte, all from 1.
std::string place_of(std::string_view text, std::size_t byte) {
    const std::string_view before = text.substr(0, std::min(byte, text.size()));
    const auto line = std::ranges::count(before, '\n') + 1;
    const std::size_t begin = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
    return "line " + std::to_string(line) + ", column " +
           std::to_string(std::max<std::size_t>(before.size() - begin, 1));
}

std::string not_json(std::string_view text, const ParsedBody& parsed) {
    if (text.empty())
        return "the file is empty";
    if (!parsed.number.empty())
        return parsed.number + " is beyond what a double can hold";
    if (parsed.byte > text.size())
        return "here the file ends, and its JSON does not";
    return "here the file is not JSON, at byte " + std::to_string(parsed.byte);
}

} // namespace

FieldError unreadable_file(std::string_view text, const ParsedBody& parsed) {
    if (parsed.fault == "duplicate_key")
        return {parsed.pointer, parsed.fault, "comes twice in its object"};
    if (parsed.fault == "too_deep")
        return {parsed.pointer, parsed.fault,
                "lies more than " + std::to_string(json_depth_max) + " objects and lists deep"};
    if (parsed.fault == "number_out_of_range")
        return {parsed.pointer, parsed.fault, "must be a number of 64 bits"};
    return {place_of(text, parsed.byte), parsed.fault, not_json(text, parsed)};
}

ReadFile<Value> object_in(std::string_view text) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return Errors{unreadable_file(text, parsed)};
    if (members_of(*parsed.value) == nullptr)
        return Errors{{"", "not_an_object", "must be an object"}};
    return std::move(*parsed.value);
}

void each_object(const Value& list, const std::string& pointer, bool required, Errors& errors,
                 const std::function<void(const Value&, const std::string&)>& read) {
    const auto* items = list.as_array();
    if (items == nullptr) {
        if (required || !list.is_null())
            errors.push_back({pointer, list.is_null() ? "required" : "not_a_list", "must be a list"});
        return;
    }
    for (std::size_t i = 0; i < items->size(); ++i) {
        const std::string at = pointer + '/' + std::to_string(i);
        if (members_of((*items)[i]) == nullptr)
            errors.push_back({at, "not_an_object", "must be an object"});
        else
            read((*items)[i], at);
    }
}

std::optional<lab::design::Prereg> prereg_in(const Value& document, const std::string& at, Errors& errors) {
    if (const auto decimal = decimal_in(document, at)) {
        errors.push_back({*decimal, "not_whole", "must be a whole number"});
        return std::nullopt;
    }
    auto prereg = lab::design::prereg_from(document);
    if (prereg)
        return std::move(*prereg);
    errors.push_back({at + prereg.error().pointer, "bad_prereg", prereg.error().detail});
    return std::nullopt;
}

} // namespace parley::wire

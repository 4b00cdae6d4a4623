#include "wire/stats_document.hpp"

#include "wire/lab_file.hpp"

namespace parley::wire {

namespace {

using core::Value;

StatsJson number_json(const Value& decimal) {
    return StatsJson::parse(*decimal.at(decimal_member).as_string());
}

StatsJson json_of(const Value& value) {
    if (const auto* truth = value.as_bool())
        return *truth;
    if (const auto* number = value.as_integer())
        return *number;
    if (const auto* text = value.as_string())
        return *text;
    if (const auto* items = value.as_array()) {
        StatsJson list = StatsJson::array();
        for (const Value& item : *items)
            list.push_back(json_of(item));
        return list;
    }
    if (value.is_null())
        return nullptr;
    const auto* members = members_of(value);
    if (members == nullptr)
        return number_json(value);
    StatsJson object = StatsJson::object();
    for (const auto& [name, member] : *members)
        object[name] = json_of(member);
    return object;
}

} // namespace

boost::system::result<StatsJson, FieldError> stats_document_in(std::string_view text) {
    const ParsedBody parsed = parse_numbers(text);
    if (!parsed.value)
        return unreadable_file(text, parsed);
    return {boost::system::in_place_value, json_of(*parsed.value)};
}

} // namespace parley::wire

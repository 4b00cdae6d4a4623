#include "adapters/postgres/reach_column.hpp"

#include "wire/hours_json.hpp"

#include <stdexcept>

namespace parley::postgres {

namespace {

core::Value area_value(const core::Area& area) {
    core::Value value;
    value["name"] = area.name;
    value["lat_e6"] = std::int64_t{area.place.lat_e6};
    value["lon_e6"] = std::int64_t{area.place.lon_e6};
    value["radius_km"] = std::int64_t{area.radius_km};
    return value;
}

core::Value areas_value(const std::vector<core::Area>& areas) {
    core::Value value = core::Value::Array{};
    for (const core::Area& area : areas)
        value.push_back(area_value(area));
    return value;
}

core::Value branch_value(const core::FurtherBranch& branch) {
    core::Value value;
    value["number"] = std::int64_t{branch.number};
    value["name"] = branch.name;
    value["lat_e6"] = std::int64_t{branch.place.lat_e6};
    value["lon_e6"] = std::int64_t{branch.place.lon_e6};
    value["radius_km"] = std::int64_t{branch.radius_km};
    value["areas"] = areas_value(branch.areas);
    value["hours"] = wire::hours_value(branch.hours);
    return value;
}

core::Value phrases_value(const std::vector<core::Phrase>& phrases) {
    core::Value value = core::Value::Array{};
    for (const core::Phrase& phrase : phrases)
        value.push_back(phrase.text);
    return value;
}

[[noreturn]] void unreadable() {
    throw std::runtime_error("directory: the stored reach of a business cannot be read");
}

std::int32_t small(const core::Value& value) {
    const auto* number = value.as_integer();
    if (number == nullptr)
        unreadable();
    return static_cast<std::int32_t>(*number);
}

std::string text(const core::Value& value) {
    const auto* string = value.as_string();
    if (string == nullptr)
        unreadable();
    return *string;
}

/// The elements of a list that is there.
template <class Each>
void each(const core::Value& list, const Each& read) {
    if (list.is_null())
        return;
    const auto* items = list.as_array();
    if (items == nullptr)
        unreadable();
    for (const core::Value& item : *items)
        read(item);
}

std::vector<core::Area> areas_of(const core::Value& list) {
    std::vector<core::Area> areas;
    each(list, [&](const core::Value& area) {
        areas.push_back(
            {text(area.at("name")), {small(area.at("lat_e6")), small(area.at("lon_e6"))}, small(area.at("radius_km"))});
    });
    return areas;
}

core::FurtherBranch branch_of(const core::Value& stored) {
    core::FurtherBranch branch;
    branch.number = small(stored.at("number"));
    branch.name = text(stored.at("name"));
    branch.place = {small(stored.at("lat_e6")), small(stored.at("lon_e6"))};
    branch.radius_km = small(stored.at("radius_km"));
    branch.areas = areas_of(stored.at("areas"));
    const auto hours = wire::hours_from(stored.at("hours"));
    if (!hours)
        unreadable();
    branch.hours = *hours;
    return branch;
}

std::vector<core::Phrase> phrases_of(const core::Value& list) {
    std::vector<core::Phrase> phrases;
    each(list, [&](const core::Value& phrase) { phrases.push_back(core::phrase_of(text(phrase))); });
    return phrases;
}

} // namespace

core::Value reach_value(const core::Shop& shop) {
    core::Value value;
    value["number"] = std::int64_t{shop.number};
    value["areas"] = areas_value(shop.areas);
    value["branches"] = core::Value::Array{};
    for (const core::FurtherBranch& branch : shop.further)
        value["branches"].push_back(branch_value(branch));
    value["last_branch"] = std::int64_t{shop.last_branch};
    value["include"] = phrases_value(shop.include);
    value["exclude"] = phrases_value(shop.exclude);
    value["requirements"] = core::Value::Array{};
    for (const core::Requirement& requirement : shop.requirements) {
        core::Value one;
        one["question"] = requirement.question;
        one["accepts"] = core::Value::Array(requirement.accepts.begin(), requirement.accepts.end());
        value["requirements"].push_back(std::move(one));
    }
    return value;
}

void put_reach(const core::Value& stored, core::Shop& shop) {
    if (stored.at("number").is_null())
        return;
    shop.number = small(stored.at("number"));
    shop.areas = areas_of(stored.at("areas"));
    each(stored.at("branches"), [&](const core::Value& branch) { shop.further.push_back(branch_of(branch)); });
    shop.last_branch = small(stored.at("last_branch"));
    shop.include = phrases_of(stored.at("include"));
    shop.exclude = phrases_of(stored.at("exclude"));
    each(stored.at("requirements"), [&](const core::Value& requirement) {
        core::Requirement& one = shop.requirements.emplace_back();
        one.question = text(requirement.at("question"));
        each(requirement.at("accepts"), [&](const core::Value& answer) { one.accepts.push_back(text(answer)); });
    });
}

} // namespace parley::postgres

#include "wire/hours_json.hpp"

#include "core/names.hpp"

#include <utility>

namespace parley::wire {

namespace {

core::OpeningHours read_week(Body& hours) {
    core::OpeningHours read;
    hours.object(
        "zone",
        [&](Body& zone) {
            read.zone.standard_offset_min =
                static_cast<std::int32_t>(zone.integer("standard_offset_min", -840, 840).value_or(0));
            if (const auto rule = zone.word("daylight", {"none", "europe", "us"}, true))
                read.zone.daylight = *core::from_name<core::DaylightRule>(*rule);
        },
        true);
    std::size_t day = 0;
    const auto read_range = [&](Body& ranges, const std::string& index) {
        std::vector<std::int32_t> ends;
        const auto read_end = [&](Body& pair, const std::string& end) {
            if (const auto minute = pair.integer(end, 0, 1'440))
                ends.push_back(static_cast<std::int32_t>(*minute));
        };
        ranges.list(index, 2, 2, read_end, true);
        if (ends.size() == 2)
            read.week.at(day).push_back({ends[0], ends[1]});
    };
    const auto read_day = [&](Body& week, const std::string& index) {
        week.list(index, 0, 8, read_range, true);
        ++day;
    };
    hours.list("week", read.week.size(), read.week.size(), read_day, true);
    return read;
}

} // namespace

core::Value hours_value(const core::OpeningHours& hours) {
    core::Value value;
    value["zone"]["standard_offset_min"] = static_cast<std::int64_t>(hours.zone.standard_offset_min);
    value["zone"]["daylight"] = core::name_of(hours.zone.daylight);
    core::Value week = core::Value::Array{};
    for (const auto& day : hours.week) {
        core::Value ranges = core::Value::Array{};
        for (const core::MinuteRange& range : day) {
            core::Value pair = core::Value::Array{};
            pair.push_back(static_cast<std::int64_t>(range.from));
            pair.push_back(static_cast<std::int64_t>(range.to));
            ranges.push_back(std::move(pair));
        }
        week.push_back(std::move(ranges));
    }
    value["week"] = std::move(week);
    return value;
}

std::optional<core::OpeningHours> hours_from(const core::Value& value) {
    core::OpeningHours hours;
    const auto* offset = value.at("zone").at("standard_offset_min").as_integer();
    const auto* daylight = value.at("zone").at("daylight").as_string();
    const auto* week = value.at("week").as_array();
    const auto rule = daylight != nullptr ? core::from_name<core::DaylightRule>(*daylight) : std::nullopt;
    if (offset == nullptr || !rule || week == nullptr || week->size() != hours.week.size() ||
        !std::in_range<std::int32_t>(*offset))
        return std::nullopt;
    hours.zone = {static_cast<std::int32_t>(*offset), *rule};
    for (std::size_t day = 0; day < hours.week.size(); ++day) {
        const auto* ranges = (*week)[day].as_array();
        if (ranges == nullptr || ranges->size() > 8)
            return std::nullopt;
        for (const core::Value& range : *ranges) {
            const auto* pair = range.as_array();
            if (pair == nullptr || pair->size() != 2 || (*pair)[0].as_integer() == nullptr ||
                (*pair)[1].as_integer() == nullptr)
                return std::nullopt;
            const std::int64_t from = *(*pair)[0].as_integer();
            const std::int64_t to = *(*pair)[1].as_integer();
            if (from < 0 || to > 1'440)
                return std::nullopt;
            hours.week[day].push_back({static_cast<std::int32_t>(from), static_cast<std::int32_t>(to)});
        }
    }
    if (!core::well_formed(hours))
        return std::nullopt;
    return hours;
}

void read_hours(Body& body, core::OpeningHours& out) {
    body.object("hours", [&](Body& hours) {
        out = read_week(hours);
        if (!core::well_formed(out) || !core::in_order(out))
            body.fail("hours", "bad_hours", "must hold each day's times in order, each ending after it begins");
    });
}

} // namespace parley::wire

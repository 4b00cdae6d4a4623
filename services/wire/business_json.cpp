#include "wire/business_json.hpp"

#include "wire/offer_details.hpp"
#include "wire/value_json.hpp"

#include <utility>

namespace parley::wire {

namespace {

core::OpeningHours read_hours(Body& hours) {
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

core::Value business_value(const app::Business& business) {
    const core::Shop& shop = business.shop;
    core::Value value;
    value["id"] = core::to_text(shop.id);
    value["name"] = business.name;
    value["place"]["name"] = business.place_name;
    value["place"]["lat_e6"] = static_cast<std::int64_t>(shop.place.lat_e6);
    value["place"]["lon_e6"] = static_cast<std::int64_t>(shop.place.lon_e6);
    core::Value sectors = core::Value::Array{};
    for (const std::string& sector : shop.sectors)
        sectors.push_back(sector);
    value["sectors"] = std::move(sectors);
    value["radius_km"] = static_cast<std::int64_t>(shop.radius_km);
    value["hours"] = hours_value(shop.hours);
    value["paused"] = shop.paused;
    value["budget_floor"] = shop.budget_floor;
    value["daily_cap"] = static_cast<std::int64_t>(shop.daily_cap);
    value["story"] = business.story;
    value["trader"] = business.trader;
    value["confirmed"] = business.confirmed_at.has_value();
    value["simulated"] = shop.simulated;
    return value;
}

Read<BusinessChange> read_business_change(std::string_view text, const app::Business& now) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return unreadable(parsed.fault, parsed.pointer);
    std::vector<FieldError> errors;
    Body body(*parsed.value, errors);
    BusinessChange change{now, std::nullopt};
    app::Business& business = change.business;
    core::Shop& shop = business.shop;
    business.name = body.text("name", 2, 120, false).value_or(business.name);
    business.story = body.text("story", 0, app::story_max, false).value_or(business.story);
    shop.radius_km = static_cast<std::int32_t>(body.integer("radius_km", 1, 1'000, false).value_or(shop.radius_km));
    shop.daily_cap = static_cast<std::int32_t>(body.integer("daily_cap", 0, 1'000, false).value_or(shop.daily_cap));
    shop.budget_floor = body.integer("budget_floor", 0, core::price_max, false).value_or(shop.budget_floor);
    shop.paused = body.truth("paused").value_or(shop.paused);
    if (auto sectors = read_sectors(body, false); !sectors.empty())
        shop.sectors = std::move(sectors);
    body.object("hours", [&](Body& hours) {
        shop.hours = read_hours(hours);
        if (!core::well_formed(shop.hours))
            body.fail("hours", "bad_hours", "must hold each day's times in order, each ending after it begins");
    });
    body.object("place", [&](Body& place) { read_place(place, change.place.emplace()); });
    body.object("trader", [&](Body& trader) { read_trader(trader, business.trader); });
    body.must_hold_something();
    body.done();
    if (!errors.empty())
        return invalid_input(std::move(errors));
    return change;
}

core::Value price_rule_value(const app::PriceRule& rule) {
    core::Value value;
    if (rule.price)
        value["price"] = *rule.price;
    else
        value["ppm_of_budget"] = rule.ppm_of_budget;
    return value;
}

void read_price_rule(Body& rule, app::PriceRule& out) {
    out = {};
    if (rule.has("price"))
        out.price = rule.integer("price", core::price_min, core::price_max);
    else
        out.ppm_of_budget = rule.integer("ppm_of_budget", 1, 10 * core::ppm_per_one).value_or(0);
}

core::Value standing_offer_value(const app::StandingOffer& offer) {
    core::Value value;
    value["id"] = offer.id;
    value["sector"] = offer.sector;
    value["opening"] = price_rule_value(offer.opening);
    value["floor"] = price_rule_value(offer.floor);
    core::Value attributes = core::Value::Object{};
    for (const auto& [name, units] : offer.attributes)
        attributes[name] = units;
    value["attributes"] = std::move(attributes);
    value["message"] = offer.message;
    value["details"] = core::details_value(offer.details);
    value["respond_after_s"] = nullptr;
    if (offer.respond_max_s > 0) {
        value["respond_after_s"]["min"] = offer.respond_min_s;
        value["respond_after_s"]["max"] = offer.respond_max_s;
    }
    value["capacity"] = nullptr;
    if (!offer.capacity_group.empty()) {
        value["capacity"]["group"] = offer.capacity_group;
        value["capacity"]["count"] = offer.capacity;
    }
    value["paused"] = offer.paused;
    return value;
}

Read<app::StandingOffer> read_standing_offer(std::string_view text, const app::StandingOffer* before) {
    ParsedBody parsed = parse_body(text);
    if (!parsed.value)
        return unreadable(parsed.fault, parsed.pointer);
    std::vector<FieldError> errors;
    Body body(*parsed.value, errors);
    app::StandingOffer offer = before != nullptr ? *before : app::StandingOffer{};
    const bool all = before == nullptr;
    body.may_be_null({"respond_after_s", "capacity"});
    if (all) // What it is for is what it is; another sector is another standing offer.
        offer.sector = body.text("sector", 1, 80).value_or("");
    body.object("opening", [&](Body& rule) { read_price_rule(rule, offer.opening); }, all);
    body.object("floor", [&](Body& rule) { read_price_rule(rule, offer.floor); }, all);
    if (body.is_given("attributes"))
        offer.attributes = body.integers("attributes", 16, -1'000'000, 1'000'000);
    offer.message = body.text("message", 0, 2'000, false).value_or(offer.message);
    if (body.is_given("details"))
        offer.details = read_details(body);
    if (body.clears("respond_after_s"))
        offer.respond_min_s = offer.respond_max_s = 0;
    body.object("respond_after_s", [&](Body& range) {
        offer.respond_min_s = range.integer("min", 0, 3'600).value_or(0);
        offer.respond_max_s = range.integer("max", 0, 3'600).value_or(0);
        if (offer.respond_max_s < offer.respond_min_s)
            range.fail("max", "out_of_range", "must not be below min");
    });
    if (body.clears("capacity")) {
        offer.capacity_group.clear();
        offer.capacity = 0;
    }
    body.object("capacity", [&](Body& capacity) {
        offer.capacity_group = capacity.text("group", 1, 40).value_or("");
        offer.capacity = capacity.integer("count", 1, 10'000).value_or(0);
    });
    offer.paused = body.truth("paused").value_or(offer.paused);
    if (offer.opening.price && offer.floor.price && *offer.floor.price > *offer.opening.price)
        body.fail("floor", "floor_above_opening", "must not be above the opening price");
    if (!all)
        body.must_hold_something();
    body.done();
    if (!errors.empty())
        return invalid_input(std::move(errors));
    return offer;
}

} // namespace parley::wire

#include "wire/business_json.hpp"

#include "wire/hours_json.hpp"
#include "wire/offer_details.hpp"
#include "wire/reading.hpp"
#include "wire/value_json.hpp"

#include <utility>

namespace parley::wire {

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
    add_reach(business, value);
    value["paused"] = shop.paused;
    value["budget_floor"] = shop.budget_floor;
    value["daily_cap"] = static_cast<std::int64_t>(shop.daily_cap);
    value["story"] = business.story;
    value["trader"] = business.trader;
    value["left_at"] = business.left_at ? core::Value(core::to_rfc3339(*business.left_at)) : core::Value{};
    value["confirmed"] = business.confirmed_at.has_value();
    value["simulated"] = shop.simulated;
    return value;
}

namespace {

void read_changes(Body& body, app::Business& business, const FindPlace& find_place) {
    core::Shop& shop = business.shop;
    read_reach(body, business, find_place); // before what is said of the first branch by itself
    business.name = body.line("name", 2, 120, false).value_or(business.name);
    business.story = body.text("story", 0, app::story_max, false).value_or(business.story);
    shop.radius_km = static_cast<std::int32_t>(body.integer("radius_km", 1, 1'000, false).value_or(shop.radius_km));
    shop.daily_cap = static_cast<std::int32_t>(body.integer("daily_cap", 0, 1'000, false).value_or(shop.daily_cap));
    shop.budget_floor = body.integer("budget_floor", 0, core::price_max, false).value_or(shop.budget_floor);
    shop.paused = body.truth("paused").value_or(shop.paused);
    if (auto sectors = read_sectors(body, false); !sectors.empty())
        shop.sectors = std::move(sectors);
    read_hours(body, shop.hours);
    if (auto place = read_known_place(body, find_place, false)) {
        shop.place = place->first;
        business.place_name = std::move(place->second);
    }
    body.object("trader", [&](Body& trader) { read_trader(trader, business.trader); });
}

} // namespace

Read<app::Business> read_business_change(std::string_view text, const app::Business& now, const FindPlace& find_place) {
    return reading<app::Business>(text, [&](Body& body, app::Business& out) {
        out = now;
        read_changes(body, out, find_place);
        body.must_hold_something();
    });
}

Read<PreviewRequest> read_preview(std::string_view text, const app::Business& now, const FindPlace& find_place) {
    return reading<PreviewRequest>(text, [&](Body& body, PreviewRequest& out) {
        out.business = now;
        read_changes(body, out.business, find_place);
        out.usual_price = body.integer("usual_price", core::price_min, core::price_max, false);
    });
}

Read<app::Business> read_trial(std::string_view text, const FindPlace& find_place) {
    return reading<app::Business>(text, [&](Body& body, app::Business& out) {
        out.shop.sectors = read_sectors(body, true);
        out.shop.radius_km = static_cast<std::int32_t>(body.integer("radius_km", 1, 1'000).value_or(0));
        if (const auto place = read_known_place(body, find_place, true))
            out.shop.place = place->first;
    });
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
    value["opening"] = app::price_rule_value(offer.opening);
    value["floor"] = app::price_rule_value(offer.floor);
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
    // Of a price and a share nobody knows before there is a budget.
    const auto& [opening, floor] = std::tie(offer.opening, offer.floor);
    const bool is_above = opening.price && floor.price
                              ? *floor.price > *opening.price
                              : !opening.price && !floor.price && floor.ppm_of_budget > opening.ppm_of_budget;
    if (is_above)
        body.fail("floor", "floor_above_opening", "must not be above the opening price");
    if (!all)
        body.must_hold_something();
    body.done();
    if (!errors.empty())
        return invalid_input(std::move(errors));
    return offer;
}

} // namespace parley::wire

#include "wire/prepared_requests.hpp"

#include "core/view_values.hpp"
#include "wire/business_json.hpp"
#include "wire/offer_details.hpp"
#include "wire/reading.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace parley::wire {

namespace {

constexpr std::array<const char*, 7> weekdays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::int64_t sales_max = 100'000;
constexpr std::int64_t minutes_max = 60'000; // more than a month has

std::string date_text(std::int64_t days) {
    const core::CivilDate date = core::civil_from_days(days);
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02d-%02d", date.year, date.month, date.day);
    return text;
}

app::AnswerHours read_answer_hours(Body& body) {
    app::AnswerHours hours;
    const std::vector<std::string> names(weekdays.begin(), weekdays.end());
    const auto read_day = [&](Body& days, const std::string& index) {
        if (const auto day = days.word(index, names, true))
            hours.days |= std::int64_t{1} << (std::ranges::find(names, *day) - names.begin());
    };
    body.list("days", 1, 7, read_day, true);
    hours.from = body.integer("from", 0, 1'439).value_or(0);
    hours.to = body.integer("to", 1, 1'440).value_or(0);
    if (body.is_given("from") && body.is_given("to") && hours.to <= hours.from)
        body.fail("to", "out_of_range", "must be after from");
    return hours;
}

core::Value hours_value(const app::AnswerHours& hours) {
    core::Value value;
    value["days"] = core::Value::Array{};
    for (std::size_t day = 0; day < weekdays.size(); ++day)
        if ((hours.days >> day & 1) != 0)
            value["days"].push_back(core::Value(weekdays[day]));
    value["from"] = hours.from;
    value["to"] = hours.to;
    return value;
}

} // namespace

Read<app::OfferTemplate> read_template(std::string_view text) {
    return reading<app::OfferTemplate>(text, [](Body& body, app::OfferTemplate& out) {
        body.may_be_null({"price"});
        out.sector = body.text("sector", 1, 80).value_or("");
        out.name = body.line("name", 1, 60).value_or("");
        body.object("price", [&](Body& rule) { read_price_rule(rule, out.price.emplace()); });
        out.attributes = body.integers("attributes", 16, -1'000'000, 1'000'000);
        out.message = body.text("message", 0, 2'000, false).value_or("");
        out.details = read_details(body);
    });
}

core::Value template_value(const app::OfferTemplate& made) {
    core::Value value;
    value["id"] = made.id;
    value["sector"] = made.sector;
    value["name"] = made.name;
    value["price"] = made.price ? app::price_rule_value(*made.price) : core::Value{};
    core::Value attributes = core::Value::Object{};
    for (const auto& [name, units] : made.attributes)
        attributes[name] = units;
    value["attributes"] = std::move(attributes);
    value["message"] = made.message;
    value["details"] = core::details_value(made.details);
    value["changed_at"] = core::to_rfc3339(made.changed_at);
    value["used_at"] = core::time_or_null(made.used_at);
    return value;
}

Read<OfferCheck> read_offer_check(std::string_view text) {
    return reading<OfferCheck>(text, [](Body& body, OfferCheck& out) {
        out.price = body.integer("price", core::price_min, core::price_max).value_or(0);
        out.message = body.text("message", 0, 2'000, false).value_or("");
        out.details = read_details(body);
    });
}

Read<app::Playbook> read_playbook(std::string_view text) {
    return reading<app::Playbook>(text, [](Body& body, app::Playbook& out) {
        body.may_be_null({"budget", "minutes", "template", "auto_offer", "lowest_price"});
        out.sales = body.integer("sales", 1, sales_max).value_or(0);
        out.budget = body.integer("budget", 0, core::price_max, false);
        out.minutes = body.integer("minutes", 0, minutes_max, false);
        body.object("hours", [&](Body& hours) { out.hours = read_answer_hours(hours); }, true);
        out.offer_template = body.text("template", 1, 26, false).value_or("");
        out.auto_offer = body.text("auto_offer", 1, 26, false).value_or("");
        out.lowest_price = body.integer("lowest_price", core::price_min, core::price_max, false);
        const auto date = body.text("review_on", 10, 10);
        const auto day = date ? core::parse_date(*date) : std::nullopt;
        if (date && !day)
            body.fail("review_on", "not_a_date", "must be a date such as 2026-11-27");
        out.review_day = day.value_or(0);
    });
}

core::Value playbook_value(const app::Playbook& playbook, const app::SectorCount& count, core::Instant since,
                           std::int64_t today) {
    core::Value value;
    value["sector"] = playbook.sector;
    value["sales"] = playbook.sales;
    value["budget"] = core::number_or_null(playbook.budget);
    value["minutes"] = core::number_or_null(playbook.minutes);
    value["hours"] = hours_value(playbook.hours);
    value["template"] = core::text_or_null(playbook.offer_template);
    value["auto_offer"] = core::text_or_null(playbook.auto_offer);
    value["lowest_price"] = core::number_or_null(playbook.lowest_price);
    value["review_on"] = date_text(playbook.review_day);
    value["review_due"] = playbook.review_day <= today;
    value["changed_at"] = core::to_rfc3339(playbook.changed_at);
    value["happened"]["since"] = core::to_rfc3339(since);
    value["happened"]["offers"] = count.offers;
    value["happened"]["sales"] = count.sales;
    return value;
}

} // namespace parley::wire

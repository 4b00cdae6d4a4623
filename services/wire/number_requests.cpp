#include "wire/number_requests.hpp"

#include "wire/reading.hpp"

#include <algorithm>

namespace parley::wire {

namespace {

constexpr core::Minor most = core::price_max;
constexpr std::int64_t minutes_max = 100'000;
constexpr std::int64_t sales_max = 100'000;
constexpr std::size_t channels_max = 12;
constexpr std::size_t name_max = 60;

void read_channel(Body& body, core::MonthAccount& out) {
    core::Channel channel;
    channel.name = body.line("name", 1, name_max).value_or("");
    channel.cost = body.integer("cost", 0, most).value_or(0);
    channel.sales = body.integer("sales", 0, sales_max).value_or(0);
    channel.margin = body.integer("margin", -most, most).value_or(0);
    const bool is_again = std::ranges::any_of(out.channels, [&](const auto& one) { return one.name == channel.name; });
    if (is_again && !channel.name.empty())
        body.fail("name", "twice", "is the name of an earlier channel");
    out.channels.push_back(std::move(channel));
}

} // namespace

Read<DealAccountRequest> read_deal_account(std::string_view text) {
    return reading<DealAccountRequest>(text, [](Body& body, DealAccountRequest& out) {
        body.may_be_null({"margin", "minutes"});
        out.margin = body.integer("margin", -most, most, false);
        out.minutes = body.integer("minutes", 0, minutes_max, false);
    });
}

Read<app::SeatGoal> read_seat_goal(std::string_view text) {
    return reading<app::SeatGoal>(text, [](Body& body, app::SeatGoal& out) {
        body.may_be_null({"goal_sales", "goal_value"});
        out.sales = body.integer("goal_sales", 0, sales_max, false);
        out.value = body.integer("goal_value", 0, most, false);
    });
}

Read<core::MonthAccount> read_month_account(std::string_view text) {
    return reading<core::MonthAccount>(text, [](Body& body, core::MonthAccount& out) {
        body.may_be_null({"hour_cost", "cost", "goal_sales", "goal_value"});
        out.currency = body.word("currency", currencies, true).value_or("");
        out.hour_cost = body.integer("hour_cost", 0, most, false);
        out.cost = body.integer("cost", 0, most, false);
        out.goal_sales = body.integer("goal_sales", 0, sales_max, false);
        out.goal_value = body.integer("goal_value", 0, most, false);
        body.list("channels", 0, channels_max, [&](Body& list, const std::string& index) {
            list.object(index, [&](Body& channel) { read_channel(channel, out); }, true);
        });
    });
}

core::Value channels_value(const std::vector<core::Channel>& channels) {
    core::Value list = core::Value::Array{};
    for (const core::Channel& channel : channels) {
        core::Value one;
        one["name"] = channel.name;
        one["cost"] = channel.cost;
        one["sales"] = channel.sales;
        one["margin"] = channel.margin;
        list.push_back(std::move(one));
    }
    return list;
}

} // namespace parley::wire

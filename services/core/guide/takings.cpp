#include "core/guide/takings.hpp"

#include "core/rules.hpp"

#include <algorithm>
#include <set>

namespace parley::core {

namespace {

std::int64_t divided_up(std::int64_t value, std::int64_t by) {
    return value / by + (value % by > 0 ? 1 : 0);
}

ChannelReturn return_of(std::string name, std::int64_t sales, std::optional<Minor> cost, std::optional<Minor> margin) {
    ChannelReturn told{std::move(name), sales, cost, margin, std::nullopt, std::nullopt};
    if (cost && sales > 0)
        told.cost_per_sale = divided_up(*cost, sales);
    if (cost && margin && *cost > 0)
        told.return_ppm = static_cast<std::int64_t>(static_cast<__int128>(*margin - *cost) * ppm_per_one / *cost);
    return told;
}

/// What was entered as its cost, and the time spent at what an hour costs; nothing where neither is known.
std::optional<Minor> cost_here(const Takings& takings, const MonthAccount& account) {
    std::optional<Minor> cost = account.cost;
    if (account.hour_cost && takings.with_minutes > 0)
        cost = cost.value_or(0) + divided_up(takings.minutes * *account.hour_cost, 60);
    return cost;
}

} // namespace

Takings takings_of(std::span<const Sold> sold, const MonthAccount& account) {
    Takings takings;
    std::set<std::string_view> kept;
    for (const Sold& one : sold) {
        ++takings.sales;
        takings.value += one.price;
        if (one.margin) {
            ++takings.with_margin;
            takings.margin += *one.margin;
        }
        if (one.minutes) {
            ++takings.with_minutes;
            takings.minutes += *one.minutes;
        }
        if (one.bought_before) {
            ++takings.repeat_sales;
            kept.insert(one.buyer);
        }
    }
    takings.kept_buyers = static_cast<std::int64_t>(kept.size());
    const auto cost = cost_here(takings, account);
    const bool is_told = takings.sales > 0 && takings.with_margin == takings.sales;
    takings.channels.push_back(
        return_of("", takings.sales, cost, is_told ? std::optional(takings.margin) : std::nullopt));
    if (cost && takings.kept_buyers > 0)
        takings.cost_per_kept_buyer = static_cast<Minor>(
            divided_up(static_cast<std::int64_t>(static_cast<__int128>(*cost) * takings.repeat_sales / takings.sales),
                       takings.kept_buyers));
    for (const Channel& channel : account.channels)
        takings.channels.push_back(return_of(channel.name, channel.sales, channel.cost, channel.margin));
    std::ranges::sort(takings.channels.begin() + 1, takings.channels.end(), {}, &ChannelReturn::name);
    return takings;
}

} // namespace parley::core

// Money as a business counts it: what it sold, what it says was left of it and how long it took, what selling cost
// here and elsewhere, and what it aims at. What was not said is not guessed. Pure and in integers.
#pragma once

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::core {

/// A deal, with what its business says of it.
struct Sold {
    IntentId intent;
    std::string sector;
    std::string buyer; // by any name; "" once erased
    Instant agreed_at;
    Minor price = 0;
    bool bought_before = false;
    std::optional<Minor> margin;
    std::optional<std::int64_t> minutes;
    friend bool operator==(const Sold&, const Sold&) = default;
};

/// Another way of selling, in one month.
struct Channel {
    std::string name;
    Minor cost = 0;
    std::int64_t sales = 0;
    Minor margin = 0;
    friend bool operator==(const Channel&, const Channel&) = default;
};

struct MonthAccount {
    std::string month; // "2026-11"
    std::string currency = "GBP";
    std::optional<Minor> hour_cost;
    std::optional<Minor> cost; // of Parley
    std::vector<Channel> channels;
    std::optional<std::int64_t> goal_sales;
    std::optional<Minor> goal_value;
    friend bool operator==(const MonthAccount&, const MonthAccount&) = default;
};

/// One way of selling against the others.
struct ChannelReturn {
    std::string name; // "" is Parley
    std::int64_t sales = 0;
    std::optional<Minor> cost;
    std::optional<Minor> margin;
    std::optional<Minor> cost_per_sale;     // rounded up; nothing without a sale
    std::optional<std::int64_t> return_ppm; // (margin - cost) / cost; nothing without a cost
    friend bool operator==(const ChannelReturn&, const ChannelReturn&) = default;
};

struct Takings {
    std::int64_t sales = 0;
    Minor value = 0;
    std::int64_t with_margin = 0; // of the sales
    Minor margin = 0;             // of these
    std::int64_t with_minutes = 0;
    std::int64_t minutes = 0;
    std::int64_t repeat_sales = 0;            // to buyers who had bought before
    std::int64_t kept_buyers = 0;             // how many these were
    std::optional<Minor> cost_per_kept_buyer; // what their sales cost here; nothing without a cost
    std::vector<ChannelReturn> channels;      // Parley first, the others by name
    friend bool operator==(const Takings&, const Takings&) = default;
};

/// Of one month: its deals, and what its business entered for it, if it did. Parley's margin is told once every deal
/// of the month has one, for a sum that leaves some out would look too small.
Takings takings_of(std::span<const Sold> sold, const MonthAccount& account);

} // namespace parley::core

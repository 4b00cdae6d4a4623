// How often the offers of a business are chosen, by what they state and by where their price stood. Of few offers
// nothing is said, and a rival is never more than a band. Pure and in integers.
#pragma once

#include "core/guide/chance.hpp"

#include <vector>

namespace parley::core {

/// Fewer offers than this say nothing.
inline constexpr std::int64_t win_floor = 10;

/// Of the offers with something in common; `rate` is nothing where they are few.
struct WinRate {
    std::string group; // "delivery_days", "rank" ...
    std::string value; // "0-3", "yes", "not_stated" ...
    std::int64_t offers = 0;
    std::optional<Rate> rate;
    friend bool operator==(const WinRate&, const WinRate&) = default;
};

/// How far the lost offers were above the one that was chosen; "" where there was none to compare with.
struct LostBand {
    std::string band;
    std::int64_t offers = 0;
    friend bool operator==(const LostBand&, const LostBand&) = default;
};

struct WhyLost {
    std::string reason; // of the disposition
    std::int64_t offers = 0;
    friend bool operator==(const WhyLost&, const WhyLost&) = default;
};

/// What could have been sold: requests of buyers near enough to be asked for that nobody sold, and close losses.
struct MissedSales {
    std::int64_t over = 0;        // invitations whose request is over
    std::int64_t nobody_sold = 0; // of these
    std::int64_t unanswered = 0;  // of those that nobody sold: this business gave no answer
    std::int64_t close = 0;       // lost by at most 5 per cent of the price chosen
    friend bool operator==(const MissedSales&, const MissedSales&) = default;
};
MissedSales missed_of(std::span<const Chance> chances);

struct WinRates {
    WinRate all;
    std::vector<WinRate> attributes; // each group's values together, in a fixed order; none that has no offer
    std::vector<WinRate> positions;  // by rank: 1, 2, 3, then the rest, then where the rules hide it
    std::vector<LostBand> bands;     // nearest first
    std::vector<WhyLost> reasons;    // most first, then by name
    friend bool operator==(const WinRates&, const WinRates&) = default;
};

/// Of the offers whose outcome is known.
WinRates win_rates_of(std::span<const Chance> chances);

} // namespace parley::core

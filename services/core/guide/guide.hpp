// What rounds that are over tell a buyer before posting: what such things were sold for, how many offers to expect and
// how long the first may take. Pure and in integers. Of too few rounds nothing is said but how few they are.
#pragma once

#include "core/money.hpp"
#include "core/place.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace parley::core {

/// One request whose rounds are over, as the guide counts it.
struct PastRound {
    Instant ended_at;                          // the close of its last round
    Point place;                               // coarse, as everybody may see it
    std::int64_t offers = 0;                   // businesses that made one
    std::optional<std::int64_t> first_offer_s; // from the opening to the first offer; none where none came
    std::optional<Minor> sold_for;             // what a business confirmed that it sells it for
    friend bool operator==(const PastRound&, const PastRound&) = default;
};

/// Fewer sales than this would tell what single people paid, and little else.
inline constexpr std::int64_t sales_for_range = 5;
/// Fewer rounds than this have no interval that holds the next one four times out of five (see interval_of).
inline constexpr std::int64_t rounds_for_forecast = 9;
/// How often an interval of a forecast is meant to hold what happens.
inline constexpr std::int64_t interval_ppm = 800'000;
inline constexpr std::int64_t near_km = 40;
inline constexpr std::int64_t guide_days = 90;

struct Spread {
    std::int64_t low = 0;
    std::int64_t middle = 0; // the median, the lower of two
    std::int64_t high = 0;
    friend bool operator==(const Spread&, const Spread&) = default;
};

/// The quartiles of what was paid; none of fewer than sales_for_range.
struct Prices {
    std::int64_t sales = 0;
    std::optional<Spread> range;
    std::optional<Instant> first_at, last_at; // the ends of the oldest and the newest of these rounds
    friend bool operator==(const Prices&, const Prices&) = default;
};

struct ExpectedOffers {
    std::int64_t mean_milli = 0; // thousandths of an offer
    std::int64_t low = 0;
    std::int64_t high = 0;
    friend bool operator==(const ExpectedOffers&, const ExpectedOffers&) = default;
};

/// What the next round is expected to bring. Low and high are meant to hold it in interval_ppm of all cases.
struct Forecast {
    std::int64_t rounds = 0;
    std::int64_t any_offer_ppm = 0; // the chance of at least one offer: (rounds with one + 1) / (rounds + 2)
    ExpectedOffers offers;
    std::optional<Spread> first_offer_s; // if one comes; none of fewer than rounds_for_forecast rounds with an offer
    friend bool operator==(const Forecast&, const Forecast&) = default;
};

struct Guide {
    bool is_near = false; // of rounds within near_km; else of all of the sector, for too few were near
    std::int64_t rounds = 0;
    std::int64_t rounds_near = 0;
    std::int64_t without_offer = 0; // of `rounds`
    Prices prices;
    std::optional<Forecast> forecast; // none of fewer than rounds_for_forecast
    /// So few rounds or sales that there is no forecast or no range of prices.
    bool is_thin() const { return !forecast || !prices.range; }
    friend bool operator==(const Guide&, const Guide&) = default;
};

/// The guide for somebody at `here`; without a place, of the whole sector. The rounds come in any order.
Guide guide_of(std::span<const PastRound> past, std::optional<Point> here);

/// `sorted` has at least one value, ascending.
Spread quartiles_of(std::span<const std::int64_t> sorted);

/// The values between which the next one falls in at least four of five cases, if all come from one source in any
/// order: the k-th smallest and the k-th largest of n for k = (n + 1) / 10, rounded down. `sorted` has at least
/// rounds_for_forecast values, ascending.
std::pair<std::int64_t, std::int64_t> interval_of(std::span<const std::int64_t> sorted);

} // namespace parley::core

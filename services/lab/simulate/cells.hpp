// The cells of the theory's table, played by agents in the real core. Means are in parts of the range of costs, times
// in seconds; the same seed gives the same numbers.
#pragma once

#include "lab/simulate/tally.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace parley::lab::simulate {

enum class PriceFormat {
    first_price,  // sealed, paid as asked; equilibrium offers
    second_price, // sealed, paid the next one's; truthful standing auto-offers
    open          // open descending in steps of 1 minor unit; the same auto-offers
};
std::span<const std::string_view> names_of(PriceFormat);

/// How often, and by what chance.
struct Runs {
    std::int64_t rounds = 20'000; // >= 1
    std::uint64_t seed = 1;
};

/// The price with n businesses that all offer. n in [2, Market::invited_most].
struct PriceCell {
    Estimate price;
    Estimate winner_profit;       // price less cost
    std::int64_t inefficient = 0; // rounds that the lowest cost did not win
    std::int64_t refused = 0;     // offers that the core did not take
};
PriceCell play_prices(PriceFormat format, std::int64_t n, const Runs& runs);

/// Of `invited` each answers with probability q; second price.
struct ThinningCell {
    Estimate no_offer;
    Estimate price; // of rounds with an offer
    Estimate buyer_cost;
    Estimate profit; // of all that offered in a round together, less what each paid to prepare
};
/// invited in [1, Market::invited_most], q in [0, 1], entry_cost >= 0 in parts of the range.
ThinningCell play_thinning(std::int64_t invited, double q, double entry_cost, const Runs& runs);

/// Everybody waits for the last moment of a hard close, where what is sent arrives in time with probability lambda,
/// against a soft close, where nobody has a reason to wait (Ockenfels and Roth 2006, stylised).
struct SnipingCell {
    Estimate hard_cost; // where no award costs the ceiling
    Estimate soft_price;
    std::int64_t too_late = 0; // offers that the core refused
};
SnipingCell play_sniping(std::int64_t n, double transmission, const Runs& runs);

/// Offers as a Poisson process from the beginning of the window on, each an improvement, until the round ends.
struct SoftCloseCell {
    Estimate from_window_s; // from the close less the window to the end
    Estimate late_offers;   // in the window, each of which moves the end
    Estimate none;          // share of rounds without an extension
};
/// rate in offers per second, > 0; window of whole seconds, >= 1.
SoftCloseCell play_soft_close(double rate_per_s, std::int64_t window_s, const Runs& runs);

/// The buyer's utility w q - price, in a round by score and in one by price alone, of the same businesses.
struct ScoreCell {
    Estimate score_utility;
    Estimate price_utility;
    Estimate advantage; // of the score, round by round
};
/// weight: a whole number of hundredths, >= 0; n in [2, Market::invited_most].
ScoreCell play_scores(std::int64_t weight_hundredths, std::int64_t n, const Runs& runs);

} // namespace parley::lab::simulate

// Who acts in a simulated market. An agent decides what to send and when; what comes of it is decided by the core.
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "lab/draws.hpp"

#include <map>
#include <optional>
#include <string>

namespace parley::lab::simulate {

/// Costs are drawn from 1 to this many minor units; closed forms are in parts of it.
inline constexpr core::Minor cost_range = 1'000'000;

enum class Strategy {
    equilibrium, // one sealed offer at b(c) = (range + (n - 1) c)/n: risk neutral, costs even on the range
    truthful,    // a standing auto-offer down to the cost, at once
    sniper,      // the same in the last moment of the round, where it may come too late
    incremental, // undercuts the best offer by its step while that is no less than its cost
    mark_up      // one offer at cost and a margin, whatever the rules
};
std::span<const std::string_view> names_of(Strategy);

/// How a business prices and how fast it is.
struct Conduct {
    Strategy strategy = Strategy::truthful;
    std::int64_t competitors = 0;  // n of the equilibrium, itself included; 0: as many as take part
    core::Minor step = 1;          // of an incremental one, in minor units, >= 1
    std::int64_t mark_up_bp = 0;   // of the cost, rounded up
    core::Minor mark_up_least = 0; // minor units; the larger of both counts
    double transmission = 1;       // lambda: probability that what a sniper sends comes in time
    double response_s = 0;         // mean of the exponential time to answer, in seconds; 0: at once
};

/// A business that takes part in one request.
struct Participant {
    core::Minor cost = 1; // 1 to core::price_max
    core::Attributes attributes = {};
    Conduct conduct = {};
};

enum class AwardRule {
    best_score,  // the first of the ranking
    best_price,  // the lowest price, whatever the score says
    own_weights, // the lowest price plus the buyer's own weights times attributes
    none         // the round is all that matters: nothing is awarded
};
std::span<const std::string_view> names_of(AwardRule);

struct Consumer {
    core::Minor value = core::price_max; // takes no offer above it
    AwardRule award = AwardRule::none;
    std::map<std::string, core::Minor> weights = {}; // minor units per unit; negative for what is liked
    double no_show = 0;                              // probability that it never comes back to choose
};

/// A cost of that even distribution: 1 to cost_range.
core::Minor draw_cost(Draws& draws);

/// b(c) of the equilibrium, to the nearest minor unit. Cost in [0, cost_range], n >= 1 (Vickrey 1961; Riley and
/// Samuelson 1981, for procurement).
core::Minor equilibrium_price(core::Minor cost, std::int64_t n);

/// What a business that marks up asks; at least core::price_min.
core::Minor marked_up(core::Minor cost, const Conduct& conduct);

/// The bidder whose offer the consumer takes, of those that stand; nothing when none is worth it. The first of the
/// ranking would be paid `pays`, any other what it asks.
std::optional<core::BidderNo> chosen_by(const Consumer& consumer, const core::State& state, core::Minor pays);

} // namespace parley::lab::simulate

// The rules that one offer meets in a sealed or open round: the checks in their fixed order, the soft close that it may
// cause, and what the winner is paid. Sources: DESIGN 3.1 and the formulas in auction-rules 2.4 to 2.7.
#pragma once

#include "core/command.hpp"
#include "core/refusal.hpp"
#include "core/state.hpp"

namespace parley::core {

/// The least fall that a step rule asks of `amount`: the larger of `least` and `bp` basis points of it, rounded up.
Minor step_of(Minor amount, std::int64_t bp, Minor least);

/// What an offer above an enforced ceiling is told. A sealed budget stays sealed: its refusal names no figure.
Refusal above_budget(const State& state);

/// The first reason why this offer cannot be taken in the running round, with what would have been; or nothing.
/// The round must be running; time, invitation and admission were checked before.
std::optional<Refusal> judge_offer(const State& state, const Bidder& bidder, const PlaceOffer& offer);

/// Why this floor may not be set in the running round: what takes the lead by less than its step is no better for being
/// automatic. A floor that a rival reaches later stays good, and may then win by less (auction-rules 2.6).
std::optional<Refusal> judge_floor(const State& state, const Bidder& bidder, const AutoTerms& terms);

/// What an offer changed, as far as the soft close asks.
struct BeforeOffer {
    std::optional<Minor> own_score; // of the bidder's offer, be it one that was taken back
    BidderNo leader = 0;            // 0: nobody
};
BeforeOffer before_offer(const State& state, BidderNo bidder);

/// The end after an accepted, non-automatic offer of `bidder`, received at `received_at`; `after` is the state with
/// it. Nothing when the end stays.
std::optional<Instant> extended_end(const BeforeOffer& before, const State& after, BidderNo bidder,
                                    Instant received_at);

/// What the best standing offer is paid: its price, or in a second-price round the price at which it would have tied
/// with the next. Alone it gets the buyer's budget if that is more and public; a sealed one must not be told by what is
/// paid, so there its own price stands. Nothing without offers.
std::optional<Minor> winner_pays(const State& state);

} // namespace parley::core

// What standing auto-offers do. Each is a proxy with a secret floor (auction-rules 2.6): it asks its opening price,
// gives way to a better rival by the lead step, and never goes below its floor. One that answers at once never steps
// down a ladder against another: the one that must lose goes to its floor, then the other just beats it; of two equal
// floors the one that was set earlier gets there first and wins.
#pragma once

#include "core/state.hpp"

namespace parley::core {

struct AutoMove {
    BidderNo bidder = 0;
    Minor price = 0;
    Instant at;
    std::int64_t cause = 0;
};

/// Whether this bidder's auto-offer has something to do in the running round: ask its opening price, or win back a lead
/// that its floor still allows. One that an enforced ceiling shuts out has not; it is never clamped to a sealed budget,
/// for that would tell the budget.
bool wants_to_move(const State& state, const Bidder& bidder);

/// The next move that is due at or before `until` in the running round, or nothing.
std::optional<AutoMove> next_auto_move(const State& state, Instant until);

} // namespace parley::core

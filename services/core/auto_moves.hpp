// What standing auto-offers do. Each is a proxy with a secret floor: it asks its opening price and gives way only as
// the format of the round says (auction-rules 2.6), never below its floor.
#pragma once

#include "core/state.hpp"

namespace parley::core {

struct AutoMove {
    BidderNo bidder = 0;
    Minor price = 0;
    Instant at;
    std::int64_t cause = 0;
};

/// Whether this bidder's auto-offer has something to do in the running round: make an offer, or give way to a better
/// one as far as its floor allows.
bool wants_to_move(const State& state, const Bidder& bidder);

/// The next move that is due at or before `until` in the running round, or nothing.
std::optional<AutoMove> next_auto_move(const State& state, Instant until);

// --- for the formats -------------------------------------------------------------------------------------------

/// The move that the auto-offer `due` makes now, to that price.
AutoMove move_of(const Bidder& due, Minor price);

bool stands(const Bidder& bidder);

/// Whether an enforced ceiling, if there is one, lets this price be offered.
bool fits_ceiling(const State& state, Minor price);

/// Whether an enforced ceiling lets this auto-offer do nothing at all: its floor is above it, or its first price is
/// above a sealed one, for an offer clamped to a sealed budget would tell the budget.
bool shut_out_by_ceiling(const State& state, const Bidder& bidder);

/// The price, or a lower enforced ceiling that is not sealed.
Minor under_ceiling(const State& state, Minor price);

/// What it asks first: its opening price, but no more than a budget that it may know of or that the rules hide for the
/// round (a reserve, in the field's word); below that only if its floor allows.
Minor opening_price(const State& state, const AutoTerms& terms);

/// The score of the least that it would take.
Minor floor_score(const Rules& rules, const Bidder& bidder);

} // namespace parley::core

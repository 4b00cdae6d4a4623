// The pieces that pushes and snapshots are made of: each is one member of the intent view (DESIGN 3.2) as one audience
// may see it at this moment. What is secret now is left out here, in one place, and not by the callers.
#pragma once

#include "core/view.hpp"

namespace parley::core {

/// A sealed round that has not closed: nobody but its bidder (and a buyer who sees live) may learn of an offer.
bool is_sealed_now(const State& state);
/// A round whose offers the buyer sees at its close alone, and which has not closed.
bool buyer_must_wait(const State& state);

Value time_or_null(const std::optional<Instant>& at);
Value number_or_null(std::optional<std::int64_t> number);
/// Null for no text.
Value text_or_null(const std::string& text);
/// How a business looked when it was invited.
Value business_value(const BusinessProfile& business);
Value place_value(const NamedPlace& place);
/// What a list of requests shows of the round at hand: its number, state, format, visibility and times.
Value round_line(const State& state);
/// The whole round, its rules included. Both are null while no round has a time.
Value round_value(const State& state, const Audience& audience);
Value budget_value(const State& state, const Audience& audience);
/// How many offers stand, or null while even that is secret.
Value offer_count_value(const State& state);

/// One offer as the buyer or its own bidder sees it. A buyer who must wait sees who and when, and nothing else.
Value offer_value(const State& state, const Bidder& bidder, const Audience& audience);
/// The buyer's list: standing offers best first, then those taken back; by time alone while prices are hidden.
Value offers_value(const State& state);
/// Offer ids best first, or an empty list while the buyer may not see the order.
Value ranking_value(const State& state);
Value invited_value(const State& state);
Value award_value(const State& state);

/// A bidder's own standing: its offer, and of rivals only what the rules let it see now.
Value me_value(const State& state, const Bidder& bidder);

} // namespace parley::core

// The rules that offers meet in more than one format: ranges, ceiling, steps against the own offer, and what they need
// to know of rivals. Sources: DESIGN 3.1 and the formulas in auction-rules 2.4 to 2.7.
#pragma once

#include "core/command.hpp"
#include "core/refusal.hpp"
#include "core/state.hpp"

namespace parley::core {

/// A refusal that names what would have been accepted: {"accepted": {name: bound}}.
Refusal refuse_beyond(RefusalCode code, std::string_view name, Minor bound);

/// The least fall that a step rule asks of `amount`: the larger of `least` and `bp` basis points of it, rounded up.
Minor step_of(Minor amount, std::int64_t bp, Minor least);

/// What qualities add to a score on top of the price.
Minor quality_of(const Rules& rules, const Attributes& attributes);

/// The best standing offer of anybody else, or null.
const Offer* best_rival(const State& state, BidderNo bidder);

/// Words that add to the price: `found` of the refusal names them.
std::optional<Refusal> judge_all_in(std::string_view message, const OfferDetails& details);

/// For so long was a price charged elsewhere that an offer compares with, and so long ago it ended at most.
inline constexpr std::int64_t reference_days_min = 28;
inline constexpr std::int64_t reference_age_max_days = 28;

/// The stated price charged elsewhere: it is above `price`, was charged for long enough and is not over for too long.
std::optional<Refusal> judge_reference(Minor price, const OfferDetails& details, Instant now);

/// Words that tell of a price charged elsewhere, but neither of the stated one nor of the offer's own ("full price
/// £480"): `found` names them.
std::optional<Refusal> judge_other_price(Minor price, std::string_view message, const OfferDetails& details);

/// What an offer states, its contact data withheld as in all that is written.
OfferDetails without_contacts(const OfferDetails& details);

/// The price range and an enforced ceiling. A sealed budget stays sealed: its refusal names no figure.
std::optional<Refusal> judge_price(const State& state, Minor price);

/// Whether this bidder may still change its offer in this round.
std::optional<Refusal> judge_revisions(const Rules& rules, const Offer& own);

/// A change of the own standing offer: nothing new, a raise, a fall below the own step or one so large that it may be a
/// slip (auction-rules 4.6).
std::optional<Refusal> judge_own_step(const Rules& rules, const Offer& own, const PlaceOffer& offer);

/// A price above the own standing one, where rules forbid to raise it.
std::optional<Refusal> judge_raise(const Rules& rules, const Bidder& bidder, Minor price);

/// A fall so large that it may be a slip, without the word that it is meant.
std::optional<Refusal> judge_drop(const Rules& rules, const Offer& own, const PlaceOffer& offer);

} // namespace parley::core

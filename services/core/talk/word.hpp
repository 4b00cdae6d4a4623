// Who has the word in a thread (DESIGN 3.3): rules that deciding a message and checking a log share.
#pragma once

#include "core/state.hpp"

namespace parley::core {

/// How long after the day that the buyer named a business may still come back to it.
inline constexpr Micros follow_up_within = seconds(7 * 86'400);

/// Whether the buyer wants to hear advice, and no offers yet.
bool asks_for_advice(const State& state);

/// Whether this bidder was chosen and may still say yes, or has said it.
bool is_chosen(const State& state, BidderNo bidder);

/// Whether the buyer blocked a business that has made no offer, so that none is to come.
bool is_shut_out(const State& state, const Bidder& bidder);

/// After so many revisions by hand that left its score as it was, whatever else they changed, the words of an offer
/// change only together with its score: slips are put right, but words are for the thread.
inline constexpr std::int64_t rewrites_max = 3;
/// How much a business may add to a deal, promises and hand-overs, without a word of the buyer's in between.
inline constexpr std::int64_t deal_words_max = 5;

/// While the matter is open the thread of a standing offer is; afterwards the one of the deal. Where the buyer named a
/// day to be asked again, threads stay open for that. The bidder has an offer.
bool is_thread_open(const State& state, const Bidder& bidder);

/// A business has the word once after each word of the buyer's, once to begin with where its offer came without one,
/// and once within `follow_up_within` of the day that the buyer named.
bool has_word(const State& state, const Bidder& bidder, Instant now);

} // namespace parley::core

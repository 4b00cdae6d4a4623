// Offers so low that their bidder should say how they can be kept. They are flagged for people to see and for the
// bidder to explain; nothing is refused for it. Both tests are Prozorro's (auction-rules 2.3), in whole numbers
// throughout.
#pragma once

#include "core/state.hpp"

namespace parley::core {

enum class LowOffer {
    against_initial, // 40 % or more below the mean of the first prices of the others
    against_next     // 30 % or more below the next in the ranking
};
std::span<const std::string_view> names_of(LowOffer);

/// 1 - price / mean(others) >= 0.40; never alone.
bool is_low_against_initial(Minor price, const std::vector<Minor>& others);
/// 1 - price / next >= 0.30.
bool is_low_against_next(Minor price, Minor next);

struct LowOfferFlag {
    BidderNo bidder = 0;
    LowOffer code = LowOffer::against_initial;
    friend bool operator==(const LowOfferFlag&, const LowOfferFlag&) = default;
};

/// The flags of the standing offers, best first.
std::vector<LowOfferFlag> low_offers(const State& state);

/// Whether this bidder's offer is flagged while the buyer decides; before, nobody knows what it is low against.
bool is_flagged(const State& state, BidderNo bidder);

} // namespace parley::core

// What a business says to charge elsewhere, against what it offered the same item for here.
#pragma once

#include "app/ports/earlier.hpp"
#include "core/state.hpp"

#include <span>

namespace parley::app {

inline constexpr std::int64_t own_prices_days = 28;

/// A price below the stated one, of another request.
struct LowerHere {
    core::Minor price = 0;
    core::Instant at;
    friend bool operator==(const LowerHere&, const LowerHere&) = default;
};

struct LowerOffer {
    core::OfferId offer;
    LowerHere lower;
};

/// The newest of the business's `earlier` prices that is below the stated one, if on most of the days on which it
/// offered the item one was. An item is the same when its words are, in any order.
std::optional<LowerHere> lower_here(const core::OfferDetails& details, std::span<const OwnPrice> earlier);

class OwnPrices {
public:
    explicit OwnPrices(Earlier& earlier) : earlier_(earlier) {}
    /// Of those of these bidders of the intent that state what they charge elsewhere.
    boost::asio::awaitable<std::vector<LowerOffer>> among(core::IntentId intent,
                                                          std::shared_ptr<const core::State> state,
                                                          std::vector<core::BidderNo> bidders, core::Instant now);

private:
    Earlier& earlier_;
};

} // namespace parley::app

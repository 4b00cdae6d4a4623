// What was said before: by businesses with their offers, by buyers in their requests.
#pragma once

#include "core/event.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

/// The last words that a person of a business wrote with an offer.
struct OfferWords {
    core::BusinessId business;
    std::string area; // of the request, as everybody sees it
    std::string text;
};

/// A confirmed request; nothing that was erased.
struct EarlierRequest {
    core::Lifecycle state = core::Lifecycle::open;
    std::string sector;
    std::string area;
    std::string title;
    std::string text;
    core::Instant created_at;
    bool got_offer = false;
    bool chose = false; // its buyer chose an offer, whatever came of that
};

/// An offer that a business made in another request, which is over: its log is open to all. Nothing of sealed rounds.
struct OwnPrice {
    core::BusinessId business;
    std::string item; // as it was stated
    core::Minor price = 0;
    core::Instant at;
};

struct TimeSpan {
    core::Instant from;
    core::Instant to; // not included
};

class Earlier {
public:
    virtual ~Earlier() = default;
    /// Of these businesses, in other intents than `intent` that asked them since `since`; of each business in the
    /// newest fifty. What a standing offer says by itself is not among them.
    virtual boost::asio::awaitable<std::vector<OfferWords>> offers_of(std::vector<core::BusinessId> businesses,
                                                                      core::IntentId intent, core::Instant since) = 0;
    /// Of these businesses in this currency, in other intents than `intent` that asked them since `since` and are over;
    /// of each business in the newest fifty. Offers that state no item are not among them.
    virtual boost::asio::awaitable<std::vector<OwnPrice>> prices_of(std::vector<core::BusinessId> businesses,
                                                                    core::IntentId intent, std::string currency,
                                                                    core::Instant since) = 0;
    /// The confirmed requests of this buyer but `intent`, made within that time; the newest fifty.
    virtual boost::asio::awaitable<std::vector<EarlierRequest>> requests_of(core::PrincipalId consumer,
                                                                            core::IntentId intent, TimeSpan made) = 0;
    /// Lets an unconfirmed request of this buyer begin if fewer than `most` of the buyer's others wait for offers or
    /// for a choice, or were let to begin before it and are still unconfirmed. However many ask at once, so many may.
    virtual boost::asio::awaitable<bool> may_begin(core::PrincipalId consumer, core::IntentId intent,
                                                   std::int64_t most) = 0;
};

} // namespace parley::app

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
    /// The confirmed requests of this buyer but `intent`, made within that time; the newest fifty.
    virtual boost::asio::awaitable<std::vector<EarlierRequest>> requests_of(core::PrincipalId consumer,
                                                                            core::IntentId intent, TimeSpan made) = 0;
    /// How many requests of this buyer but `intent` still wait for offers or for a choice.
    virtual boost::asio::awaitable<std::int64_t> running_of(core::PrincipalId consumer, core::IntentId intent) = 0;
};

} // namespace parley::app

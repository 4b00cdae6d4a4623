// The deals that businesses had and what became of each promise in them, as the logs tell it. What an erasure took is
// not told any more; that something was promised and kept or not stays true without it.
#pragma once

#include "core/deal/events.hpp"
#include "core/event.hpp"
#include "core/ids.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// What the buyer once said of a promise.
struct Judgement {
    core::Instant at;
    bool kept = true;
    friend bool operator==(const Judgement&, const Judgement&) = default;
};

struct PastPromise {
    std::int64_t number = 0; // in its deal, from 1
    core::PromiseKind kind = core::PromiseKind::extra;
    std::optional<core::Instant> due_at; // none: from the yes on
    std::vector<Judgement> judgements;   // oldest first
    friend bool operator==(const PastPromise&, const PastPromise&) = default;
};

struct DealReview {
    core::Instant at;
    std::int64_t rating = 0;
    bool incentive = false;
    std::optional<std::string> text; // nothing once it was erased
    friend bool operator==(const DealReview&, const DealReview&) = default;
};

struct PastDeal {
    core::BusinessId business;
    core::BidderNo bidder = 0;
    core::IntentId intent;
    std::string sector;
    core::Instant agreed_at; // when the business said yes, too
    bool is_business_simulated = false;
    bool is_buyer_simulated = false;
    bool is_automatic = false; // a standing offer made the offer that was chosen
    std::vector<PastPromise> promises;
    std::optional<DealReview> review;
    friend bool operator==(const PastDeal&, const PastDeal&) = default;
};

class PastDeals {
public:
    virtual ~PastDeals() = default;
    /// The newest thousand of each of these businesses, each business's newest first.
    virtual boost::asio::awaitable<std::vector<PastDeal>> of(std::vector<core::BusinessId> businesses) = 0;
};

/// Adds to a deal what an event of its log says of it; events come in their order. `has_words`: the event's words are
/// still there.
void add_event(PastDeal& deal, core::Instant at, const core::Event& event, bool has_words);

} // namespace parley::app

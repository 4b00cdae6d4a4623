// The records of businesses, for whoever asks. Every card of an offer shows one, so counts that were read a moment ago
// are not read again; the words of reviews never wait on a shelf, for they may be erased.
#pragma once

#include "app/shelf.hpp"
#include "app/trust_record.hpp"

#include <functional>

namespace parley::app {

struct TrustBookParts {
    PastDeals& deals;
    std::function<core::Instant()> clock;
    core::Micros fresh_for = core::seconds(15); // how long counts are given again; 0: never
};

/// Callable from any thread.
class TrustBook {
public:
    explicit TrustBook(TrustBookParts parts) : parts_(std::move(parts)) {}

    /// Of each of these, in their order.
    boost::asio::awaitable<std::vector<TrustRecord>> records(std::vector<core::BusinessId> businesses);
    /// All deals of one as they are now, newest first; those that do not count, too.
    boost::asio::awaitable<std::vector<PastDeal>> deals(core::BusinessId business);

private:
    TrustBookParts parts_;
    Shelf<TrustRecord, core::BusinessId> records_;
};

} // namespace parley::app

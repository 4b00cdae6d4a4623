// What has been kept for its time. Ages are told by the store's own clock, and each call takes a bounded number, so
// that any number of nodes may ask at once.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string_view>
#include <vector>

namespace parley::app {

/// How many rows of each kind a call took away.
struct AgedRows {
    std::int64_t sessions = 0;
    std::int64_t answers = 0;  // kept for repeats of a call
    std::int64_t words = 0;    // of complaints and appeals that were answered
    std::int64_t consents = 0; // whose evidence is not owed any longer
};

class Aged {
public:
    virtual ~Aged() = default;

    /// Requests that ended longer than `life` ago without a deal, the oldest first. One with a report that waits for
    /// its decision waits with it.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> requests(core::Micros life, int limit) = 0;
    /// Deals that were made longer than `life` ago, with nothing promised for a later day, whose requests still say
    /// what was wanted; the oldest first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> requests_of_deals(core::Micros life, int limit) = 0;
    /// Deals that were made longer than `life` ago and still say something, the oldest first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> deals(core::Micros life, int limit) = 0;

    /// Sessions that are over, answers older than a day, the words of what was answered longer than `answered_life`
    /// ago, and consents that ended six years ago.
    virtual boost::asio::awaitable<AgedRows> take_rows(core::Micros answered_life, int limit) = 0;
};

} // namespace parley::app

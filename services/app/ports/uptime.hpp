// Beats and outages: each node that takes offers says so once a second; a gap between anybody's beats is an outage
// that rounds are extended by (DESIGN 4). The database's clock is read here too, to check the node's own.
#pragma once

#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

struct Outage {
    core::Instant from; // the last beat before the gap
    core::Instant to;   // the first moment at which offers are taken again
};

class Uptime {
public:
    virtual ~Uptime() = default;
    /// Records that this node lives at `now`.
    virtual boost::asio::awaitable<void> beat(std::string node, core::Instant now) = 0;
    /// Called by a node before it takes its first offer: if the latest beat of anyone is more than `tolerance` before
    /// `now`, records the outage once. Gives every outage after which nobody has beaten yet, oldest first and never
    /// overlapping: also one whose finder died before it had made it good. Each is known by its `from`.
    virtual boost::asio::awaitable<std::vector<Outage>> claim_outages(core::Instant now, core::Micros tolerance) = 0;
    /// The database's clock.
    virtual boost::asio::awaitable<core::Instant> database_now() = 0;
};

} // namespace parley::app

// Says once a second that this node takes offers, and before it takes the first one after a gap gives every round back
// the time that was lost (DESIGN 4). While the gates are closed nothing is decided but that.
#pragma once

#include "app/market.hpp"
#include "app/ports/uptime.hpp"

namespace parley::app {

struct UptimePace {
    std::chrono::milliseconds beat_every{1'000};            // well below the tolerance
    core::Micros tolerance = core::seconds(5);              // a shorter gap moves nothing
    core::Micros clock_skew_max = 50 * core::micros_per_ms; // from PostgreSQL's clock; more takes no offers
};

class UptimeWatch {
public:
    UptimeWatch(Market& market, Uptime& uptime, std::string node, UptimePace pace)
        : market_(market), uptime_(uptime), node_(std::move(node)), pace_(pace) {}

    /// Beats, and holds the gates open for as long as a beat lasts; closes them when the clock is off and while lost
    /// time is given back.
    boost::asio::awaitable<void> run();

private:
    boost::asio::awaitable<void> beat_once();
    boost::asio::awaitable<void> make_good(Outage outage);
    boost::asio::awaitable<void> claim_for(core::IntentId intent, Outage outage);
    boost::asio::awaitable<bool> clock_is_right();

    Market& market_;
    Uptime& uptime_;
    std::string node_;
    UptimePace pace_;
};

} // namespace parley::app

// The round clock: asks Redis for deadlines that have passed and decides each intent that has one. Independently it
// asks PostgreSQL once a second for what is overdue, so that rounds close on time, or a second late, whatever Redis
// does.
#pragma once

#include "app/market.hpp"

namespace parley::app {

struct ClockPace {
    std::chrono::milliseconds claim_every{50};
    std::chrono::milliseconds sweep_every{1'000};
    core::Micros overdue = core::seconds(1); // what the sweep takes for missed
    core::Micros lease = core::seconds(1);
    int batch = 200;
};

class RoundClock {
public:
    RoundClock(Market& market, ClockPace pace) : market_(market), pace_(pace) {}

    /// Both loops, until cancelled.
    boost::asio::awaitable<void> run_claims();
    boost::asio::awaitable<void> run_sweep();

private:
    boost::asio::awaitable<void> sweep();
    boost::asio::awaitable<void> rebuild();
    boost::asio::awaitable<void> tick(core::IntentId intent);
    boost::asio::awaitable<void> tick_all(std::vector<core::IntentId> intents);

    Market& market_;
    ClockPace pace_;
};

} // namespace parley::app

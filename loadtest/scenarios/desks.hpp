// From a buyer's confirmation to the desks of the first wave: requests that come in at a steady rate, among many shops
// of which some listen.
#pragma once

#include "loadtest/measure/histogram.hpp"
#include "loadtest/measure/report.hpp"
#include "loadtest/world/cpu_spent.hpp"
#include "loadtest/world/town.hpp"

namespace parley::load {

struct DesksPlan {
    std::size_t businesses = 100'000;
    std::size_t sockets = 10'000; // shops that listen; they are the ones that are asked first
    std::size_t towns = 100;
    double rate = 100; // confirmations a second
    double seconds = 10;
};

struct DesksResult {
    std::uint64_t asked = 0;
    std::uint64_t answered = 0;
    std::uint64_t failed = 0;
    std::uint64_t invited = 0; // of the first wave, by the log
    std::uint64_t heard = 0;   // of them, on the desk
    Histogram answer_us;       // from when a confirmation was due until its answer
    Histogram first_us;        // until the first desk of the wave
    Histogram last_us;         // until the last desk of the wave
    CpuSpent cpu;
};

/// Fills the market, which is empty, and starts its node.
awaitable<DesksResult> reach_desks(asio::io_context& context, World& world, DesksPlan plan);

Report report_of(const DesksResult& result);

} // namespace parley::load

// A day of the market, sped up: buyers come as a day's hours bring them, shops offer on what reaches their desks and
// revise, buyers choose, winners say yes, and others read. Nothing waits for an answer that is slow.
#pragma once

#include "loadtest/measure/histogram.hpp"
#include "loadtest/measure/report.hpp"
#include "loadtest/world/cpu_spent.hpp"
#include "loadtest/world/town.hpp"

namespace parley::load {

struct MixedPlan {
    std::size_t shops = 64;
    std::size_t requests = 600;
    double seconds = 60;   // that the day takes
    double reads_each = 5; // of pages and lists, for each request
    std::uint64_t seed = 1;
};

struct MixedResult {
    std::uint64_t confirmed = 0, invited = 0, offers = 0, revisions = 0, awards = 0, deals = 0, reads = 0;
    std::uint64_t refused = 0;                         // by the market's rules, as an offer that came after the round
    std::uint64_t failed = 0;                          // 5xx, or no answer at all
    Histogram confirm_us, offer_us, award_us, read_us; // from when a call was due until its answer
    Histogram desk_us;                                 // from a confirmation to each desk that was invited
    CpuSpent cpu;
};

awaitable<MixedResult> live_a_day(asio::io_context& context, World& world, const std::vector<Shop>& shops,
                                  MixedPlan plan);

Report report_of(const MixedResult& result);

} // namespace parley::load

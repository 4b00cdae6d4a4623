// One day of the market after another, with what the node keeps after each: memory, descriptors and errors that only
// time shows.
#pragma once

#include "loadtest/scenarios/mixed.hpp"

namespace parley::load {

struct SoakPlan {
    std::size_t days = 30;
    MixedPlan day;
};

struct SoakResult {
    std::vector<std::int64_t> private_bytes; // of the node after each day
    std::vector<std::size_t> descriptors;
    std::uint64_t deals = 0, refused = 0, failed = 0;
    Histogram offer_us;
};

awaitable<SoakResult> live_days(asio::io_context& context, World& world, SoakPlan plan);

Report report_of(const SoakResult& result);

} // namespace parley::load

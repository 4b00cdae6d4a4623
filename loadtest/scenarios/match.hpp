// The matching index by itself: as many standing subscriptions as asked for, where people live and in the sectors that
// are crowded, and requests drawn the same way.
#pragma once

#include "loadtest/measure/report.hpp"

#include <cstdint>
#include <filesystem>

namespace parley::load {

struct MatchPlan {
    std::size_t subscriptions = 1'000'000;
    std::size_t requests = 20'000;
    std::size_t changes = 2'000;
    std::size_t best = 20; // so many matches of each request, with their reasons
    std::uint64_t seed = 1;
};

struct MatchResult {
    double build_s = 0;
    Histogram match_ns;  // of one request
    Histogram change_ns; // of one changed subscription, until the next request meets it
    double matches_each = 0;
};

/// `root` holds sql/seed/sectors.json. Throws std::runtime_error if it cannot be read.
MatchResult measure_matching(const std::filesystem::path& root, MatchPlan plan);

Report report_of(const MatchResult& result);

} // namespace parley::load

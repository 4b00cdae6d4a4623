// How long a node takes to serve again, empty and with many requests open, and how late it then is for those whose
// rounds ended meanwhile.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/town.hpp"

namespace parley::load {

struct RecoverPlan {
    std::size_t requests = 100'000; // open when the node is killed
    std::size_t ending = 200;       // of them, whose rounds end one after another while it is away and after
};

struct RecoverResult {
    double empty_s = 0;    // from the start of the process to the first offer that could be taken
    double full_s = 0;     // the same after kill -9 with the requests open
    double latest_ms = 0;  // by how much the latest of the rounds that ended was seen behind what had been promised
    std::size_t ended = 0; // of those rounds
};

awaitable<RecoverResult> measure_recovery(asio::io_context& context, World& world, RecoverPlan plan);

Report report_of(const RecoverResult& result);

} // namespace parley::load

// How long a node takes to serve again, empty and with many requests open.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/town.hpp"

namespace parley::load {

struct RecoverPlan {
    std::size_t requests = 100'000; // open when the node is killed
};

struct RecoverResult {
    double empty_s = 0; // from the start of the process to the first offer that could be taken
    double full_s = 0;  // the same after kill -9 with the requests open
};

awaitable<RecoverResult> measure_recovery(asio::io_context& context, World& world, RecoverPlan plan);

/// Copies a request of the database so many times, as it stands; the copies' ids begin with `mark`, a digit up to 7.
void copy_request(const World& world, const std::string& intent, std::size_t copies, int mark);

Report report_of(const RecoverResult& result);

} // namespace parley::load

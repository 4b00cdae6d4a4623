// What the database itself does with rows of the same size, on the same cluster and in the same run: pgbench's inserts.
#pragma once

#include "loadtest/world/world.hpp"

#include <cstdint>

namespace parley::load {

/// Rows a second; each the best of three.
struct InsertRates {
    double one_client = 0;   // one row per commit
    double many_clients = 0; // the same by 64 clients at once
    double multi_row = 0;    // 100 rows per statement, one client
    double commit_ms = 0;    // how long a commit of one client takes
};

InsertRates measure_inserts(const World& world, std::int64_t row_bytes, double seconds_each);

/// Bytes of what an offer adds to the log, on average: its event with its parts.
std::int64_t offer_row_bytes(const World& world);

} // namespace parley::load

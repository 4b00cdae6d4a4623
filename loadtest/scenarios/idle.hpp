// Connections that are held and say nothing: what each costs the node.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/town.hpp"

namespace parley::load {

struct IdlePlan {
    std::size_t sockets = 10'000;
    bool listening = true; // each to the public stream of a sector; else to nothing
};

struct IdleResult {
    std::size_t sockets = 0;
    double bytes_each = 0; // of the node's own memory
    double seconds = 0;    // that opening all of them took
};

awaitable<IdleResult> hold_idle(asio::io_context& context, World& world, IdlePlan plan);

Report report_of(const IdleResult& result);

} // namespace parley::load

// One event to many sockets: what a push costs the node per socket that gets it, and how long the last one waits.
#pragma once

#include "loadtest/scenarios/offers.hpp"

namespace parley::load {

struct FanoutPlan {
    std::size_t sockets = 1'000;
    std::size_t rooms = 1;    // requests that are listened to, each by as many sockets
    std::size_t slow = 0;     // of the sockets, those that never read
    std::size_t events = 500; // one after another: the next when all sockets of the room have it
};

struct FanoutResult {
    std::uint64_t deliveries = 0;
    std::uint64_t missing = 0;  // deliveries that did not come within two seconds
    double control_us = 0;      // CPU of the node per event that nobody listens to
    double us_per_delivery = 0; // CPU of the node per delivery, without that
    std::size_t frame_bytes = 0;
    Histogram last_us; // from the offer until the last socket had it
};

/// The town needs one shop and twice as many requests as there are rooms.
awaitable<FanoutResult> make_fanout(asio::io_context& context, World& world, OffersTown& town, FanoutPlan plan);

/// CPU per send of the raw loop, in microseconds, with sockets that read as the crowd's do: one event after another,
/// each to all sockets of a room, as the plan says.
awaitable<double> raw_send_us(asio::io_context& context, FanoutPlan plan, std::size_t frame_bytes);

Report report_of(const FanoutResult& result, double raw_us);

} // namespace parley::load

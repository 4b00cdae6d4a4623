// Durable offers over HTTP: on many requests side by side or all on one, with the buyers looking on.
#pragma once

#include "loadtest/measure/histogram.hpp"
#include "loadtest/measure/report.hpp"
#include "loadtest/world/cpu_spent.hpp"
#include "loadtest/world/town.hpp"

#include <optional>

namespace parley::load {

struct OffersPlan {
    std::size_t requests = 256; // 1: all on one hot request
    std::size_t shops = 64;     // at most 64; each has one connection and one call under way
    double seconds = 10;
    std::optional<double> rate; // offers a second, whatever the answers take; nothing: the next when one is answered
    std::size_t listeners = 1;  // sockets of its buyer that listen to each request
};

struct OffersResult {
    std::uint64_t asked = 0;
    std::uint64_t answered = 0; // with 200 or 201: it is durable
    std::uint64_t refused = 0;
    std::uint64_t failed = 0; // no answer at all
    double per_second = 0;
    Histogram answer_us;          // from when it was due until the answer
    Histogram push_us;            // from when it was due until the first of the buyer's sockets had it
    std::uint64_t deliveries = 0; // pushes to all sockets
    CpuSpent cpu;
};

/// The town for such plans: as many requests and shops as any of them uses.
struct OffersTown {
    std::vector<Shop> shops;
    std::vector<Buyer> buyers;
    std::int64_t next_price = budget; // goes down by one with each offer, so that no price comes twice
};
awaitable<OffersTown> open_offers_town(asio::io_context& context, World& world, std::size_t shops,
                                       std::size_t requests);

/// Waits until nothing that earlier work promised, news and mails, is left to do.
awaitable<void> settle(asio::io_context& context, const World& world);

/// Runs the plan on the first of the town's shops and requests. `context` is run by the caller's one thread.
awaitable<OffersResult> make_offers(asio::io_context& context, World& world, OffersTown& town, OffersPlan plan);

Report report_of(const OffersResult& result);

} // namespace parley::load

// What the listener, the connections and the event streams of one server share, and what each reactor has of its own.
// Internal to adapters/http.
#pragma once

#include "adapters/http/peers.hpp"
#include "adapters/http/server.hpp"
#include "runtime/task_group.hpp"

#include <array>
#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

namespace parley::http {

class Connection;

struct ServerMetrics {
    explicit ServerMetrics(runtime::Registry& registry);

    void count(int status) noexcept { by_class[static_cast<std::size_t>(status / 100) % by_class.size()]->add(); }

    runtime::Gauge& connections;
    runtime::Gauge& event_streams;
    runtime::Counter& event_overflows;
    runtime::Histogram& seconds;
    runtime::Counter& refused_total;
    runtime::Counter& refused_address;
    runtime::Counter& accept_failures;
    std::array<runtime::Counter*, 6> by_class{}; // [0] stays for codes outside 1xx-5xx
};

// One per reactor, touched on its thread only.
struct ServerPart {
    explicit ServerPart(asio::any_io_executor given) : executor(std::move(given)), tasks(std::in_place, executor) {}

    // The IMF-fixdate of now, formatted once a second.
    const std::string& date(std::int64_t utc_microseconds);

    asio::any_io_executor executor;
    std::optional<asio::ip::tcp::acceptor> acceptor;
    std::optional<runtime::TaskGroup> tasks;
    std::unordered_set<Connection*> connections;
    std::int64_t date_second = -1;
    std::string date_text;
};

struct ServerState {
    ServerState(runtime::Reactors& given_reactors, ServerOptions given_options, Handler& given_handler);

    Response problem(int status, std::string_view code, std::string_view detail) const;

    runtime::Reactors& reactors;
    const ServerOptions options;
    Handler& handler;
    const TrustedProxies proxies;
    ServerMetrics metrics;
    std::shared_ptr<ConnectionLimits> limits;
    std::vector<std::unique_ptr<ServerPart>> parts;
    std::uint16_t port = 0;
    std::atomic<bool> draining{false};
};

// Accepts on one reactor until the acceptor is closed.
awaitable<void> accept_connections(std::shared_ptr<ServerState> state, std::size_t reactor);

} // namespace parley::http

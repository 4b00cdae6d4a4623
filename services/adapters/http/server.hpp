// The HTTP/1.1 server: one listening socket per reactor on one address, framing guards, limits, keep-alive, event
// streams, and the hand-over of upgraded connections. It knows no routes: a Handler decides per request. All errors it
// answers itself are problems made by the builder in the options.
#pragma once

#include "adapters/http/event_stream.hpp"
#include "adapters/http/message.hpp"
#include "runtime/asio.hpp"
#include "runtime/deadline.hpp"
#include "runtime/metrics.hpp"
#include "runtime/reactors.hpp"
#include "runtime/upgraded_stream.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace parley::http {

enum class RouteKind { plain, event_stream, websocket };

struct Route {
    RouteKind kind = RouteKind::plain;
    std::size_t body_limit = 64 * 1024; // bytes; more is answered 413 before it is read
    // websocket: the one subprotocol spoken. A client that offers others only is refused with 400; one that offers none
    // is accepted without. Empty: whatever is offered is ignored.
    std::string subprotocol;
};

using StreamAnswer = std::variant<Response, std::shared_ptr<EventHandler>>;
using UpgradeAnswer = std::variant<Response, runtime::Takeover>;

// Called on the reactor that accepted the connection; coroutines may wait for work elsewhere but resume here.
// Several requests of different connections run at the same time on each reactor.
class Handler {
public:
    virtual ~Handler() = default;
    // Called with the head alone, before the body is read. Must not throw.
    virtual Route route(const Request& head) = 0;
    // Every method and path comes here unless route said otherwise; HEAD as well (the server drops the body).
    virtual awaitable<Response> handle(Request request) = 0;
    virtual awaitable<StreamAnswer> stream(Request request);   // default: 404
    virtual awaitable<UpgradeAnswer> upgrade(Request request); // default: 404
};

struct ServerOptions {
    std::string address = "127.0.0.1"; // numeric IPv4 or IPv6; "::" also takes IPv4
    std::uint16_t port = 8080;         // 0: the system chooses, see Server::port()
    // UTC microseconds; received_at is read from it right after the read that completed a request.
    std::function<std::int64_t()> clock;
    ProblemBuilder problem = plain_problem;
    std::vector<Header> always_headers;       // added to every response that does not set them
    std::vector<std::string> trusted_proxies; // addresses or CIDR blocks whose X-Forwarded-* fields are believed

    std::size_t max_connections = 10'000;
    std::size_t max_connections_per_address = 50; // IPv6 by /64
    bool exempt_loopback = false;                 // no per-address bound for loopback

    std::size_t header_bytes = 8 * 1024;
    std::size_t requests_per_connection = 1000;
    std::chrono::milliseconds idle_timeout = std::chrono::seconds(30);
    std::chrono::milliseconds header_timeout = std::chrono::seconds(10);
    std::chrono::milliseconds body_timeout = std::chrono::seconds(10);
    std::chrono::milliseconds write_timeout = std::chrono::seconds(10); // plus 1 s per 16 KiB beyond 64 KiB

    std::chrono::milliseconds event_heartbeat = std::chrono::seconds(15);
    std::chrono::milliseconds event_lifetime = std::chrono::minutes(30);
    runtime::OutboxLimits event_outbox;

    runtime::Registry* metrics = nullptr; // nullptr: process_metrics()
};

struct ServerState;

class Server {
public:
    // Binds and listens at once, on every reactor; throws boost::system::system_error naming the address
    // when that fails (also when another process already listens there). The handler outlives the server.
    Server(runtime::Reactors& reactors, ServerOptions options, Handler& handler);
    // Everything must have stopped: call stop() first, or destroy after the reactors were joined.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start(); // begins to accept; callable from any thread
    std::uint16_t port() const noexcept;
    std::size_t connections() const noexcept; // upgraded ones included

    // Stops accepting, closes idle connections and event streams, lets requests in flight finish with
    // "Connection: close", and cuts what is left at the deadline. Upgraded connections belong to who took them over.
    // True when nothing had to be cut.
    awaitable<bool> stop(runtime::Deadline deadline);

private:
    std::shared_ptr<ServerState> state_;
};

} // namespace parley::http

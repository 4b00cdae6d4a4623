#include "adapters/http/server.hpp"

#include "adapters/http/connection.hpp"
#include "adapters/http/response_head.hpp"
#include "adapters/http/server_state.hpp"
#include "runtime/assert.hpp"
#include "runtime/log.hpp"

#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/ip/v6_only.hpp>

#include <cerrno>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace parley::http {

namespace {

using Tcp = asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto accept_pause = std::chrono::milliseconds(100);

[[noreturn]] void cannot_listen(const Tcp::endpoint& endpoint, error_code error) {
    const auto address =
        endpoint.address().is_v6() ? "[" + endpoint.address().to_string() + "]" : endpoint.address().to_string();
    throw boost::system::system_error(error, "cannot listen on " + address + ":" + std::to_string(endpoint.port()));
}

Tcp::acceptor bound_to(const asio::any_io_executor& executor, const Tcp::endpoint& endpoint, bool shared) {
    Tcp::acceptor acceptor(executor);
    error_code error;
    acceptor.open(endpoint.protocol(), error);
    if (!error) {
        acceptor.set_option(Tcp::acceptor::reuse_address(true), error);
    }
    if (!error && shared) {
        acceptor.set_option(ReusePort(true), error);
    }
    if (!error && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
    }
    if (!error) {
        acceptor.bind(endpoint, error);
    }
    if (error) {
        cannot_listen(endpoint, error);
    }
    return acceptor;
}

Tcp::acceptor listening_on(const asio::any_io_executor& executor, const Tcp::endpoint& endpoint) {
    auto acceptor = bound_to(executor, endpoint, true);
    error_code error;
    acceptor.listen(4096, error);
    if (error) {
        cannot_listen(endpoint, error);
    }
    return acceptor;
}

// SO_REUSEPORT would let a second process of the same user share the port in silence: half of the connections would go
// to a server that nobody meant. Binding without it finds that out first.
void ensure_free(const asio::any_io_executor& executor, const Tcp::endpoint& endpoint) {
    if (endpoint.port() != 0) {
        bound_to(executor, endpoint, false);
    }
}

// Accepts with the last descriptor and hangs up at once, so that clients see a closed connection instead of a silent
// one while descriptors are short.
class SpareDescriptor {
public:
    SpareDescriptor() : descriptor_(::eventfd(0, EFD_CLOEXEC)) {}
    ~SpareDescriptor() {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
        }
    }
    SpareDescriptor(const SpareDescriptor&) = delete;
    SpareDescriptor& operator=(const SpareDescriptor&) = delete;

    void hang_up_one(Tcp::acceptor& acceptor) {
        if (descriptor_ >= 0) {
            ::close(descriptor_);
            const int refused = ::accept4(acceptor.native_handle(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
            if (refused >= 0) {
                ::close(refused);
            }
        }
        descriptor_ = ::eventfd(0, EFD_CLOEXEC);
    }

private:
    int descriptor_;
};

bool is_shortage(error_code error) {
    const int code = error.value();
    return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM;
}

// One try without waiting: a connection over the bound is worth no more.
void turn_away(Tcp::socket socket, const ServerState& state, ServerPart& part, ConnectionLimits::Refusal refusal) {
    const bool whole = refusal == ConnectionLimits::Refusal::too_many;
    auto response = whole ? state.problem(503, "too_many_connections", "this node holds all the connections it takes")
                          : state.problem(429, "too_many_connections", "this address has too many open connections");
    response.set("Retry-After", "5");
    HeadParts parts;
    parts.keep_alive = false;
    parts.date = part.date(state.options.clock());
    parts.always = &state.options.always_headers;
    std::string bytes;
    append_head(bytes, response, parts);
    bytes += response.body_view();
    error_code ignored;
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(bytes), ignored);
    socket.shutdown(Tcp::socket::shutdown_send, ignored);
}

awaitable<void> run_connection(std::unique_ptr<Connection> connection) {
    co_await connection->run();
}

awaitable<bool> stop_part(std::shared_ptr<ServerState> state, std::size_t reactor, runtime::Deadline deadline) {
    auto& part = *state->parts[reactor];
    if (co_await part.tasks->wait_until(deadline)) {
        co_return true;
    }
    for (auto* connection : part.connections) {
        connection->abort();
    }
    part.tasks->cancel_terminal();
    co_await part.tasks->wait_for(std::chrono::seconds(1));
    co_return false;
}

} // namespace

ServerMetrics::ServerMetrics(runtime::Registry& registry)
    : connections(registry.gauge("parley_http_connections", "Open HTTP and upgraded connections")),
      event_streams(registry.gauge("parley_http_event_streams", "Open event streams")),
      event_overflows(
          registry.counter("parley_http_event_overflows_total", "Backlogs dropped because the reader was too slow")),
      seconds(registry.histogram("parley_http_request_seconds", "From the last byte read to the answer made")),
      refused_total(
          registry.counter("parley_http_connections_refused_total", "Connections turned away", {{"reason", "total"}})),
      refused_address(registry.counter("parley_http_connections_refused_total", "Connections turned away",
                                       {{"reason", "address"}})),
      accept_failures(registry.counter("parley_http_accept_failures_total",
                                       "Accepts that failed for want of descriptors "
                                       "or memory")) {
    static constexpr const char* classes[] = {"other", "1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t at = 0; at < by_class.size(); ++at) {
        by_class[at] = &registry.counter("parley_http_requests_total", "Answers by class", {{"class", classes[at]}});
    }
}

const std::string& ServerPart::date(std::int64_t utc_microseconds) {
    const auto second = utc_microseconds / 1'000'000;
    if (second != date_second) {
        date_second = second;
        date_text = http_date(second);
    }
    return date_text;
}

ServerState::ServerState(runtime::Reactors& given_reactors, ServerOptions given_options, Handler& given_handler)
    : reactors(given_reactors), options(std::move(given_options)), handler(given_handler),
      proxies(options.trusted_proxies),
      metrics(options.metrics != nullptr ? *options.metrics : runtime::process_metrics()),
      limits(std::make_shared<ConnectionLimits>(options.max_connections, options.max_connections_per_address,
                                                options.exempt_loopback)) {
    runtime::ensure(static_cast<bool>(options.clock) && static_cast<bool>(options.problem),
                    "a server needs a clock and a problem builder");
    limits->on_change([&gauge = metrics.connections](std::size_t open) { gauge.set(static_cast<std::int64_t>(open)); });
    for (std::size_t reactor = 0; reactor < reactors.size(); ++reactor) {
        parts.push_back(std::make_unique<ServerPart>(reactors.executor(reactor)));
    }
}

Response ServerState::problem(int status, std::string_view code, std::string_view detail) const {
    return options.problem(status, code, detail);
}

awaitable<void> accept_connections(std::shared_ptr<ServerState> state, std::size_t reactor) {
    auto& part = *state->parts[reactor];
    SpareDescriptor spare;
    for (;;) {
        auto [error, socket] = co_await part.acceptor->async_accept(asio::as_tuple(asio::use_awaitable));
        if (!part.acceptor->is_open() || error == asio::error::operation_aborted) {
            co_return;
        }
        if (is_shortage(error)) {
            state->metrics.accept_failures.add();
            runtime::log_warning("accept_failed", {{"error", error.message()}});
            spare.hang_up_one(*part.acceptor);
            co_await runtime::sleep_for(accept_pause);
            continue;
        }
        if (error) {
            continue; // the client left between its SYN and our accept
        }
        const auto remote = socket.remote_endpoint(error);
        if (error) {
            continue;
        }
        const auto peer = plain_address(remote.address());
        auto admission = state->limits->admit(peer);
        if (admission.refusal) {
            const bool whole = *admission.refusal == ConnectionLimits::Refusal::too_many;
            (whole ? state->metrics.refused_total : state->metrics.refused_address).add();
            turn_away(std::move(socket), *state, part, *admission.refusal);
            continue;
        }
        auto connection = std::make_unique<Connection>(std::move(socket), state, part, std::move(admission.slot), peer);
        part.tasks->spawn("http", run_connection(std::move(connection)));
    }
}

awaitable<StreamAnswer> Handler::stream(Request) {
    co_return StreamAnswer(plain_problem(404, "not_found", "there is no event stream here"));
}

awaitable<UpgradeAnswer> Handler::upgrade(Request) {
    co_return UpgradeAnswer(plain_problem(404, "not_found", "there is no socket here"));
}

Server::Server(runtime::Reactors& reactors, ServerOptions options, Handler& handler)
    : state_(std::make_shared<ServerState>(reactors, std::move(options), handler)) {
    error_code error;
    const auto address = asio::ip::make_address(state_->options.address, error);
    if (error) {
        throw boost::system::system_error(error, "cannot listen on \"" + state_->options.address + "\"");
    }
    Tcp::endpoint endpoint(address, state_->options.port);
    ensure_free(state_->parts.front()->executor, endpoint);
    for (auto& part : state_->parts) {
        part->acceptor.emplace(listening_on(part->executor, endpoint));
        endpoint.port(part->acceptor->local_endpoint().port()); // the first chose it when it was 0
    }
    state_->port = endpoint.port();
}

// Timers and acceptors must not outlive their reactors, though connections may still hold the state.
Server::~Server() {
    for (auto& part : state_->parts) {
        part->acceptor.reset();
        part->tasks.reset();
    }
}

void Server::start() {
    for (std::size_t reactor = 0; reactor < state_->parts.size(); ++reactor) {
        state_->reactors.post(reactor, [state = state_, reactor] {
            state->parts[reactor]->tasks->spawn("accept", accept_connections(state, reactor));
        });
    }
}

std::uint16_t Server::port() const noexcept {
    return state_->port;
}

std::size_t Server::connections() const noexcept {
    return state_->limits->open();
}

awaitable<bool> Server::stop(runtime::Deadline deadline) {
    const auto state = state_;
    state->draining = true;
    for (std::size_t reactor = 0; reactor < state->parts.size(); ++reactor) {
        state->reactors.post(reactor, [state, reactor] {
            auto& part = *state->parts[reactor];
            error_code ignored;
            part.acceptor->close(ignored);
            for (auto* connection : part.connections) {
                connection->drain();
            }
        });
    }
    bool clean = true;
    for (std::size_t reactor = 0; reactor < state->parts.size(); ++reactor) {
        auto stopping = stop_part(state, reactor, deadline);
        const bool quiet =
            co_await asio::co_spawn(state->parts[reactor]->executor, std::move(stopping), asio::use_awaitable);
        clean = clean && quiet;
    }
    co_return clean;
}

} // namespace parley::http

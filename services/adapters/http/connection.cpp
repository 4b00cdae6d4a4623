#include "adapters/http/connection.hpp"

#include "adapters/http/event_session.hpp"
#include "adapters/http/response_head.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"

#include <boost/asio/buffer.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace parley::http {

namespace {

using Clock = std::chrono::steady_clock;

// Bytes read ahead of the parser. It also bounds what the parser must see in one piece: a chunk header.
constexpr std::size_t buffer_bytes = 16 * 1024;
constexpr std::size_t read_bytes = 4 * 1024;
// A peer that is still sending when we answer gets this long and this much, or it would see a reset, not the answer.
constexpr auto linger_time = std::chrono::seconds(2);
constexpr std::size_t linger_bytes = 4 * 1024 * 1024;

bool is_websocket_key(std::string_view key) {
    const auto is_base64 = [](char character) {
        return (character >= '0' && character <= '9') || (character >= 'A' && character <= 'Z') ||
               (character >= 'a' && character <= 'z') || character == '+' || character == '/';
    };
    return key.size() == 24 && key.substr(22) == "==" && std::all_of(key.begin(), key.begin() + 22, is_base64);
}

std::chrono::milliseconds time_to_write(std::chrono::milliseconds base, std::size_t bytes) {
    constexpr std::size_t free_bytes = 64 * 1024;
    constexpr std::size_t bytes_per_second = 16 * 1024;
    return base + std::chrono::seconds(bytes > free_bytes ? (bytes - free_bytes) / bytes_per_second : 0);
}

} // namespace

Connection::Connection(asio::ip::tcp::socket socket, std::shared_ptr<ServerState> state, ServerPart& part,
                       std::shared_ptr<void> slot, asio::ip::address peer)
    : HeartbeatMember(socket.get_executor()), socket_(std::move(socket)), state_(std::move(state)), part_(part),
      slot_(std::move(slot)), peer_(std::move(peer)) {
    part_.connections.insert(this);
    error_code ignored;
    socket_.non_blocking(true, ignored);
    socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

Connection::~Connection() {
    part_.connections.erase(this);
}

void Connection::beat(TimePoint now) {
    if (deadline_ && now >= *deadline_) {
        deadline_.reset();
        expired_ = true;
        error_code ignored;
        socket_.cancel(ignored);
    }
}

void Connection::expire_in(std::chrono::milliseconds span) {
    expired_ = false;
    deadline_ = Clock::now() + span;
}

void Connection::drain() {
    if (const auto events = events_.lock()) {
        events->close();
    } else if (idle_) {
        error_code ignored;
        socket_.cancel(ignored);
    }
}

void Connection::abort() {
    if (const auto events = events_.lock()) {
        events->abort();
    }
    error_code ignored;
    socket_.close(ignored);
}

awaitable<void> Connection::run() {
    auto next = Next::keep;
    while (next == Next::keep) {
        next = co_await serve_one();
    }
    if (next == Next::close && socket_.is_open()) {
        if (must_linger_ || !buffer_.empty()) {
            co_await linger();
        }
        error_code ignored;
        socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
        socket_.close(ignored);
    }
}

awaitable<Connection::Next> Connection::serve_one() {
    parser_.emplace(state_->options.header_bytes);
    is_head_ = false;
    if (!co_await read_head()) {
        if (parser_->failed()) {
            const auto failure = parser_->failure();
            co_return co_await refuse(failure.status, failure.code, failure.detail);
        }
        if (expired_ && !idle_) {
            co_return co_await refuse(408, "request_timeout", "the request head did not arrive in time");
        }
        co_return Next::close;
    }
    auto& head = parser_->request();
    is_head_ = head.method == "HEAD";
    state_->proxies.identify(peer_, head);
    const auto route = state_->handler.route(head);
    parser_->set_body_limit(route.body_limit);
    if (!co_await read_body()) {
        if (parser_->failed()) {
            const auto failure = parser_->failure();
            co_return co_await refuse(failure.status, failure.code, failure.detail);
        }
        if (expired_) {
            co_return co_await refuse(408, "request_timeout", "the request body did not arrive in time");
        }
        co_return Next::close;
    }
    deadline_.reset();
    ++served_;
    auto request = std::move(parser_->request());
    request.received_at = last_read_at_;
    switch (route.kind) {
    case RouteKind::plain:
        co_return co_await serve_plain(std::move(request));
    case RouteKind::event_stream:
        co_return co_await serve_events(std::move(request));
    case RouteKind::websocket:
        co_return co_await serve_upgrade(std::move(request), route.subprotocol);
    }
    co_return Next::close;
}

void Connection::feed() {
    const auto used = parser_->put(buffer_);
    buffer_.erase(0, used);
}

awaitable<bool> Connection::read_head() {
    idle_ = buffer_.empty();
    expire_in(served_ == 0 || !idle_ ? state_->options.header_timeout : state_->options.idle_timeout);
    for (;;) {
        while (!buffer_.empty() && !parser_->head_done() && !parser_->failed()) {
            const auto before = buffer_.size();
            feed();
            if (buffer_.size() == before) {
                break;
            }
        }
        if (parser_->failed() || parser_->head_done()) {
            idle_ = false;
            co_return !parser_->failed();
        }
        if (state_->draining && buffer_.empty()) {
            co_return false;
        }
        if (!co_await read_more()) {
            co_return false;
        }
        if (idle_) {
            idle_ = false;
            expire_in(state_->options.header_timeout);
        }
    }
}

awaitable<bool> Connection::read_body() {
    if (parser_->failed()) {
        must_linger_ = true;
        co_return false;
    }
    if (parser_->done()) {
        co_return true;
    }
    expire_in(state_->options.body_timeout);
    if (parser_->expects_continue() && buffer_.empty()) {
        if (!co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) {
            co_return false;
        }
        expire_in(state_->options.body_timeout);
    }
    for (;;) {
        if (!buffer_.empty()) {
            feed();
        }
        if (parser_->done() || parser_->failed()) {
            co_return !parser_->failed();
        }
        if (!co_await read_more()) {
            co_return false;
        }
    }
}

awaitable<bool> Connection::read_more() {
    const auto had = buffer_.size();
    if (had >= buffer_bytes) {
        co_return false; // a chunk header longer than any honest one
    }
    buffer_.resize(had + std::min(buffer_bytes - had, read_bytes));
    const auto space = asio::buffer(buffer_.data() + had, buffer_.size() - had);
    const auto [error, bytes] = co_await socket_.async_read_some(space, asio::as_tuple(asio::use_awaitable));
    buffer_.resize(had + bytes);
    if (error) {
        co_return false;
    }
    last_read_at_ = state_->options.clock();
    co_return true;
}

awaitable<Connection::Next> Connection::serve_plain(Request request) {
    const auto began = Clock::now();
    Response response;
    std::exception_ptr error;
    try {
        response = co_await state_->handler.handle(std::move(request));
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        response = failed(error);
    }
    state_->metrics.seconds.observe(Clock::now() - began);
    co_return co_await answer(std::move(response), parser_->keep_alive());
}

Response Connection::failed(std::exception_ptr error) {
    try {
        std::rethrow_exception(error);
    } catch (const runtime::Unavailable& failure) {
        runtime::log_warning("request_unavailable", {{"error", failure.what()}});
        return state_->problem(503, "unavailable", "the service cannot do this right now; try again")
            .set("Retry-After", "1");
    } catch (const std::exception& failure) {
        runtime::log_error("request_failed", {{"error", failure.what()}});
    } catch (...) {
        runtime::log_error("request_failed", {{"error", "not a std::exception"}});
    }
    return state_->problem(500, "internal_error", "the service failed to handle this request");
}

awaitable<Connection::Next> Connection::serve_events(Request request) {
    if (request.method != "GET") {
        auto response = state_->problem(405, "method_not_allowed", "an event stream is read with GET");
        response.set("Allow", "GET");
        co_return co_await answer(std::move(response), parser_->keep_alive());
    }
    auto remote_address = request.remote_address;
    StreamAnswer given = Response();
    std::exception_ptr error;
    try {
        given = co_await state_->handler.stream(std::move(request));
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        given = failed(error);
    }
    if (auto* response = std::get_if<Response>(&given)) {
        co_return co_await answer(std::move(*response), parser_->keep_alive());
    }
    auto handler = std::get<std::shared_ptr<EventHandler>>(std::move(given));
    Response head(200);
    head.set("Content-Type", "text/event-stream").set("Cache-Control", "no-store").set("X-Accel-Buffering", "no");
    HeadParts parts;
    parts.version = parser_->version();
    parts.keep_alive = false;
    parts.with_length = false;
    parts.date = part_.date(state_->options.clock());
    parts.always = &state_->options.always_headers;
    auto bytes = std::make_shared<std::string>();
    append_head(*bytes, head, parts);
    state_->metrics.count(200);
    state_->metrics.event_streams.add(1);
    auto session = std::make_shared<EventSession>(std::move(socket_), state_->options, std::move(remote_address),
                                                  state_->metrics.event_overflows);
    events_ = session;
    if (state_->draining) {
        session->close();
    }
    try {
        co_await session->run(std::move(bytes), std::move(handler));
    } catch (...) {
        error = std::current_exception();
    }
    state_->metrics.event_streams.add(-1);
    if (error) {
        failed(error);
        session->abort();
    }
    co_return Next::gone;
}

awaitable<Connection::Next> Connection::serve_upgrade(Request request, std::string subprotocol) {
    const bool is_websocket = parser_->is_upgrade() && request.method == "GET" &&
                              equals_ignoring_case(request.header("upgrade").value_or(""), "websocket");
    const auto version = request.header("sec-websocket-version");
    if (!is_websocket || (version && *version != "13")) {
        auto response = state_->problem(426, "upgrade_required", "this resource speaks WebSocket, version 13");
        response.set("Upgrade", "websocket").set("Sec-WebSocket-Version", "13");
        co_return co_await answer(std::move(response), parser_->keep_alive());
    }
    if (!version || !is_websocket_key(request.header("sec-websocket-key").value_or(""))) {
        co_return co_await refuse(400, "bad_handshake", "the WebSocket handshake lacks a valid key or version");
    }
    if (!request.body.empty() || !buffer_.empty()) {
        co_return co_await refuse(400, "bad_handshake", "nothing may follow the handshake before its answer");
    }
    std::string chosen;
    bool offered = false;
    for (const auto& field : request.headers) {
        if (field.name != "sec-websocket-protocol") {
            continue;
        }
        offered = true;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const auto comma = std::min(rest.find(','), rest.size());
            if (!subprotocol.empty() && trimmed(rest.substr(0, comma)) == subprotocol) {
                chosen = subprotocol;
            }
            rest.remove_prefix(std::min(comma + 1, rest.size()));
        }
    }
    if (offered && chosen.empty() && !subprotocol.empty()) {
        co_return co_await refuse(400, "bad_subprotocol", "the subprotocol spoken here is " + subprotocol);
    }
    if (state_->draining) {
        co_return co_await refuse(503, "restarting", "this node is going away; connect again");
    }
    auto remote_address = request.remote_address;
    UpgradeAnswer given = Response();
    std::exception_ptr error;
    try {
        given = co_await state_->handler.upgrade(std::move(request));
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        given = failed(error);
    }
    if (auto* response = std::get_if<Response>(&given)) {
        co_return co_await answer(std::move(*response), parser_->keep_alive());
    }
    state_->metrics.count(101);
    runtime::UpgradedStream stream{std::move(socket_), parser_->raw_head(), std::move(chosen),
                                   std::move(remote_address), std::move(slot_)};
    std::get<runtime::Takeover>(given)(std::move(stream));
    co_return Next::gone;
}

awaitable<Connection::Next> Connection::refuse(int status, std::string code, std::string detail) {
    must_linger_ = true;
    auto response = state_->problem(status, code, detail);
    if (status == 503) {
        response.set("Retry-After", "1");
    }
    co_return co_await answer(std::move(response), false);
}

awaitable<Connection::Next> Connection::answer(Response response, bool keep_alive) {
    keep_alive = keep_alive && !state_->draining && served_ < state_->options.requests_per_connection;
    for (const auto& field : response.headers) {
        if (equals_ignoring_case(field.name, "connection") && equals_ignoring_case(field.value, "close")) {
            keep_alive = false;
        }
    }
    HeadParts parts;
    parts.version = parser_->version();
    parts.keep_alive = keep_alive;
    parts.date = part_.date(state_->options.clock());
    parts.always = &state_->options.always_headers;
    out_.clear();
    append_head(out_, response, parts);
    // HEAD: the length that GET would have had is part of the answer; the body is not.
    const bool bodiless = is_head_ || response.status == 204 || response.status == 304;
    const auto body = bodiless ? std::string_view() : response.body_view();
    state_->metrics.count(response.status);
    expire_in(time_to_write(state_->options.write_timeout, body.size()));
    const bool written = co_await write(out_, body);
    deadline_.reset();
    if (out_.capacity() > buffer_bytes) {
        out_ = {};
    }
    co_return written&& keep_alive ? Next::keep : Next::close;
}

awaitable<bool> Connection::write(std::string_view first, std::string_view second) {
    while (!first.empty() || !second.empty()) {
        const std::array<asio::const_buffer, 2> buffers{asio::buffer(first), asio::buffer(second)};
        error_code error;
        const auto sent = socket_.write_some(buffers, error);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            const auto [waited] =
                co_await socket_.async_wait(asio::ip::tcp::socket::wait_write, asio::as_tuple(asio::use_awaitable));
            if (waited) {
                co_return false;
            }
            continue;
        }
        if (error) {
            co_return false;
        }
        const auto from_first = std::min(sent, first.size());
        first.remove_prefix(from_first);
        second.remove_prefix(sent - from_first);
    }
    co_return true;
}

awaitable<void> Connection::linger() {
    error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    expire_in(linger_time);
    for (std::size_t received = 0; received < linger_bytes;) {
        buffer_.resize(buffer_bytes);
        const auto [error, bytes] =
            co_await socket_.async_read_some(asio::buffer(buffer_), asio::as_tuple(asio::use_awaitable));
        if (error) {
            break;
        }
        received += bytes;
    }
    deadline_.reset();
}

} // namespace parley::http

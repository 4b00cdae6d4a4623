#include "adapters/ws/session.hpp"

#include "adapters/ws/token_bucket.hpp"
#include "runtime/assert.hpp"
#include "runtime/heartbeat.hpp"
#include "runtime/log.hpp"
#include "runtime/outbox.hpp"
#include "runtime/task_group.hpp"
#include "runtime/utf8.hpp"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/websocket/stream.hpp>

#include <array>
#include <atomic>
#include <optional>
#include <tuple>
#include <unordered_set>
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace parley::ws {

namespace websocket = boost::beast::websocket;
namespace beast_http = boost::beast::http;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint16_t code_no_status = 1005;
constexpr std::uint16_t code_broken = 1006;
// After the close handshake the peer gets this long to close its side before we do.
constexpr auto linger_time = std::chrono::seconds(1);

class Session;

// The next layer under Beast: it reads from the socket and writes into the outbox, so that Beast's handshake, pongs and
// close frames take their place between whole frames. A write completes when the kernel has taken it.
class OutboxStream {
public:
    using executor_type = asio::any_io_executor;

    OutboxStream(std::shared_ptr<runtime::Outbox> outbox, bool& saying_goodbye)
        : outbox_(std::move(outbox)), saying_goodbye_(&saying_goodbye) {}

    executor_type get_executor() { return outbox_->socket().get_executor(); }

    template <class Buffers, class Token>
    auto async_read_some(const Buffers& buffers, Token&& token) {
        return outbox_->socket().async_read_some(buffers, std::forward<Token>(token));
    }

    template <class Buffers, class Token>
    auto async_write_some(const Buffers& buffers, Token&& token) {
        auto initiate = [stream = this](auto handler, const Buffers& given) {
            std::string bytes(asio::buffer_size(given), '\0');
            asio::buffer_copy(asio::buffer(bytes), given);
            stream->write(std::move(bytes), std::move(handler));
        };
        return asio::async_initiate<Token, void(error_code, std::size_t)>(std::move(initiate), token, buffers);
    }

    friend void beast_close_socket(OutboxStream& stream) { stream.outbox_->close(); }
    // Beast calls this when the protocol is over; the session closes the socket after lingering.
    template <class Handler>
    friend void async_teardown(boost::beast::role_type, OutboxStream& stream, Handler&& handler) {
        auto executor = asio::get_associated_executor(handler, stream.get_executor());
        asio::post(executor, [given = std::forward<Handler>(handler)]() mutable { given(error_code()); });
    }

private:
    template <class Handler>
    void write(std::string bytes, Handler handler) {
        const auto size = bytes.size();
        auto executor = asio::get_associated_executor(handler, get_executor());
        // The queue keeps copyable callbacks; handlers are not.
        auto held = std::make_shared<Handler>(std::move(handler));
        auto finish = [executor, held, size](bool sent) {
            const auto error = sent ? error_code() : error_code(asio::error::connection_aborted);
            asio::post(executor, [given = std::move(*held), error, size]() mutable { given(error, size); });
        };
        if (*saying_goodbye_) {
            finish(true); // our close frame was the last word: an answer to theirs would be a second one
            return;
        }
        const bool is_close = !bytes.empty() && static_cast<unsigned char>(bytes.front()) == 0x88;
        auto frame = std::make_shared<const std::string>(std::move(bytes));
        if (is_close) {
            *saying_goodbye_ = true;
            outbox_->drop_waiting();
            outbox_->push_last(std::move(frame), std::move(finish));
        } else {
            outbox_->push_control(std::move(frame), std::move(finish));
        }
    }

    std::shared_ptr<runtime::Outbox> outbox_;
    bool* saying_goodbye_; // the session's; it outlives the stream
};

struct Metrics {
    explicit Metrics(runtime::Registry& registry)
        : sessions(registry.gauge("parley_ws_sessions", "Open WebSocket sessions")),
          opened(registry.counter("parley_ws_opened_total", "WebSocket handshakes completed")),
          messages(registry.counter("parley_ws_messages_total", "Messages received")),
          overflows(registry.counter("parley_ws_overflows_total", "Backlogs dropped because the reader was too slow")),
          frames_out(registry.counter("parley_ws_frames_sent_total", "Frames taken by the kernel")),
          writes_out(registry.counter("parley_ws_writes_total", "Send calls made for them")), registry_(registry) {}

    void closed(std::uint16_t code) {
        const auto label = code >= 4000 ? std::string("4xxx") : std::to_string(code);
        registry_.counter("parley_ws_closed_total", "Sessions ended by close code", {{"code", label}}).add();
    }

    runtime::Gauge& sessions;
    runtime::Counter& opened;
    runtime::Counter& messages;
    runtime::Counter& overflows;
    runtime::Counter& frames_out;
    runtime::Counter& writes_out;

private:
    runtime::Registry& registry_;
};

struct Part {
    explicit Part(asio::any_io_executor given) : executor(std::move(given)), tasks(std::in_place, executor) {}
    asio::any_io_executor executor;
    std::optional<runtime::TaskGroup> tasks;
    std::unordered_set<Session*> sessions;
};

} // namespace

struct SessionsState {
    SessionsState(runtime::Reactors& given, runtime::Registry& registry) : reactors(given), metrics(registry) {
        for (std::size_t reactor = 0; reactor < reactors.size(); ++reactor) {
            parts.push_back(std::make_unique<Part>(reactors.executor(reactor)));
        }
    }
    runtime::Reactors& reactors;
    Metrics metrics;
    std::vector<std::unique_ptr<Part>> parts;
    std::atomic<std::size_t> open{0};
    std::atomic<std::uint16_t> stopping{0}; // the close code once stop() was called
};

namespace {

class Session final : public Socket,
                      public runtime::OutboxOwner,
                      public runtime::HeartbeatMember,
                      public std::enable_shared_from_this<Session> {
public:
    Session(runtime::UpgradedStream stream, std::shared_ptr<SessionsState> state, Part& part,
            std::shared_ptr<SocketHandler> handler, std::shared_ptr<const SessionOptions> options);
    ~Session() override;

    awaitable<void> run();
    void abort() {
        outbox_->close();
        drained_.cancel();
    }

    void send(Frame frame, std::uint64_t conflate_key) override;
    void send_asked(Frame frame) override;
    void close(std::uint16_t code, std::string_view reason) override;
    bool is_open() const override { return opened_ && !saying_goodbye_ && !gone_; }
    asio::any_io_executor executor() const override { return executor_; }
    std::size_t queued_messages() const override { return outbox_->messages(); }
    std::size_t queued_bytes() const override { return outbox_->bytes(); }
    const std::string& remote_address() const override { return remote_address_; }
    const std::string& subprotocol() const override { return subprotocol_; }

private:
    using Stream = websocket::stream<OutboxStream, false>;
    using TimePoint = Clock::time_point;

    void outbox_failed(error_code) override { drained_.cancel(); }
    void outbox_drained() override;
    void beat(TimePoint now) override;
    void check_alive(TimePoint now);

    awaitable<bool> shake_hands();
    awaitable<void> read_messages();
    void queued(runtime::Outbox::Pushed pushed);
    void take_message();
    void take_control(websocket::frame_type kind);
    awaitable<void> linger();
    std::uint16_t code_of(error_code error) const;
    void report(const char* where, std::exception_ptr error) const;

    const std::shared_ptr<SessionsState> state_;
    Part& part_;
    const std::shared_ptr<const SessionOptions> options_; // the same for all of one handler
    const std::string remote_address_;
    const std::string subprotocol_;
    std::string request_head_;
    const std::shared_ptr<void> slot_;
    const asio::any_io_executor executor_;
    const std::shared_ptr<runtime::Outbox> outbox_;
    bool saying_goodbye_ = false; // a close frame was queued; nothing may follow it
    bool peer_said_goodbye_ = false;
    Stream stream_;
    std::shared_ptr<SocketHandler> handler_;
    boost::beast::flat_buffer buffer_;
    asio::steady_timer drained_; // cancelled when the outbox is empty, for a paused reader
    TokenBucket message_bucket_;
    TokenBucket control_bucket_;
    TimePoint cut_at_; // handshake, close or linger deadline
    TimePoint last_ping_;
    TimePoint last_heard_;
    std::uint16_t close_code_ = 0;
    bool opened_ = false;
    bool awaiting_pong_ = false;
    bool dropping_ = false; // overflowed: nothing is queued until the backlog is gone
    bool gone_ = false;
};

Session::Session(runtime::UpgradedStream stream, std::shared_ptr<SessionsState> state, Part& part,
                 std::shared_ptr<SocketHandler> handler, std::shared_ptr<const SessionOptions> options)
    : HeartbeatMember(part.executor), state_(std::move(state)), part_(part), options_(std::move(options)),
      remote_address_(std::move(stream.remote_address)), subprotocol_(std::move(stream.subprotocol)),
      request_head_(std::move(stream.request_head)), slot_(std::move(stream.slot)), executor_(part.executor),
      outbox_(std::make_shared<runtime::Outbox>(std::move(stream.socket), options_->outbox)),
      stream_(outbox_, saying_goodbye_), handler_(std::move(handler)), drained_(executor_),
      message_bucket_(options_->messages_per_s, options_->message_burst, Clock::now()),
      control_bucket_(options_->controls_per_s, options_->control_burst, Clock::now()),
      cut_at_(Clock::now() + options_->handshake_timeout), last_ping_(Clock::now()), last_heard_(last_ping_) {
    part_.sessions.insert(this);
    outbox_->set_owner(this);
    drained_.expires_at(TimePoint::max());
    ++state_->open;
    state_->metrics.sessions.add(1);
}

Session::~Session() {
    outbox_->set_owner(nullptr);
    part_.sessions.erase(this);
    --state_->open;
    state_->metrics.sessions.add(-1);
    state_->metrics.frames_out.add(outbox_->stats().frames);
    state_->metrics.writes_out.add(outbox_->stats().writes);
}

awaitable<void> Session::run() {
    const auto self = shared_from_this();
    if (!co_await shake_hands()) {
        gone_ = true;
        outbox_->close();
        co_return;
    }
    std::exception_ptr error;
    try {
        handler_->opened(self);
        if (const auto code = state_->stopping.load(); code != 0) {
            close(code, "restarting");
        }
        co_await read_messages();
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        report("ws_handler_failed", error);
        close(close_code::internal_error, "internal error");
        cut_at_ = std::min(cut_at_, Clock::now() + linger_time);
    }
    if (saying_goodbye_ && outbox_->socket().is_open()) {
        co_await linger();
    }
    gone_ = true;
    outbox_->close();
    const auto told = std::move(handler_);
    state_->metrics.closed(close_code_);
    told->closed(close_code_);
}

awaitable<bool> Session::shake_hands() {
    beast_http::request_parser<beast_http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(request_head_.size() + 1));
    error_code error;
    parser.put(asio::buffer(request_head_), error);
    request_head_ = {};
    if (error || !parser.is_header_done()) {
        co_return false;
    }
    stream_.read_message_max(options_->read_message_max);
    stream_.auto_fragment(false);
    stream_.set_option(
        websocket::stream_base::timeout{websocket::stream_base::none(), websocket::stream_base::none(), false});
    stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
        response.erase(beast_http::field::server);
        response.set(beast_http::field::server, "parley");
        if (!subprotocol_.empty()) {
            response.set(beast_http::field::sec_websocket_protocol, subprotocol_);
        }
    }));
    stream_.control_callback([this](websocket::frame_type kind, boost::beast::string_view) { take_control(kind); });
    const auto request = parser.release();
    const auto [failure] = co_await stream_.async_accept(request, asio::as_tuple(asio::use_awaitable));
    if (failure) {
        co_return false;
    }
    opened_ = true;
    cut_at_ = TimePoint::max();
    last_ping_ = last_heard_ = Clock::now();
    state_->metrics.opened.add();
    co_return true;
}

// Beast makes room before it waits, and most connections wait most of the time: for the beginning of a message there is
// little room, and more once it has come.
awaitable<void> Session::read_messages() {
    constexpr std::size_t first_bytes = 128, further_bytes = 64 * 1024, kept_bytes = 512;
    for (;;) {
        error_code error;
        std::size_t limit = first_bytes;
        do {
            std::tie(error, std::ignore) =
                co_await stream_.async_read_some(buffer_, limit, asio::as_tuple(asio::use_awaitable));
            limit = further_bytes;
        } while (!error && !stream_.is_message_done());
        if (error) {
            peer_said_goodbye_ = error == websocket::error::closed;
            close_code_ = close_code_ != 0 ? close_code_ : code_of(error);
            co_return;
        }
        last_heard_ = Clock::now();
        if (!saying_goodbye_) {
            take_message();
        }
        buffer_.consume(buffer_.size());
        if (buffer_.capacity() > kept_bytes) {
            buffer_.shrink_to_fit();
        }
        while (options_->pause_reading_above > 0 && outbox_->bytes() > options_->pause_reading_above && is_open()) {
            co_await drained_.async_wait(asio::as_tuple(asio::use_awaitable));
        }
    }
}

void Session::take_message() {
    state_->metrics.messages.add();
    if (!message_bucket_.take(last_heard_)) {
        close(close_code::policy, "too many messages");
        return;
    }
    const auto data = buffer_.cdata();
    const std::string_view bytes(static_cast<const char*>(data.data()), data.size());
    if (stream_.got_binary()) {
        if (options_->allow_binary) {
            handler_->binary(bytes);
        } else {
            close(close_code::unsupported_data, "text only");
        }
        return;
    }
    // Beast does not look whether the text is complete when the last fragment is empty.
    if (!runtime::is_utf8(bytes)) {
        close(close_code::bad_payload, "not UTF-8");
        return;
    }
    handler_->message(bytes);
}

void Session::take_control(websocket::frame_type kind) {
    last_heard_ = Clock::now();
    if (kind == websocket::frame_type::pong) {
        awaiting_pong_ = false;
    }
    if (kind != websocket::frame_type::close && !control_bucket_.take(last_heard_)) {
        close(close_code::policy, "too many control frames");
    }
}

std::uint16_t Session::code_of(error_code error) const {
    if (error == websocket::error::closed) {
        const auto code = stream_.reason().code;
        return code == websocket::close_code::none ? code_no_status : static_cast<std::uint16_t>(code);
    }
    if (error == websocket::error::message_too_big || error == websocket::error::buffer_overflow) {
        return close_code::too_big;
    }
    if (error == websocket::error::bad_frame_payload) {
        return close_code::bad_payload;
    }
    const bool protocol = error == websocket::condition::protocol_violation;
    return protocol ? static_cast<std::uint16_t>(websocket::close_code::protocol_error) : code_broken;
}

// Waits until our close frame is out and, when the peer has not said goodbye as well, reads on until it has closed its
// side: closing with bytes unread would reset the connection, and the peer could lose our close frame.
awaitable<void> Session::linger() {
    cut_at_ = std::min(cut_at_, Clock::now() + options_->close_timeout);
    while (!outbox_->empty() && outbox_->socket().is_open()) {
        co_await drained_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    error_code ignored;
    outbox_->socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (peer_said_goodbye_) {
        co_return;
    }
    cut_at_ = std::min(cut_at_, Clock::now() + linger_time);
    std::array<char, 4096> unread;
    for (;;) {
        const auto [error, bytes] =
            co_await outbox_->socket().async_read_some(asio::buffer(unread), asio::as_tuple(asio::use_awaitable));
        if (error) {
            co_return;
        }
    }
}

void Session::send(Frame frame, std::uint64_t conflate_key) {
    if (is_open() && !dropping_) {
        queued(outbox_->push(std::move(frame), conflate_key));
    }
}

void Session::send_asked(Frame frame) {
    if (is_open() && !dropping_) {
        queued(outbox_->push_asked(std::move(frame)));
    }
}

void Session::queued(runtime::Outbox::Pushed pushed) {
    if (pushed == runtime::Outbox::Pushed::overflow) {
        state_->metrics.overflows.add();
        outbox_->drop_waiting();
        dropping_ = true;
    }
}

void Session::close(std::uint16_t code, std::string_view reason) {
    if (!is_open()) {
        return;
    }
    saying_goodbye_ = true;
    close_code_ = code;
    cut_at_ = Clock::now() + options_->close_timeout;
    outbox_->push_last(encode_close_frame(code, reason));
    drained_.cancel();
}

void Session::outbox_drained() {
    drained_.cancel();
    if (dropping_) {
        dropping_ = false;
        std::exception_ptr error;
        bool goes_on = false;
        try {
            goes_on = handler_ && handler_->overflowed();
        } catch (...) {
            error = std::current_exception();
        }
        if (error) {
            report("ws_handler_failed", error);
        }
        if (!goes_on) {
            close(close_code::try_again_later, "too slow");
        }
    }
}

void Session::beat(TimePoint now) {
    if (gone_) {
        return;
    }
    if (now >= cut_at_) {
        abort();
        return;
    }
    if (!is_open()) {
        if (saying_goodbye_ && cut_at_ == TimePoint::max()) {
            cut_at_ = now + options_->close_timeout; // Beast said goodbye by itself
        }
        return;
    }
    if (!outbox_->empty() && now - outbox_->last_progress() >= options_->stalled_after) {
        outbox_->drop_waiting();
        close(close_code::try_again_later, "too slow");
        return;
    }
    check_alive(now);
}

void Session::check_alive(TimePoint now) {
    if (!awaiting_pong_) {
        if (now - last_ping_ >= options_->ping_every) {
            awaiting_pong_ = true;
            last_ping_ = now;
            outbox_->push_control(encode_ping_frame());
        }
        return;
    }
    if (now - last_ping_ < options_->dead_after) {
        return;
    }
    // A pong cannot come in the middle of a long frame: bytes of that frame show life as well.
    tcp_info info{};
    socklen_t size = sizeof info;
    const bool known = ::getsockopt(outbox_->socket().native_handle(), IPPROTO_TCP, TCP_INFO, &info, &size) == 0;
    const auto silent = std::chrono::milliseconds(known ? info.tcpi_last_data_recv : 0xFFFFFFFFU);
    if (last_heard_ > last_ping_ || silent < options_->dead_after) {
        awaiting_pong_ = false;
        return;
    }
    close_code_ = code_broken;
    abort();
}

void Session::report(const char* where, std::exception_ptr error) const {
    try {
        std::rethrow_exception(error);
    } catch (const std::exception& failure) {
        runtime::log_error(where, {{"error", failure.what()}});
    } catch (...) {
        runtime::log_error(where, {{"error", "not a std::exception"}});
    }
}

awaitable<void> run_session(std::shared_ptr<Session> session) {
    co_await session->run();
}

awaitable<bool> stop_part(std::shared_ptr<SessionsState> state, std::size_t reactor, runtime::Deadline deadline) {
    auto& part = *state->parts[reactor];
    if (co_await part.tasks->wait_until(deadline)) {
        co_return true;
    }
    for (auto* session : part.sessions) {
        session->abort();
    }
    part.tasks->cancel_terminal();
    co_await part.tasks->wait_for(std::chrono::seconds(1));
    co_return false;
}

} // namespace

std::shared_ptr<const SessionOptions> usual_session_options() {
    static const auto options = std::make_shared<const SessionOptions>();
    return options;
}

Sessions::Sessions(runtime::Reactors& reactors, runtime::Registry* metrics)
    : state_(std::make_shared<SessionsState>(reactors, metrics != nullptr ? *metrics : runtime::process_metrics())) {}

// Timers must not outlive their reactors, though sessions may still hold the state.
Sessions::~Sessions() {
    for (auto& part : state_->parts) {
        part->tasks.reset();
    }
}

runtime::Takeover Sessions::takeover(std::shared_ptr<SocketHandler> handler,
                                     std::shared_ptr<const SessionOptions> options) {
    return
        [state = state_, handler = std::move(handler), options = std::move(options)](runtime::UpgradedStream stream) {
            const auto reactor = state->reactors.current();
            runtime::ensure(reactor.has_value(), "a connection is handed over on its reactor");
            auto& part = *state->parts[*reactor];
            auto session = std::make_shared<Session>(std::move(stream), state, part, handler, options);
            part.tasks->spawn("ws", run_session(std::move(session)));
        };
}

std::size_t Sessions::size() const noexcept {
    return state_->open;
}

awaitable<bool> Sessions::stop(runtime::Deadline deadline, std::uint16_t code) {
    const auto state = state_;
    state->stopping = code;
    for (std::size_t reactor = 0; reactor < state->parts.size(); ++reactor) {
        state->reactors.post(reactor, [state, reactor, code] {
            for (auto* session : state->parts[reactor]->sessions) {
                session->close(code, "restarting");
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

} // namespace parley::ws

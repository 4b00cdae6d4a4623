#include "adapters/ws/session.hpp"

#include "adapters/ws/reader.hpp"
#include "adapters/ws/token_bucket.hpp"
#include "runtime/assert.hpp"
#include "runtime/heartbeat.hpp"
#include "runtime/log.hpp"
#include "runtime/outbox.hpp"
#include "runtime/task_group.hpp"
#include "runtime/utf8.hpp"

#include <boost/asio/buffer.hpp>

#include <array>
#include <atomic>
#include <optional>
#include <unordered_set>
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace parley::ws {

namespace {

using Clock = std::chrono::steady_clock;

// After the close handshake the peer gets this long to close its side before we do.
constexpr auto linger_time = std::chrono::seconds(1);

class Session;

struct Metrics {
    explicit Metrics(runtime::Registry& registry)
        : sessions(registry.gauge("parley_ws_sessions", "Open WebSocket sessions")),
          readers(registry.gauge("parley_ws_readers", "Beast streams that read for them; one at rest has none")),
          opened(registry.counter("parley_ws_opened_total", "WebSocket handshakes completed")),
          messages(registry.counter("parley_ws_messages_total", "Messages received")),
          overflows(registry.counter("parley_ws_overflows_total", "Backlogs dropped because the reader was too slow")),
          frames_out(registry.counter("parley_ws_frames_sent_total", "Frames taken by the kernel")),
          writes_out(registry.counter("parley_ws_writes_total", "Send calls made for them")), registry_(registry) {}

    void closed(std::uint16_t code) {
        // Peers may choose from 3000 on.
        const auto label = code >= 4000 ? "4xxx" : code >= 3000 ? "3xxx" : std::to_string(code);
        registry_.counter("parley_ws_closed_total", "Sessions ended by close code", {{"code", label}}).add();
    }

    runtime::Gauge& sessions;
    runtime::Gauge& readers;
    runtime::Counter& opened;
    runtime::Counter& messages;
    runtime::Counter& overflows;
    runtime::Counter& frames_out;
    runtime::Counter& writes_out;

private:
    runtime::Registry& registry_;
};

struct Part {
    Part(asio::any_io_executor given, runtime::Gauge& reader_count)
        : executor(std::move(given)), tasks(std::in_place, executor), readers(std::in_place, *tasks, reader_count) {}
    asio::any_io_executor executor;
    std::optional<runtime::TaskGroup> tasks; // the readers, and the sessions as guests
    std::optional<Readers> readers;
    std::unordered_set<Session*> sessions;
};

} // namespace

struct SessionsState {
    SessionsState(runtime::Reactors& given, runtime::Registry& registry) : reactors(given), metrics(registry) {
        for (std::size_t reactor = 0; reactor < reactors.size(); ++reactor) {
            parts.push_back(std::make_unique<Part>(reactors.executor(reactor), metrics.readers));
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
                      public ReadSide,
                      public runtime::OutboxOwner,
                      public runtime::HeartbeatMember,
                      public std::enable_shared_from_this<Session> {
public:
    Session(runtime::UpgradedStream stream, std::shared_ptr<SessionsState> state, Part& part,
            std::shared_ptr<SocketHandler> handler, std::shared_ptr<const SessionOptions> options);
    ~Session() override;

    void start(std::string request_head);
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
    using TimePoint = Clock::time_point;

    void outbox_failed(error_code) override { drained_.cancel(); }
    void outbox_drained() override;
    void beat(TimePoint now) override;
    void check_alive(TimePoint now);

    asio::ip::tcp::socket& socket() override { return outbox_->socket(); }
    std::size_t read_message_max() const override { return options_->read_message_max; }
    void write(Frame bytes, runtime::FrameQueue::Sent sent) override;
    void write_last(Frame close_frame, runtime::FrameQueue::Sent sent) override;
    void refused() override;
    bool opened() override;
    bool message(std::string_view bytes, bool is_binary) override;
    void control(Control kind) override;
    awaitable<void> ready_for_more() override;
    void rest() override;
    awaitable<void> ended(std::uint16_t code, bool peer_said_goodbye) override;

    void queued(runtime::Outbox::Pushed pushed);
    void take_message(std::string_view bytes, bool is_binary);
    awaitable<void> linger(bool peer_said_goodbye);
    void over(std::uint16_t code);
    template <class Call>
    bool told(Call call);
    void report(const char* where, std::exception_ptr error) const;

    const std::shared_ptr<SessionsState> state_;
    Part& part_;
    const std::shared_ptr<const SessionOptions> options_; // the same for all of one handler
    const std::string remote_address_;
    const std::string subprotocol_;
    const std::shared_ptr<void> slot_;
    const runtime::TaskGroup::Guest guest_;
    const asio::any_io_executor executor_;
    const std::shared_ptr<runtime::Outbox> outbox_;
    bool saying_goodbye_ = false; // a close frame was queued; nothing may follow it
    std::shared_ptr<SocketHandler> handler_;
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
      slot_(std::move(stream.slot)), guest_(part.tasks->receive()), executor_(part.executor),
      outbox_(std::make_shared<runtime::Outbox>(std::move(stream.socket), options_->outbox)),
      handler_(std::move(handler)), drained_(executor_),
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

void Session::start(std::string request_head) {
    part_.readers->open(shared_from_this(), std::move(request_head));
}

void Session::refused() {
    gone_ = true;
    outbox_->close();
}

// Calls the handler. False: it failed, and the session ends.
template <class Call>
bool Session::told(Call call) {
    std::exception_ptr error;
    try {
        call();
    } catch (...) {
        error = std::current_exception();
    }
    if (error) {
        report("ws_handler_failed", error);
        close(close_code::internal_error, "internal error");
        cut_at_ = std::min(cut_at_, Clock::now() + linger_time);
    }
    return !error;
}

bool Session::opened() {
    opened_ = true;
    cut_at_ = TimePoint::max();
    last_ping_ = last_heard_ = Clock::now();
    state_->metrics.opened.add();
    const bool well = told([this] { handler_->opened(shared_from_this()); });
    if (const auto code = state_->stopping.load(); well && code != 0) {
        close(code, "restarting");
    }
    return well;
}

bool Session::message(std::string_view bytes, bool is_binary) {
    last_heard_ = Clock::now();
    // Beast does not look whether the text is complete when the last fragment is empty. Its checker then waits for the
    // rest of a letter, so that nothing may be read by it any more, after our goodbye neither.
    if (!is_binary && !runtime::is_utf8(bytes)) {
        close(close_code::bad_payload, "not UTF-8");
        return false;
    }
    return saying_goodbye_ || told([&] { take_message(bytes, is_binary); });
}

void Session::take_message(std::string_view bytes, bool is_binary) {
    state_->metrics.messages.add();
    if (!message_bucket_.take(last_heard_)) {
        close(close_code::policy, "too many messages");
        return;
    }
    if (is_binary) {
        if (options_->allow_binary) {
            handler_->binary(bytes);
        } else {
            close(close_code::unsupported_data, "text only");
        }
        return;
    }
    handler_->message(bytes);
}

void Session::control(Control kind) {
    last_heard_ = Clock::now();
    if (kind == Control::pong) {
        awaiting_pong_ = false;
    }
    if (kind != Control::close && !control_bucket_.take(last_heard_)) {
        close(close_code::policy, "too many control frames");
    }
}

awaitable<void> Session::ready_for_more() {
    while (options_->pause_reading_above > 0 && outbox_->bytes() > options_->pause_reading_above && is_open()) {
        co_await drained_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
}

void Session::rest() {
    outbox_->socket().async_wait(asio::ip::tcp::socket::wait_read, [self = shared_from_this()](error_code error) {
        if (!error && self->part_.readers) {
            self->part_.readers->read(self);
            return;
        }
        self->over(close_code::broken);
    });
}

// Once our close frame is queued nothing may follow it: an answer to theirs would be a second one.
void Session::write(Frame bytes, runtime::FrameQueue::Sent sent) {
    if (saying_goodbye_) {
        sent(true);
    } else {
        outbox_->push_control(std::move(bytes), std::move(sent));
    }
}

void Session::write_last(Frame close_frame, runtime::FrameQueue::Sent sent) {
    if (saying_goodbye_) {
        sent(true);
        return;
    }
    saying_goodbye_ = true;
    outbox_->drop_waiting();
    outbox_->push_last(std::move(close_frame), std::move(sent));
}

awaitable<void> Session::ended(std::uint16_t code, bool peer_said_goodbye) {
    if (saying_goodbye_ && outbox_->socket().is_open()) {
        co_await linger(peer_said_goodbye);
    }
    over(code);
}

// A code that we closed with ourselves goes before this one.
void Session::over(std::uint16_t code) {
    gone_ = true;
    close_code_ = close_code_ != 0 ? close_code_ : code;
    outbox_->close();
    const auto handler = std::move(handler_);
    state_->metrics.closed(close_code_);
    told([&] { handler->closed(close_code_); });
}

// Waits until our close frame is out and, when the peer has not said goodbye as well, reads on until it has closed its
// side: closing with bytes unread would reset the connection, and the peer could lose our close frame.
awaitable<void> Session::linger(bool peer_said_goodbye) {
    cut_at_ = std::min(cut_at_, Clock::now() + options_->close_timeout);
    while (!outbox_->empty() && outbox_->socket().is_open()) {
        co_await drained_.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    error_code ignored;
    outbox_->socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    if (peer_said_goodbye) {
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
        bool goes_on = false;
        told([&] { goes_on = handler_ && handler_->overflowed(); });
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
    close_code_ = close_code::broken;
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

awaitable<bool> stop_part(std::shared_ptr<SessionsState> state, std::size_t reactor, runtime::Deadline deadline) {
    auto& part = *state->parts[reactor];
    part.readers->keep_none();
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
        part->readers.reset();
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
            auto head = std::move(stream.request_head);
            std::make_shared<Session>(std::move(stream), state, part, handler, options)->start(std::move(head));
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

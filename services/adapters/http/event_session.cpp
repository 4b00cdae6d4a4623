#include "adapters/http/event_session.hpp"

#include "runtime/log.hpp"

#include <array>

namespace parley::http {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t max_unexpected_bytes = 4096;

const runtime::Frame& comment_frame() {
    static const runtime::Frame frame = std::make_shared<const std::string>(":\n\n");
    return frame;
}

} // namespace

EventSession::EventSession(asio::ip::tcp::socket socket, const ServerOptions& options, std::string remote_address,
                           runtime::Counter& overflows)
    : HeartbeatMember(socket.get_executor()), heartbeat_(options.event_heartbeat),
      stalled_after_(options.write_timeout), remote_address_(std::move(remote_address)), overflows_(overflows),
      executor_(socket.get_executor()),
      outbox_(std::make_shared<runtime::Outbox>(std::move(socket), options.event_outbox)),
      ends_at_(Clock::now() + options.event_lifetime), last_sent_(Clock::now()) {
    outbox_->set_owner(this);
}

EventSession::~EventSession() {
    outbox_->set_owner(nullptr);
}

awaitable<void> EventSession::run(runtime::Frame head, std::shared_ptr<EventHandler> handler) {
    const auto self = shared_from_this();
    handler_ = std::move(handler);
    outbox_->push_control(std::move(head));
    handler_->opened(self);
    std::array<char, 512> unexpected;
    std::size_t received = 0;
    while (received <= max_unexpected_bytes) {
        // Nothing is due from the client: this waits for it to leave.
        const auto [error, bytes] =
            co_await outbox_->socket().async_read_some(asio::buffer(unexpected), asio::as_tuple(asio::use_awaitable));
        if (error) {
            break;
        }
        received += bytes;
    }
    gone_ = true;
    outbox_->close();
    const auto told = std::move(handler_);
    told->closed();
}

void EventSession::abort() {
    outbox_->close();
}

void EventSession::send(runtime::Frame frame, std::uint64_t conflate_key) {
    if (is_open() && !dropping_) {
        queued(outbox_->push(std::move(frame), conflate_key));
    }
}

void EventSession::send_asked(runtime::Frame frame) {
    if (is_open() && !dropping_) {
        queued(outbox_->push_asked(std::move(frame)));
    }
}

void EventSession::queued(runtime::Outbox::Pushed pushed) {
    last_sent_ = Clock::now();
    if (pushed == runtime::Outbox::Pushed::overflow) {
        overflows_.add();
        outbox_->drop_waiting();
        dropping_ = true;
    }
}

void EventSession::close() {
    if (!is_open()) {
        return;
    }
    closing_ = true;
    cut_at_ = Clock::now() + stalled_after_;
    auto ended = [self = shared_from_this()](bool sent) {
        if (sent) {
            error_code ignored;
            self->outbox_->socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
            self->cut_at_ = Clock::now() + std::chrono::seconds(1); // for the client to close its side
        }
    };
    outbox_->push_last(comment_frame(), std::move(ended));
}

void EventSession::outbox_failed(error_code) {} // the socket is closed: the read in run() ends

void EventSession::outbox_drained() {
    if (dropping_) {
        dropping_ = false;
        if (handler_ && !handler_->overflowed()) {
            close();
        }
    }
}

void EventSession::beat(TimePoint now) {
    if (gone_) {
        return;
    }
    const bool stalled = !outbox_->empty() && now - outbox_->last_progress() >= stalled_after_;
    if (now >= cut_at_ || stalled) {
        abort();
        return;
    }
    if (closing_) {
        return;
    }
    if (now >= ends_at_) {
        close();
    } else if (now - last_sent_ >= heartbeat_) {
        last_sent_ = now;
        if (outbox_->empty()) {
            outbox_->push_control(comment_frame());
        }
    }
}

} // namespace parley::http

// The event stream behind one EventSink: it owns the connection once the head was sent. Internal to adapters/http.
#pragma once

#include "adapters/http/event_stream.hpp"
#include "adapters/http/server.hpp"
#include "runtime/heartbeat.hpp"
#include "runtime/outbox.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace parley::http {

class EventSession final : public EventSink,
                           public runtime::OutboxOwner,
                           public runtime::HeartbeatMember,
                           public std::enable_shared_from_this<EventSession> {
public:
    EventSession(asio::ip::tcp::socket socket, const ServerOptions& options, std::string remote_address,
                 runtime::Counter& overflows);
    ~EventSession() override;

    // Sends the head, then events, until the client left, the lifetime is over or close() has drained.
    awaitable<void> run(runtime::Frame head, std::shared_ptr<EventHandler> handler);
    // Cuts the connection; run() ends.
    void abort();

    using EventSink::send;
    void send(runtime::Frame frame, std::uint64_t conflate_key) override;
    void send_asked(runtime::Frame frame) override;
    void close() override;
    bool is_open() const override { return !closing_ && !gone_; }
    std::size_t queued_messages() const override { return outbox_->messages(); }
    asio::any_io_executor executor() const override { return executor_; }
    const std::string& remote_address() const override { return remote_address_; }

private:
    using TimePoint = std::chrono::steady_clock::time_point;

    void queued(runtime::Outbox::Pushed pushed);
    void outbox_failed(error_code error) override;
    void outbox_drained() override;
    void beat(TimePoint now) override;

    const std::chrono::milliseconds heartbeat_;
    const std::chrono::milliseconds stalled_after_;
    const std::string remote_address_;
    runtime::Counter& overflows_;
    const asio::any_io_executor executor_;
    std::shared_ptr<runtime::Outbox> outbox_;
    std::shared_ptr<EventHandler> handler_;
    const TimePoint ends_at_;
    TimePoint last_sent_;
    TimePoint cut_at_ = TimePoint::max();
    bool closing_ = false;
    bool dropping_ = false; // overflowed: nothing is queued until the backlog in the kernel is gone
    bool gone_ = false;
};

} // namespace parley::http

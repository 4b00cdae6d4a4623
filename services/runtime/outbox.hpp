// The bounded outbox of one TCP connection and the per-reactor flusher that empties all of them. Everything that is
// ever written to the connection goes through it, so bytes of two writers never interleave. Frames are only queued by
// push; the flusher writes at the end of the loop turn, one gathered non-blocking write per connection, and holds back
// a connection written less than the pacer's interval ago. Used on the connection's reactor thread only.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/flush_pacer.hpp"
#include "runtime/frame_queue.hpp"

#include <boost/asio/execution_context.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <vector>

namespace parley::runtime {

struct OutboxStats {
    std::uint64_t writes = 0; // send-type system calls, refused ones included
    std::uint64_t frames = 0; // frames completely handed to the kernel
    std::uint64_t bytes = 0;
    OutboxStats& operator+=(const OutboxStats& other) noexcept {
        writes += other.writes;
        frames += other.frames;
        bytes += other.bytes;
        return *this;
    }
};

class Outbox;

// One per io_context, reached with Flusher::of(executor).
class Flusher : public asio::execution_context::service {
public:
    using key_type = Flusher;
    static asio::execution_context::id id;

    explicit Flusher(asio::execution_context& context);
    static Flusher& of(const asio::any_io_executor& executor);

    // Replaces the pacing; for tests and settings, before connections exist.
    void configure(FlushPacerOptions options) { pacer_ = FlushPacer(options); }
    const FlushPacer& pacer() const noexcept { return pacer_; }
    // Totals over all connections of this reactor, closed ones included.
    const OutboxStats& stats() const noexcept { return stats_; }

private:
    friend class Outbox;
    void shutdown() override;
    void begin_turn(const asio::any_io_executor& executor);
    bool schedule(std::shared_ptr<Outbox> outbox, bool urgent); // true: at the end of this turn
    void turn();
    std::size_t flush_list(std::vector<std::shared_ptr<Outbox>>& list);
    void arm_tick(const asio::any_io_executor& executor, std::chrono::nanoseconds interval);
    void sample();

    FlushPacer pacer_;
    OutboxStats stats_;
    std::vector<std::shared_ptr<Outbox>> now_;   // written at the end of this loop turn
    std::vector<std::shared_ptr<Outbox>> later_; // written at the tick
    std::vector<std::shared_ptr<Outbox>> working_;
    std::unique_ptr<asio::steady_timer> tick_;
    FlushPacer::TimePoint turn_at_{};
    std::uint64_t turn_number_ = 0;
    bool turn_posted_ = false;
    bool tick_armed_ = false;
};

// Told about its connection from the reactor loop, never from inside push.
class OutboxOwner {
public:
    virtual ~OutboxOwner() = default;
    virtual void outbox_failed(error_code error) = 0;
    virtual void outbox_drained() {}
};

class Outbox : public std::enable_shared_from_this<Outbox> {
public:
    using Pushed = FrameQueue::Pushed;

    // Owns the socket; reads use socket() directly, writes never do.
    Outbox(asio::ip::tcp::socket socket, OutboxLimits limits);

    asio::ip::tcp::socket& socket() noexcept { return socket_; }
    // The owner outlives the link: call with nullptr before it goes.
    void set_owner(OutboxOwner* owner) noexcept { owner_ = owner; }

    // overflow: nothing was queued; the owner decides between drop_waiting() and closing.
    Pushed push(Frame frame, std::uint64_t key = 0);
    Pushed push_asked(Frame frame);
    void push_control(Frame frame, FrameQueue::Sent sent = {});
    void push_last(Frame frame, FrameQueue::Sent sent = {});
    std::size_t drop_waiting() { return queue_.drop_waiting(); }

    bool empty() const noexcept { return queue_.empty(); }
    bool sealed() const noexcept { return queue_.sealed(); }
    std::size_t messages() const noexcept { return queue_.messages(); }
    std::size_t bytes() const noexcept { return queue_.bytes(); }
    // When the kernel last took a byte, or when the queue last began to fill: silence longer than the owner's
    // bound while not empty() means a stalled reader.
    std::chrono::steady_clock::time_point last_progress() const noexcept { return last_progress_; }
    const OutboxStats& stats() const noexcept { return stats_; }

    // Closes the socket and drops what waits.
    void close();

private:
    friend class Flusher;
    void schedule(bool urgent);
    void flush(std::chrono::steady_clock::time_point now);
    struct Written {
        std::size_t sent, wanted; // bytes
    };
    Written write_one(error_code& error);
    Written write_gathered(error_code& error);
    void write_waiting(std::chrono::steady_clock::time_point now);
    void wait_writable();
    void fail(error_code error);

    asio::ip::tcp::socket socket_;
    Flusher& flusher_;
    OutboxOwner* owner_ = nullptr;
    FrameQueue queue_;
    OutboxStats stats_;
    // Long ago, and still safe to subtract from now.
    std::chrono::steady_clock::time_point last_flush_{std::chrono::steady_clock::duration::min() / 2};
    std::chrono::steady_clock::time_point last_progress_{};
    enum class Scheduled { no, this_turn, next_tick };
    Scheduled scheduled_ = Scheduled::no;
    std::uint64_t scheduled_turn_ = 0;
    bool gathered_ = false; // pushed to in more than one turn since it was scheduled
    bool blocked_ = false;  // the kernel's buffer is full, waiting for it
    bool failed_ = false;
};

} // namespace parley::runtime

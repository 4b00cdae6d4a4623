#include "runtime/outbox.hpp"

#include "runtime/assert.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/query.hpp>

#include <array>
#include <ctime>
#include <utility>

#include <netinet/tcp.h>
#include <sys/socket.h>

namespace parley::runtime {

namespace {

using Clock = std::chrono::steady_clock;

// Asio hands at most 64 buffers to one sendmsg; more bytes than this only fill the socket buffer and come back.
// Unsent bytes the kernel may hold for a connection: beyond this a slow reader's frames wait here, where they count
// against the bound and can be conflated.
constexpr int kernel_unsent_bytes = 128 * 1024;
constexpr std::size_t max_buffers = 64;
constexpr std::size_t max_write_bytes = 256 * 1024;
// In one turn a connection gets this many writes before the others are served again.
constexpr int max_writes_per_flush = 8;

std::chrono::nanoseconds thread_cpu_time() noexcept {
    timespec spent{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return std::chrono::seconds(spent.tv_sec) + std::chrono::nanoseconds(spent.tv_nsec);
}

} // namespace

asio::execution_context::id Flusher::id;

Flusher::Flusher(asio::execution_context& context) : asio::execution_context::service(context) {}

Flusher& Flusher::of(const asio::any_io_executor& executor) {
    return asio::use_service<Flusher>(asio::query(executor, asio::execution::context));
}

void Flusher::shutdown() {
    tick_.reset();
    for (auto* list : {&now_, &later_, &working_}) {
        const auto last = std::exchange(*list, {});
    }
}

void Flusher::begin_turn(const asio::any_io_executor& executor) {
    if (!turn_posted_) {
        turn_posted_ = true;
        turn_at_ = Clock::now();
        ++turn_number_;
        asio::post(executor, [this] { turn(); });
    }
}

bool Flusher::schedule(std::shared_ptr<Outbox> outbox, bool urgent) {
    const auto interval = pacer_.interval(turn_at_);
    if (urgent || turn_at_ - outbox->last_flush_ >= interval) {
        now_.push_back(std::move(outbox));
        return true;
    }
    arm_tick(outbox->socket_.get_executor(), interval);
    later_.push_back(std::move(outbox));
    return false;
}

void Flusher::turn() {
    turn_posted_ = false;
    sample();
    flush_list(now_);
    sample();
}

void Flusher::arm_tick(const asio::any_io_executor& executor, std::chrono::nanoseconds interval) {
    if (tick_armed_) {
        return;
    }
    if (!tick_) {
        tick_ = std::make_unique<asio::steady_timer>(executor);
    }
    tick_armed_ = true;
    tick_->expires_after(interval);
    tick_->async_wait([this](error_code error) {
        if (error == asio::error::operation_aborted) {
            return;
        }
        tick_armed_ = false;
        const auto held_back = later_.size();
        const auto gathered = flush_list(later_);
        pacer_.judge_tick(Clock::now(), held_back, gathered);
        sample();
    });
}

void Flusher::sample() {
    const auto now = Clock::now();
    if (pacer_.sample_due(now)) {
        pacer_.sample(now, thread_cpu_time());
    }
}

// Returns how many of the connections had gathered over more than one turn.
std::size_t Flusher::flush_list(std::vector<std::shared_ptr<Outbox>>& list) {
    // Owners are told about failures in here and may push to others: those go to the emptied list.
    working_.swap(list);
    const auto now = Clock::now();
    std::size_t gathered = 0;
    for (auto& outbox : working_) {
        if (outbox->scheduled_ == Outbox::Scheduled::no) {
            continue; // something urgent took it along before the tick
        }
        gathered += outbox->gathered_ ? 1 : 0;
        outbox->scheduled_ = Outbox::Scheduled::no;
        outbox->flush(now);
    }
    working_.clear();
    return gathered;
}

Outbox::Outbox(asio::ip::tcp::socket socket, OutboxLimits limits)
    : socket_(std::move(socket)), flusher_(Flusher::of(socket_.get_executor())), queue_(limits) {
    error_code ignored;
    socket_.non_blocking(true, ignored);
    ::setsockopt(socket_.native_handle(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kernel_unsent_bytes,
                 sizeof kernel_unsent_bytes);
}

Outbox::Pushed Outbox::push(Frame frame, std::uint64_t key) {
    if (failed_) {
        return Pushed::queued;
    }
    auto pushed = queue_.push(frame, key);
    if (pushed == Pushed::overflow && !blocked_) {
        // A burst within one loop turn: the bound is there for a kernel that refuses, so ask the kernel first.
        write_waiting(Clock::now());
        pushed = failed_ ? Pushed::queued : queue_.push(std::move(frame), key);
    }
    if (pushed != Pushed::overflow) {
        schedule(false);
    }
    return pushed;
}

Outbox::Pushed Outbox::push_asked(Frame frame) {
    if (failed_) {
        return Pushed::queued;
    }
    const auto pushed = queue_.push_asked(std::move(frame));
    if (pushed != Pushed::overflow) {
        schedule(false);
    }
    return pushed;
}

void Outbox::push_control(Frame frame, FrameQueue::Sent sent) {
    if (failed_) {
        if (sent) {
            sent(false);
        }
        return;
    }
    queue_.push_control(std::move(frame), std::move(sent));
    schedule(true);
}

void Outbox::push_last(Frame frame, FrameQueue::Sent sent) {
    if (failed_) {
        if (sent) {
            sent(false);
        }
        return;
    }
    queue_.push_last(std::move(frame), std::move(sent));
    schedule(true);
}

void Outbox::schedule(bool urgent) {
    if (blocked_ || failed_ || queue_.empty() || scheduled_ == Scheduled::this_turn) {
        return;
    }
    flusher_.begin_turn(socket_.get_executor());
    if (scheduled_ == Scheduled::next_tick && !urgent) {
        gathered_ = gathered_ || scheduled_turn_ != flusher_.turn_number_;
        return;
    }
    if (scheduled_ == Scheduled::no) {
        gathered_ = false;
        scheduled_turn_ = flusher_.turn_number_;
    }
    const bool now = flusher_.schedule(shared_from_this(), urgent);
    scheduled_ = now ? Scheduled::this_turn : Scheduled::next_tick;
    if (queue_.size() == 1) {
        last_progress_ = flusher_.turn_at_;
    }
}

void Outbox::flush(Clock::time_point now) {
    if (blocked_ || failed_) {
        return;
    }
    write_waiting(now);
    if (blocked_ || failed_) {
        return;
    }
    if (!queue_.empty()) {
        schedule(true);
    } else if (owner_ != nullptr) {
        owner_->outbox_drained();
    }
}

// The usual case while a reactor is idle; one buffer is a plainer call than a list of one.
Outbox::Written Outbox::write_one(error_code& error) {
    std::array<std::string_view, 1> view;
    queue_.gather(view, max_write_bytes);
    return {socket_.write_some(asio::const_buffer(view[0].data(), view[0].size()), error), view[0].size()};
}

Outbox::Written Outbox::write_gathered(error_code& error) {
    std::array<std::string_view, max_buffers> views;
    const auto count = queue_.gather(views, max_write_bytes);
    std::array<asio::const_buffer, max_buffers> buffers;
    std::size_t wanted = 0;
    for (std::size_t at = 0; at < count; ++at) {
        buffers[at] = asio::const_buffer(views[at].data(), views[at].size());
        wanted += views[at].size();
    }
    return {socket_.write_some(std::span<const asio::const_buffer>(buffers.data(), count), error), wanted};
}

void Outbox::write_waiting(Clock::time_point now) {
    last_flush_ = now;
    for (int round = 0; round < max_writes_per_flush && !queue_.empty(); ++round) {
        error_code error;
        const auto [sent, wanted] = queue_.size() == 1 ? write_one(error) : write_gathered(error);
        ++stats_.writes;
        ++flusher_.stats_.writes;
        if (error == asio::error::would_block || error == asio::error::try_again) {
            wait_writable();
            return;
        }
        if (error) {
            fail(error);
            return;
        }
        last_progress_ = now;
        stats_.bytes += sent;
        flusher_.stats_.bytes += sent;
        const auto frames = queue_.consume(sent);
        stats_.frames += frames;
        flusher_.stats_.frames += frames;
        if (failed_) {
            return; // a completion closed us
        }
        if (sent < wanted) {
            wait_writable();
            return;
        }
    }
}

void Outbox::wait_writable() {
    blocked_ = true;
    socket_.async_wait(asio::ip::tcp::socket::wait_write, [self = shared_from_this()](error_code error) {
        self->blocked_ = false;
        if (self->failed_) {
            return;
        }
        if (error) {
            self->fail(error);
            return;
        }
        self->flush(Clock::now());
    });
}

// The owner hears of it from the loop: we may be inside its own call to push.
void Outbox::fail(error_code error) {
    close();
    asio::post(socket_.get_executor(), [self = shared_from_this(), error] {
        if (self->owner_ != nullptr) {
            self->owner_->outbox_failed(error);
        }
    });
}

void Outbox::close() {
    if (failed_) {
        return;
    }
    failed_ = true;
    error_code ignored;
    socket_.close(ignored);
    queue_.clear();
}

} // namespace parley::runtime

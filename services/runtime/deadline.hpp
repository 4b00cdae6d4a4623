// A point on the steady clock that is passed down through calls, so that every hop waits only for what is left.
// with_deadline bounds work that can be cancelled; it cannot shorten a blocking call on another thread.
#pragma once

#include "runtime/asio.hpp"
#include "runtime/error.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>
#include <string>
#include <type_traits>
#include <utility>

namespace parley::runtime {

class Deadline {
public:
    using Clock = std::chrono::steady_clock;

    static Deadline never() noexcept { return Deadline(Clock::time_point::max()); }
    static Deadline at(Clock::time_point when) noexcept { return Deadline(when); }
    static Deadline expires_within(Clock::duration span) noexcept { return Deadline(Clock::now() + span); }

    bool is_never() const noexcept { return when_ == Clock::time_point::max(); }
    bool expired() const noexcept { return !is_never() && Clock::now() >= when_; }
    Clock::time_point when() const noexcept { return when_; }
    // What is left, never negative; the longest duration for never().
    Clock::duration remaining() const noexcept {
        if (is_never()) {
            return Clock::duration::max();
        }
        const auto now = Clock::now();
        return when_ > now ? when_ - now : Clock::duration::zero();
    }
    Deadline or_sooner(Deadline other) const noexcept { return when_ < other.when_ ? *this : other; }

private:
    explicit Deadline(Clock::time_point when) noexcept : when_(when) {}
    Clock::time_point when_;
};

inline Deadline expires_within(Deadline::Clock::duration span) noexcept {
    return Deadline::expires_within(span);
}

// Throws boost::system::system_error(operation_aborted) when cancelled.
inline awaitable<void> sleep_until(Deadline deadline) {
    asio::steady_timer timer(co_await asio::this_coro::executor, deadline.when());
    co_await timer.async_wait(asio::use_awaitable);
}

inline awaitable<void> sleep_for(Deadline::Clock::duration span) {
    return sleep_until(expires_within(span));
}

// Runs cancellable work until the deadline, then cancels it and throws Unavailable with an unknown outcome.
// `what` names the work in the error. Returns only when the work itself has ended.
template <class T>
awaitable<T> with_deadline(awaitable<T> work, Deadline deadline, std::string what) {
    using namespace asio::experimental::awaitable_operators;
    if (deadline.is_never()) {
        co_return co_await std::move(work);
    }
    auto result = co_await (std::move(work) || sleep_until(deadline));
    if (result.index() == 1) {
        throw Unavailable(what + ": deadline passed", true, Outcome::unknown);
    }
    if constexpr (!std::is_void_v<T>) {
        co_return std::get<0>(std::move(result));
    }
}

} // namespace parley::runtime

// A place in a fake where a test can make callers wait: closed, everybody who comes stays until the test lets them on.
// That is how a test looks at the moment between two steps without a clock.
#pragma once

#include "runtime/asio.hpp"

#include <deque>
#include <memory>

namespace parley::test {

class Gate {
public:
    awaitable<void> pass() {
        if (!closed_)
            co_return;
        auto timer = std::make_shared<asio::steady_timer>(co_await asio::this_coro::executor,
                                                          asio::steady_timer::time_point::max());
        waiting_.push_back(timer);
        co_await timer->async_wait(asio::as_tuple(asio::use_awaitable));
    }
    void close() { closed_ = true; }
    void open() {
        closed_ = false;
        while (!waiting_.empty())
            let_one_pass();
    }
    void let_one_pass() {
        const auto timer = waiting_.front();
        waiting_.pop_front();
        timer->cancel();
    }
    /// Whoever came last overtakes the others.
    void let_last_pass() {
        const auto timer = waiting_.back();
        waiting_.pop_back();
        timer->cancel();
    }
    std::size_t waiting() const { return waiting_.size(); }

private:
    bool closed_ = false;
    std::deque<std::shared_ptr<asio::steady_timer>> waiting_;
};

} // namespace parley::test

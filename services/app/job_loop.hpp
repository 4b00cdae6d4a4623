// The loop of a worker: claims the outbox's jobs of one kind, does them, and looks again when it is poked or a second
// has passed. Jobs of one intent are done one after the other. A job that fails is tried again a little later and holds
// no other up.
#pragma once

#include "app/ports/outbox.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>

namespace parley::app {

/// Long enough for what takes milliseconds, and short: the work of a node that died waits for its end.
inline constexpr core::Micros job_claim = core::seconds(5);

struct JobWork {
    std::string kind;                                            // of outbox rows
    std::function<boost::asio::awaitable<void>()> before;        // each look at the outbox; may be empty
    std::function<boost::asio::awaitable<void>(OutboxJob)> work; // finishes the job, or throws
    std::size_t at_once = 1;                                     // intents whose jobs are done side by side
};

class JobLoop {
public:
    JobLoop(boost::asio::any_io_executor executor, Outbox& outbox, std::function<core::Instant()> clock, JobWork work);

    /// Works until cancelled.
    boost::asio::awaitable<void> run();
    /// There may be work; callable from any thread.
    void poke();

private:
    boost::asio::awaitable<void> handle_all(std::vector<OutboxJob> jobs);
    boost::asio::awaitable<void> handle(OutboxJob job);

    boost::asio::any_io_executor executor_;
    Outbox& outbox_;
    std::function<core::Instant()> clock_;
    JobWork work_;
    boost::asio::steady_timer wake_;
    bool poked_ = false;
};

} // namespace parley::app

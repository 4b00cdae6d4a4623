#include "app/job_loop.hpp"

#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int jobs_batch = 50;
constexpr std::chrono::milliseconds look_every{1'000};

} // namespace

JobLoop::JobLoop(asio::any_io_executor executor, Outbox& outbox, std::function<core::Instant()> clock, JobWork work)
    : executor_(executor), outbox_(outbox), clock_(std::move(clock)), work_(std::move(work)), wake_(executor) {}

void JobLoop::poke() {
    asio::post(executor_, [this] {
        poked_ = true;
        wake_.cancel();
    });
}

asio::awaitable<void> JobLoop::run() {
    for (;;) {
        poked_ = false;
        try {
            if (work_.before)
                co_await work_.before();
            const auto jobs = co_await outbox_.claim(work_.kind, clock_(), job_claim, jobs_batch);
            for (const OutboxJob& job : jobs)
                co_await handle(job);
            if (jobs.size() == static_cast<std::size_t>(jobs_batch))
                continue;
        } catch (const std::exception& error) {
            // What was claimed comes back when its claim is over.
            runtime::log_warning("jobs_failed", {{"kind", work_.kind}, {"reason", error.what()}});
        }
        if (poked_)
            continue;
        wake_.expires_after(look_every);
        const auto [code] = co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code && !poked_)
            co_return;
    }
}

asio::awaitable<void> JobLoop::handle(OutboxJob job) {
    std::string failure;
    try {
        co_await work_.work(job);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    if (failure.empty())
        co_return;
    runtime::log_warning("job_failed",
                         {{"kind", work_.kind}, {"intent", core::to_text(job.intent)}, {"reason", failure}});
    co_await outbox_.postpone(job, clock_() + job_claim);
}

} // namespace parley::app

#include "app/job_loop.hpp"

#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

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
            co_await handle_all(jobs);
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

asio::awaitable<void> JobLoop::handle_all(std::vector<OutboxJob> jobs) {
    std::vector<std::vector<OutboxJob>> of_intents;
    for (OutboxJob& job : jobs) {
        const auto same = [&](const std::vector<OutboxJob>& others) { return others.front().intent == job.intent; };
        const auto found = std::ranges::find_if(of_intents, same);
        (found == of_intents.end() ? of_intents.emplace_back() : *found).push_back(std::move(job));
    }
    std::size_t next = 0;
    auto lane = [&]() -> asio::awaitable<void> {
        while (next < of_intents.size())
            for (const OutboxJob& job : of_intents[next++])
                co_await handle(job);
    };
    if (work_.at_once == 1 || of_intents.size() <= 1)
        co_return co_await lane();
    std::vector<decltype(asio::co_spawn(executor_, lane(), asio::deferred))> lanes;
    for (std::size_t i = 0; i < std::min(work_.at_once, of_intents.size()); ++i)
        lanes.push_back(asio::co_spawn(executor_, lane(), asio::deferred));
    auto group = asio::experimental::make_parallel_group(std::move(lanes));
    const auto [order, failures] = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
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

#include "runtime/blocking_pool.hpp"

#include "support/coroutines/coroutines.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

namespace parley::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using test::run_on;

struct Session {
    std::size_t worker;
    std::thread::id made_on;
    int used = 0;
};

BlockingPool<Session>::Factory sessions() {
    return [](std::size_t worker) { return std::make_unique<Session>(Session{worker, std::this_thread::get_id(), 0}); };
}

TEST(BlockingPool, RunsOnItsThreadAndResumesOnTheCallers) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 2, 10, sessions());
    const auto work = [](BlockingPool<Session>* used) -> awaitable<bool> {
        auto job = [](Session& session) { return session.made_on == std::this_thread::get_id(); };
        const bool own = co_await used->run(std::move(job));
        auto where = [](Session&) { return std::this_thread::get_id(); };
        const auto worker = co_await used->run(std::move(where));
        co_return own&& worker != std::this_thread::get_id();
    };
    const auto here = std::this_thread::get_id();
    EXPECT_TRUE(run_on(context, work(&pool)));
    EXPECT_EQ(here, std::this_thread::get_id());
}

TEST(BlockingPool, HandsBackValuesWithoutDefaultConstructorAndMoveOnlyOnes) {
    struct Row {
        explicit Row(int given) : id(given) {}
        int id;
    };
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 1, 10, sessions());
    const auto work = [](BlockingPool<Session>* used) -> awaitable<int> {
        auto text = std::make_unique<int>(30);
        auto job = [text = std::move(text)](Session&) { return std::make_unique<Row>(*text + 1); };
        const auto row = co_await used->run(std::move(job));
        auto other = [](Session&) { return Row(11); };
        const auto second = co_await used->run(std::move(other));
        auto nothing = [](Session& session) { ++session.used; };
        co_await used->run(std::move(nothing));
        co_return row->id + second.id;
    };
    EXPECT_EQ(run_on(context, work(&pool)), 42);
    pool.stop(); // A worker counts a job once it has given its answer away.
    EXPECT_EQ(pool.stats().done, 3U);
}

TEST(BlockingPool, WakesTheWorkerThatHadWorkLast) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 3, 10, sessions());
    const auto worker_of_one = [](BlockingPool<Session>* used) -> awaitable<std::size_t> {
        auto job = [](Session& session) { return session.worker; };
        co_return co_await used->run(std::move(job));
    };
    const auto await_done = [&](std::uint64_t jobs) { // A worker has nothing to do once it has counted its job.
        while (pool.stats().done < jobs) {
            std::this_thread::yield();
        }
    };
    std::latch all_work(3);
    const auto meet = [](BlockingPool<Session>* used, std::latch* met) -> awaitable<void> {
        auto job = [met](Session&) { met->arrive_and_wait(); };
        co_await used->run(std::move(job));
    };
    for (int worker = 0; worker < 3; ++worker) {
        asio::co_spawn(context, meet(&pool, &all_work), asio::detached);
    }
    context.run();
    await_done(3);
    context.restart();
    const auto last = run_on(context, worker_of_one(&pool));
    for (std::uint64_t n = 0; n < 20; ++n) {
        await_done(4 + n);
        context.restart();
        EXPECT_EQ(run_on(context, worker_of_one(&pool)), last) << "job " << n;
    }
}

TEST(BlockingPool, ThrowsWhatTheJobThrew) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 1, 10, sessions());
    const auto work = [](BlockingPool<Session>* used) -> awaitable<void> {
        auto job = [](Session&) { throw std::runtime_error("syntax error at end of input"); };
        co_await used->run(std::move(job));
    };
    EXPECT_THROW(run_on(context, work(&pool)), std::runtime_error);
}

TEST(BlockingPool, AFactoryThatFailsFailsTheJobAndIsTriedAgain) {
    asio::io_context context(1);
    std::atomic<int> tries{0};
    BlockingPool<Session> pool("db", 1, 10, [&](std::size_t worker) {
        if (++tries == 1) {
            throw Unavailable("connection refused");
        }
        return std::make_unique<Session>(Session{worker, std::this_thread::get_id(), 0});
    });
    const auto work = [](BlockingPool<Session>* used) -> awaitable<int> {
        auto job = [](Session&) { return 7; };
        co_return co_await used->run(std::move(job));
    };
    EXPECT_THROW(run_on(context, work(&pool)), Unavailable);
    EXPECT_EQ(run_on(context, work(&pool)), 7);
    EXPECT_EQ(tries, 2);
}

// One worker is held inside a job until the test lets it go.
struct Held {
    std::latch entered{1};
    std::latch leave{1};
};

awaitable<void> hold(BlockingPool<Session>* pool, Held* held) {
    auto job = [held](Session&) {
        held->entered.count_down();
        held->leave.wait();
    };
    co_await pool->run(std::move(job));
}

awaitable<std::string> ask(BlockingPool<Session>* pool, Deadline deadline) {
    auto job = [](Session&) { return std::string("done"); };
    try {
        co_return co_await pool->run(std::move(job), deadline);
    } catch (const Unavailable& error) {
        co_return std::string(error.what()) + (error.outcome() == Outcome::not_done ? " (not done)" : " (unknown)");
    }
}

TEST(BlockingPool, AFullQueueAnswersAtOnce) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 1, 1, sessions());
    Held held;
    std::string queued;
    std::string refused;
    asio::co_spawn(context, hold(&pool, &held), asio::detached);
    context.poll();
    held.entered.wait();
    asio::co_spawn(context, ask(&pool, Deadline::never()),
                   [&](std::exception_ptr, std::string answer) { queued = std::move(answer); });
    asio::co_spawn(context, ask(&pool, Deadline::never()), [&](std::exception_ptr, std::string answer) {
        refused = std::move(answer);
        held.leave.count_down(); // the worker is free only after the refusal was seen
    });
    context.run();
    EXPECT_EQ(refused, "db: queue is full (not done)");
    EXPECT_EQ(queued, "done");
    EXPECT_EQ(pool.stats().refused, 1U);
}

TEST(BlockingPool, AJobWhoseDeadlinePassedInTheQueueIsNotRun) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 1, 10, sessions());
    Held held;
    std::string answer;
    asio::co_spawn(context, hold(&pool, &held), asio::detached);
    context.poll();
    held.entered.wait();
    asio::co_spawn(context, ask(&pool, Deadline::at(Deadline::Clock::now())),
                   [&](std::exception_ptr, std::string given) { answer = std::move(given); });
    context.poll();
    held.leave.count_down();
    context.run();
    EXPECT_EQ(answer, "db: deadline passed in the queue (not done)");
    EXPECT_EQ(pool.stats().expired, 1U);
}

TEST(BlockingPool, StoppingRefusesWhatWaitsAndFinishesWhatRuns) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 1, 10, sessions());
    Held held;
    bool finished = false;
    std::string waiting;
    asio::co_spawn(context, hold(&pool, &held), [&](std::exception_ptr error) { finished = !error; });
    context.poll();
    held.entered.wait();
    asio::co_spawn(context, ask(&pool, Deadline::never()), [&](std::exception_ptr, std::string given) {
        waiting = std::move(given);
        held.leave.count_down();
    });
    context.poll();
    context.restart();
    std::thread stopper([&] { pool.stop(); });
    context.run();
    stopper.join();
    EXPECT_TRUE(finished);
    EXPECT_EQ(waiting, "db: stopping (not done)");
    EXPECT_EQ(run_on(context, ask(&pool, Deadline::never())), "db: stopping (not done)");
}

TEST(BlockingPool, ServesManyCoroutinesWithFewThreads) {
    asio::io_context context(1);
    BlockingPool<Session> pool("db", 4, 1000, sessions());
    std::atomic<int> sum{0};
    const auto work = [](BlockingPool<Session>* used, std::atomic<int>* total) -> awaitable<void> {
        for (int at = 0; at < 10; ++at) {
            auto job = [at](Session& session) {
                ++session.used;
                return at;
            };
            *total += co_await used->run(std::move(job));
        }
    };
    for (int at = 0; at < 64; ++at) {
        asio::co_spawn(context, work(&pool, &sum), asio::detached);
    }
    context.run();
    EXPECT_EQ(sum, 64 * 45);
    pool.stop();
    EXPECT_EQ(pool.stats().done, 640U);
    EXPECT_EQ(pool.stats().running, 0U);
}

} // namespace
} // namespace parley::runtime

#include "runtime/task_group.hpp"

#include "support/coroutines/coroutines.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace parley::runtime {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::run_on;

awaitable<void> wait_long() {
    co_await sleep_for(hours(1));
}

awaitable<void> fail(std::string why) {
    co_await sleep_for(milliseconds(1));
    throw std::runtime_error(why);
}

// Ends when asked politely, after saying goodbye.
awaitable<void> polite(int* goodbyes) {
    co_await asio::this_coro::reset_cancellation_state(asio::enable_total_cancellation());
    co_await asio::this_coro::throw_if_cancelled(false);
    asio::steady_timer timer(co_await asio::this_coro::executor, hours(1));
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    ++*goodbyes;
}

TEST(TaskGroup, WaitsForItsTasks) {
    asio::io_context context(1);
    TaskGroup group(context.get_executor());
    int done = 0;
    const auto work = [](int* count) -> awaitable<void> {
        co_await sleep_for(milliseconds(5));
        ++*count;
    };
    group.spawn("a", work(&done));
    group.spawn("b", work(&done));
    EXPECT_EQ(group.size(), 2U);
    EXPECT_TRUE(run_on(context, group.wait_for(seconds(5))));
    EXPECT_EQ(done, 2);
    EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, WaitingEndsAtItsDeadline) {
    asio::io_context context(1);
    TaskGroup group(context.get_executor());
    group.spawn("long", wait_long());
    bool empty = true;
    const auto wait = [](TaskGroup* waited, bool* result) -> awaitable<void> {
        *result = co_await waited->wait_for(milliseconds(20));
        waited->cancel_terminal();
    };
    run_on(context, wait(&group, &empty));
    EXPECT_FALSE(empty);
    EXPECT_EQ(group.size(), 0U) << "terminal cancellation ended it";
}

TEST(TaskGroup, StopsThePoliteByTotalAndTheStubbornByTerminal) {
    asio::io_context context(1);
    TaskGroup group(context.get_executor());
    int goodbyes = 0;
    for (int at = 0; at < 20; ++at) {
        group.spawn("polite", polite(&goodbyes));
    }
    group.spawn("stubborn", wait_long());
    bool stopped = false;
    const auto stop = [](TaskGroup* stopping, bool* result) -> awaitable<void> {
        co_await sleep_for(milliseconds(1));
        *result = co_await stopping->stop(milliseconds(50));
    };
    run_on(context, stop(&group, &stopped));
    EXPECT_TRUE(stopped);
    EXPECT_EQ(goodbyes, 20);
}

TEST(TaskGroup, ReportsEveryExceptionWithItsTask) {
    asio::io_context context(1);
    std::vector<std::string> seen;
    TaskGroup group(context.get_executor(), [&](std::string_view task, std::exception_ptr error) {
        try {
            std::rethrow_exception(error);
        } catch (const std::exception& failure) {
            seen.push_back(std::string(task) + ": " + failure.what());
        }
    });
    group.spawn("clock", fail("no time"));
    group.spawn("ledger", fail("no ink"));
    EXPECT_TRUE(run_on(context, group.wait_for(seconds(5))));
    EXPECT_EQ(seen, (std::vector<std::string>{"clock: no time", "ledger: no ink"}));
}

TEST(TaskGroup, KeepsQuietAboutTheAbortItCaused) {
    asio::io_context context(1);
    int reports = 0;
    TaskGroup group(context.get_executor(), [&](std::string_view, std::exception_ptr) { ++reports; });
    group.spawn("long", wait_long());
    context.poll();
    context.restart();
    group.cancel_terminal();
    EXPECT_TRUE(run_on(context, group.wait_for(seconds(5))));
    EXPECT_EQ(reports, 0);
}

TEST(TaskGroup, WaitsForItsGuests) {
    asio::io_context context(1);
    TaskGroup group(context.get_executor());
    std::optional<TaskGroup::Guest> guest(group.receive());
    EXPECT_EQ(group.size(), 1U);
    EXPECT_FALSE(run_on(context, group.wait_for(milliseconds(5))));
    context.restart();
    asio::post(context, [&] { guest.reset(); });
    EXPECT_TRUE(run_on(context, group.wait_for(seconds(5))));
    EXPECT_EQ(group.size(), 0U);
}

TEST(TaskGroup, GoesBeforeItsGuests) {
    asio::io_context context(1);
    std::optional<TaskGroup> group(std::in_place, context.get_executor());
    const auto guest = group->receive();
    group.reset();
    EXPECT_EQ(context.run_for(seconds(5)), 0U);
}

TEST(TaskGroup, GoesAwayWhileTasksRun) {
    asio::io_context context(1);
    int goodbyes = 0;
    {
        TaskGroup group(context.get_executor());
        group.spawn("long", wait_long());
        context.poll();
        context.restart();
    }
    EXPECT_GT(context.run_for(seconds(5)), 0U);
    EXPECT_TRUE(context.stopped()) << "nothing is left to run";
    EXPECT_EQ(goodbyes, 0);
}

} // namespace
} // namespace parley::runtime

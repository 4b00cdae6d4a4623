#include "runtime/deadline.hpp"

#include "support/coroutines/coroutines.hpp"

#include <gtest/gtest.h>

namespace parley::runtime {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::run_on;

awaitable<int> after(std::chrono::milliseconds span, int value) {
    co_await sleep_for(span);
    co_return value;
}

TEST(Deadline, CountsDownToZero) {
    const auto soon = expires_within(hours(1));
    EXPECT_FALSE(soon.expired());
    EXPECT_GT(soon.remaining(), seconds(3599));
    const auto past = Deadline::at(Deadline::Clock::now() - seconds(1));
    EXPECT_TRUE(past.expired());
    EXPECT_EQ(past.remaining(), Deadline::Clock::duration::zero());
    EXPECT_TRUE(past.or_sooner(soon).expired());
    EXPECT_FALSE(Deadline::never().expired());
}

TEST(Deadline, WorkInTimeGivesItsResult) {
    asio::io_context context(1);
    EXPECT_EQ(run_on(context, with_deadline(after(milliseconds(1), 42), expires_within(seconds(5)), "sum")), 42);
    EXPECT_EQ(run_on(context, with_deadline(after(milliseconds(1), 43), Deadline::never(), "sum")), 43);
}

TEST(Deadline, LateWorkIsCancelledWithAnUnknownOutcome) {
    asio::io_context context(1);
    const auto began = Deadline::Clock::now();
    try {
        run_on(context, with_deadline(after(seconds(60), 1), expires_within(milliseconds(20)), "redis"));
        FAIL() << "the deadline passed in silence";
    } catch (const Unavailable& error) {
        EXPECT_STREQ(error.what(), "redis: deadline passed");
        EXPECT_EQ(error.outcome(), Outcome::unknown);
        EXPECT_TRUE(error.retryable());
    }
    EXPECT_LT(Deadline::Clock::now() - began, seconds(5));
}

TEST(Deadline, BoundsWorkWithoutAResult) {
    asio::io_context context(1);
    EXPECT_NO_THROW(
        run_on(context, with_deadline(sleep_for(milliseconds(1)), expires_within(seconds(5)), "pause")));
    EXPECT_THROW(run_on(context, with_deadline(sleep_for(hours(1)), expires_within(milliseconds(5)), "pause")),
                 Unavailable);
}

} // namespace
} // namespace parley::runtime

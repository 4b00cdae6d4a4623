#include "runtime/elsewhere.hpp"

#include "support/coroutines/coroutines.hpp"

#include <boost/asio/thread_pool.hpp>

#include <gtest/gtest.h>

#include <numeric>
#include <stdexcept>
#include <thread>
#include <vector>

namespace parley::runtime {
namespace {

using test::run_on;

TEST(Elsewhere, TheWorkIsDoneOnAnotherThreadAndItsResultComesHome) {
    asio::io_context context(1);
    asio::thread_pool there(2);
    const auto home = std::this_thread::get_id();
    auto ask = [](asio::thread_pool& pool, std::thread::id here) -> awaitable<std::vector<int>> {
        std::vector<int> sums;
        for (int n = 1; n <= 200; ++n) {
            std::vector<int> numbers(static_cast<std::size_t>(n));
            std::iota(numbers.begin(), numbers.end(), 1);
            auto work = [numbers = std::move(numbers), here] {
                EXPECT_NE(std::this_thread::get_id(), here);
                return std::accumulate(numbers.begin(), numbers.end(), 0);
            };
            sums.push_back(co_await elsewhere(pool.get_executor(), std::move(work)));
            EXPECT_EQ(std::this_thread::get_id(), here);
        }
        co_return sums;
    };
    const auto sums = run_on(context, ask(there, home));
    ASSERT_EQ(sums.size(), 200U);
    EXPECT_EQ(sums.front(), 1);
    EXPECT_EQ(sums.back(), 200 * 201 / 2);
}

TEST(Elsewhere, WhatTheWorkThrowsIsThrownAtHome) {
    asio::io_context context(1);
    asio::thread_pool there(1);
    auto fails = []() -> int { throw std::runtime_error("not today"); };
    EXPECT_THROW(run_on(context, elsewhere(there.get_executor(), fails)), std::runtime_error);
}

} // namespace
} // namespace parley::runtime

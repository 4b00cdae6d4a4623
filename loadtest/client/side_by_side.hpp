// Coroutines that run at the same time on one thread, awaited together.
#pragma once

#include "runtime/asio.hpp"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>

#include <exception>
#include <vector>

namespace parley::load {

/// Ends when all have ended; throws the first failure then.
inline awaitable<void> side_by_side(asio::io_context& context, std::vector<awaitable<void>> deeds) {
    std::vector<decltype(asio::co_spawn(context, std::move(deeds.front()), asio::deferred))> started;
    for (awaitable<void>& deed : deeds)
        started.push_back(asio::co_spawn(context, std::move(deed), asio::deferred));
    auto group = asio::experimental::make_parallel_group(std::move(started));
    auto [order, failures] = co_await group.async_wait(asio::experimental::wait_for_all(), asio::use_awaitable);
    for (const std::exception_ptr& failure : failures)
        if (failure)
            std::rethrow_exception(failure);
}

} // namespace parley::load

// Work that takes long, done where it holds nobody up: `work` is called on another executor, and what it returns or
// throws comes back to the awaiting coroutine on its own.
#pragma once

#include "runtime/asio.hpp"

#include <type_traits>
#include <utility>

namespace parley::runtime {

template <class Work>
awaitable<std::invoke_result_t<Work&>> elsewhere(asio::any_io_executor there, Work work) {
    // The work is an argument, not a capture: a coroutine keeps its arguments, and a lambda is gone before it begins.
    auto called = [](Work mine) -> awaitable<std::invoke_result_t<Work&>> { co_return mine(); };
    co_return co_await asio::co_spawn(std::move(there), called(std::move(work)), asio::use_awaitable);
}

} // namespace parley::runtime

// Coroutines started from a test, and what they came to. Asio's way of starting one is compiled once, not in every test
// for every type of result.
#pragma once

#include "runtime/asio.hpp"

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace parley::test {

struct Nothing {};

/// What a coroutine came to, if it has ended.
template <class T>
struct Ended {
    bool done = false;
    std::optional<std::conditional_t<std::is_void_v<T>, Nothing, T>> value;
    std::exception_ptr error;

    /// What it gave, or the exception that it threw.
    auto& get() {
        if (error)
            std::rethrow_exception(error);
        return value.value();
    }
    /// The same for one who asks once.
    T take() {
        if constexpr (std::is_void_v<T>)
            get();
        else
            return std::move(get());
    }
};

namespace detail {

/// Starts it; `done` and `error` are written when it has ended.
void spawn(asio::any_io_executor executor, awaitable<void> work, std::shared_ptr<bool> done,
           std::shared_ptr<std::exception_ptr> error);
/// Runs the loop until nothing is left to do.
void run_all(asio::io_context& loop);

template <class T>
awaitable<void> keep(awaitable<T> work, std::shared_ptr<Ended<T>> ended) {
    if constexpr (std::is_void_v<T>) {
        co_await std::move(work);
        ended->value = Nothing{};
    } else {
        ended->value.emplace(co_await std::move(work));
    }
}

} // namespace detail

template <class T>
std::shared_ptr<Ended<T>> start(asio::any_io_executor executor, awaitable<T> work) {
    auto ended = std::make_shared<Ended<T>>();
    detail::spawn(std::move(executor), detail::keep(std::move(work), ended), {ended, &ended->done},
                  {ended, &ended->error});
    return ended;
}

/// Runs the loop until nothing is left to do; gives the coroutine's result or throws its exception.
template <class T>
T run_on(asio::io_context& loop, awaitable<T> work) {
    const auto ended = start(loop.get_executor(), std::move(work));
    detail::run_all(loop);
    return ended->take();
}

/// On a loop of its own.
template <class T>
T run(awaitable<T> work) {
    asio::io_context loop(1);
    return run_on(loop, std::move(work));
}

} // namespace parley::test

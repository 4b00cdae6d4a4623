// Runs one coroutine to its end on a context of its own and hands back what it returned or threw.
#pragma once

#include "runtime/asio.hpp"

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace parley::tests {

template <class T>
T run_coroutine(asio::io_context& context, awaitable<T> work) {
    context.restart();
    std::exception_ptr error;
    if constexpr (std::is_void_v<T>) {
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr failure) { error = failure; });
        context.run();
        context.restart();
        if (error) {
            std::rethrow_exception(error);
        }
    } else {
        std::optional<T> result;
        asio::co_spawn(context, std::move(work), [&](std::exception_ptr failure, T value) {
            error = failure;
            result = std::move(value);
        });
        context.run();
        context.restart();
        if (error) {
            std::rethrow_exception(error);
        }
        return std::move(*result);
    }
}

} // namespace parley::tests

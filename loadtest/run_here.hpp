// A coroutine run to its end on this thread.
#pragma once

#include "runtime/asio.hpp"

#include <exception>
#include <optional>

namespace parley::load {

/// Gives what the scenario gives and throws what it throws. Everything else that was started on the context stops with
/// it, and goes on with the next one.
template <class Scenario>
auto run_here(asio::io_context& context, Scenario scenario) {
    std::optional<typename decltype(scenario())::value_type> result;
    std::exception_ptr failure;
    asio::co_spawn(context, scenario(), [&](std::exception_ptr thrown, auto value) {
        failure = thrown;
        if (!failure)
            result = std::move(value);
        context.stop();
    });
    context.restart();
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return std::move(*result);
}

} // namespace parley::load

// What a node does again and again until it is cancelled. A time that fails is told in the log, and the next one comes.
#pragma once

#include "runtime/deadline.hpp"
#include "runtime/log.hpp"

#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace parley::runtime {

/// `work` gives an awaitable; the first time is after `every`. `failed` names the warning.
template <class Work>
awaitable<void> again_and_again(std::chrono::microseconds every, std::string_view failed, Work work) {
    for (;;) {
        co_await sleep_for(every);
        try {
            co_await work();
        } catch (const std::exception& error) {
            log_warning(failed, {{"reason", error.what()}});
        }
    }
}

} // namespace parley::runtime

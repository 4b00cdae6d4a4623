#include "adapters/system/clock.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>

namespace parley::system {

core::Instant now() {
    static std::atomic<std::int64_t> latest{0};
    const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
    const std::int64_t read = std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
    std::int64_t known = latest.load(std::memory_order_relaxed);
    while (known < read && !latest.compare_exchange_weak(known, read, std::memory_order_relaxed)) {
    }
    return {std::max(known, read)};
}

} // namespace parley::system

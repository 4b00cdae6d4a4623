// How long something took, in the unit that the histograms of answers count in.
#pragma once

#include <chrono>
#include <cstdint>

namespace parley::load {

inline std::int64_t micros_since(std::chrono::steady_clock::time_point then) {
    return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - then).count();
}

} // namespace parley::load

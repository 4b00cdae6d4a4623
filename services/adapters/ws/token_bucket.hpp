// A rate with a burst: tokens come back steadily, each event takes one. Pure; the caller hands in the clock.
#pragma once

#include <algorithm>
#include <chrono>

namespace parley::ws {

class TokenBucket {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    // A rate of 0 never refuses.
    TokenBucket(double per_second, double burst, TimePoint now)
        : per_second_(per_second), burst_(burst), tokens_(burst), last_(now) {}

    bool take(TimePoint now) noexcept {
        if (per_second_ <= 0) {
            return true;
        }
        const std::chrono::duration<double> passed = now - last_;
        tokens_ = std::min(burst_, tokens_ + passed.count() * per_second_);
        last_ = now;
        if (tokens_ < 1) {
            return false;
        }
        tokens_ -= 1;
        return true;
    }

private:
    double per_second_;
    double burst_;
    double tokens_;
    TimePoint last_;
};

} // namespace parley::ws

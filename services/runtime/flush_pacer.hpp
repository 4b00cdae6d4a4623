// How long a busy reactor lets frames gather before it writes them: nothing while idle, growing with load to a cap.
// One write per socket and frame is nearly the whole cost of fan-out, so a loaded reactor trades up to the cap of
// latency for fewer, larger writes. Pure: the caller hands in the clock and the thread's CPU time.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace parley::runtime {

struct FlushPacerOptions {
    std::chrono::nanoseconds cap = std::chrono::milliseconds(20);
    std::chrono::nanoseconds min_sample = std::chrono::milliseconds(5); // shorter spans are not judged yet
    std::chrono::nanoseconds memory = std::chrono::milliseconds(40);    // span after which old load is forgotten
    double idle_below = 0.50;   // share of the thread's time: at once below this
    double full_above = 0.75;   // the cap from here on
    double useful_share = 0.25; // of the connections held back, how many must have gathered more meanwhile
    int useless_ticks = 2;      // after so many in a row holding back stops
    std::chrono::nanoseconds first_rest = std::chrono::milliseconds(500); // for so long, doubling up to the longest
    std::chrono::nanoseconds longest_rest = std::chrono::seconds(4);
};

class FlushPacer {
public:
    using TimePoint = std::chrono::steady_clock::time_point;

    explicit FlushPacer(FlushPacerOptions options = {}) : options_(options), rest_(options.first_rest) {}

    bool sample_due(TimePoint now) const noexcept { return now - last_ >= options_.min_sample; }

    // `cpu` is the CPU time this thread has used so far.
    void sample(TimePoint now, std::chrono::nanoseconds cpu) noexcept {
        const auto wall = now - last_;
        if (wall < options_.min_sample) {
            return;
        }
        if (started_) {
            const double share = std::clamp(ratio(cpu - last_cpu_, wall), 0.0, 1.0);
            const double weight = std::min(1.0, ratio(wall, options_.memory));
            load_ += (share - load_) * weight;
        }
        started_ = true;
        last_ = now;
        last_cpu_ = cpu;
    }

    double load() const noexcept { return load_; }

    // What a tick brought: of the connections it held back, how many were pushed to in more than one loop turn. When
    // senders wait for their messages to arrive before they send more, holding back only makes everybody slower.
    void judge_tick(TimePoint now, std::size_t held_back, std::size_t gathered) noexcept {
        if (static_cast<double>(gathered) >= options_.useful_share * static_cast<double>(held_back)) {
            useless_ = 0;
            rest_ = options_.first_rest;
            return;
        }
        if (++useless_ >= options_.useless_ticks) {
            useless_ = 0;
            rest_until_ = now + rest_;
            rest_ = std::min(rest_ * 2, options_.longest_rest);
        }
    }

    // The least time between two flushes of one connection.
    std::chrono::nanoseconds interval(TimePoint now) const noexcept {
        if (now < rest_until_) {
            return std::chrono::nanoseconds(0);
        }
        const double over = (load_ - options_.idle_below) / (options_.full_above - options_.idle_below);
        const double share = std::clamp(over, 0.0, 1.0);
        return std::chrono::nanoseconds(static_cast<std::int64_t>(share * static_cast<double>(options_.cap.count())));
    }

private:
    static double ratio(std::chrono::nanoseconds part, std::chrono::nanoseconds whole) noexcept {
        return static_cast<double>(part.count()) / static_cast<double>(whole.count());
    }

    FlushPacerOptions options_;
    TimePoint last_{};
    std::chrono::nanoseconds last_cpu_{0};
    double load_ = 0;
    TimePoint rest_until_{};
    std::chrono::nanoseconds rest_;
    int useless_ = 0;
    bool started_ = false;
};

} // namespace parley::runtime

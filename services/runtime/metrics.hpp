// Counters, gauges and histograms with Prometheus text exposition. Registration takes a lock, updates are atomic adds.
// Hand a Registry to what you build; process_metrics() exists because counters sit at the bottom of every layer and
// passing a registry through each constructor buys nothing in a process that exposes exactly one page of them.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::runtime {

class Counter {
public:
    void add(std::uint64_t count = 1) noexcept { value_.fetch_add(count, std::memory_order_relaxed); }
    std::uint64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::uint64_t> value_{0};
};

class Gauge {
public:
    void set(std::int64_t value) noexcept { value_.store(value, std::memory_order_relaxed); }
    void add(std::int64_t delta) noexcept { value_.fetch_add(delta, std::memory_order_relaxed); }
    std::int64_t value() const noexcept { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

// Observations in microseconds, exposed in seconds. Buckets go 100 us to 10 s in steps of about 2.
class Histogram {
public:
    static constexpr std::array<std::int64_t, 16> bounds_us{
        100,    250,     500,     1'000,   2'500,     5'000,     10'000,    20'000,
        50'000, 100'000, 200'000, 500'000, 1'000'000, 2'500'000, 5'000'000, 10'000'000};

    void observe_us(std::int64_t microseconds) noexcept;
    void observe(std::chrono::nanoseconds span) noexcept {
        observe_us(std::chrono::duration_cast<std::chrono::microseconds>(span).count());
    }
    std::uint64_t count() const noexcept;

private:
    friend class Registry;
    std::array<std::atomic<std::uint64_t>, bounds_us.size() + 1> buckets_{};
    std::atomic<std::int64_t> sum_us_{0};
};

using Labels = std::vector<std::pair<std::string, std::string>>;

class Registry {
public:
    Registry() = default;
    Registry(const Registry&) = delete;
    Registry& operator=(const Registry&) = delete;

    // The same name and labels give the same object, which lives as long as the registry. A name used with another
    // kind is our bug. Names follow Prometheus: parley_http_requests_total, parley_ws_sessions, ..._seconds.
    Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
    Gauge& gauge(std::string_view name, std::string_view help, const Labels& labels = {});
    Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {});

    // Content-Type: text/plain; version=0.0.4
    std::string render() const;

private:
    enum class Kind { counter, gauge, histogram };
    struct Series {
        std::string labels; // rendered, without braces
        Counter counter;
        Gauge gauge;
        std::unique_ptr<Histogram> histogram;
    };
    struct Family {
        Kind kind;
        std::string help;
        std::deque<Series> series;
    };
    Series& series(Kind kind, std::string_view name, std::string_view help, const Labels& labels);

    mutable std::mutex mutex_;
    std::map<std::string, Family, std::less<>> families_;
};

Registry& process_metrics();

} // namespace parley::runtime

#include "runtime/metrics.hpp"

#include "runtime/assert.hpp"

#include <algorithm>
#include <cstdio>

namespace parley::runtime {

namespace {

std::string rendered(const Labels& labels) {
    std::string text;
    for (const auto& [name, value] : labels) {
        text += text.empty() ? "" : ",";
        text += name + "=\"";
        for (const char character : value) {
            if (character == '\\' || character == '"') {
                text += '\\';
            }
            if (character == '\n') {
                text += "\\n";
            } else {
                text += character;
            }
        }
        text += '"';
    }
    return text;
}

std::string braced(const std::string& labels, const std::string& more = {}) {
    if (labels.empty() && more.empty()) {
        return {};
    }
    return "{" + labels + (labels.empty() || more.empty() ? "" : ",") + more + "}";
}

std::string seconds(std::int64_t microseconds) {
    char text[48];
    std::snprintf(text, sizeof text, "%.10g", static_cast<double>(microseconds) / 1e6);
    return text;
}

} // namespace

void Histogram::observe_us(std::int64_t microseconds) noexcept {
    const auto* bound = std::lower_bound(bounds_us.begin(), bounds_us.end(), microseconds);
    buckets_[static_cast<std::size_t>(bound - bounds_us.begin())].fetch_add(1, std::memory_order_relaxed);
    sum_us_.fetch_add(microseconds, std::memory_order_relaxed);
}

std::uint64_t Histogram::count() const noexcept {
    std::uint64_t total = 0;
    for (const auto& bucket : buckets_) {
        total += bucket.load(std::memory_order_relaxed);
    }
    return total;
}

Registry::Series& Registry::series(Kind kind, std::string_view name, std::string_view help, const Labels& labels) {
    auto key = rendered(labels);
    const std::lock_guard lock(mutex_);
    auto family = families_.find(name);
    if (family == families_.end()) {
        family = families_.emplace(std::string(name), Family{kind, std::string(help), {}}).first;
    }
    ensure(family->second.kind == kind, "a metric name has one kind");
    auto& all = family->second.series;
    const auto known = std::find_if(all.begin(), all.end(), [&](const Series& one) { return one.labels == key; });
    if (known != all.end()) {
        return *known;
    }
    auto& made = all.emplace_back();
    made.labels = std::move(key);
    if (kind == Kind::histogram) {
        made.histogram = std::make_unique<Histogram>();
    }
    return made;
}

Counter& Registry::counter(std::string_view name, std::string_view help, const Labels& labels) {
    return series(Kind::counter, name, help, labels).counter;
}

Gauge& Registry::gauge(std::string_view name, std::string_view help, const Labels& labels) {
    return series(Kind::gauge, name, help, labels).gauge;
}

Histogram& Registry::histogram(std::string_view name, std::string_view help, const Labels& labels) {
    return *series(Kind::histogram, name, help, labels).histogram;
}

std::string Registry::render() const {
    const std::lock_guard lock(mutex_);
    std::string text;
    for (const auto& [name, family] : families_) {
        text += "# HELP " + name + " " + family.help + "\n# TYPE " + name + " ";
        switch (family.kind) {
        case Kind::counter:
            text += "counter\n";
            for (const auto& one : family.series) {
                text += name + braced(one.labels) + " " + std::to_string(one.counter.value()) + "\n";
            }
            break;
        case Kind::gauge:
            text += "gauge\n";
            for (const auto& one : family.series) {
                text += name + braced(one.labels) + " " + std::to_string(one.gauge.value()) + "\n";
            }
            break;
        case Kind::histogram:
            text += "histogram\n";
            for (const auto& one : family.series) {
                std::uint64_t below = 0;
                for (std::size_t at = 0; at < one.histogram->buckets_.size(); ++at) {
                    below += one.histogram->buckets_[at].load(std::memory_order_relaxed);
                    const auto bound = at < Histogram::bounds_us.size() ? seconds(Histogram::bounds_us[at]) : "+Inf";
                    text += name + "_bucket" + braced(one.labels, "le=\"" + bound + "\"") + " " +
                            std::to_string(below) + "\n";
                }
                text += name + "_sum" + braced(one.labels) + " " +
                        seconds(one.histogram->sum_us_.load(std::memory_order_relaxed)) + "\n";
                text += name + "_count" + braced(one.labels) + " " + std::to_string(below) + "\n";
            }
            break;
        }
    }
    return text;
}

Registry& process_metrics() {
    static Registry registry;
    return registry;
}

} // namespace parley::runtime

#include "loadtest/measure/report.hpp"

#include <unistd.h>

#include <chrono>
#include <iomanip>
#include <iostream>

namespace parley::load {

namespace {

void print_group(const Report& group, std::ostream& out, int depth) {
    for (const auto& [name, value] : group.items()) {
        out << std::string(static_cast<std::size_t>(depth) * 2, ' ') << std::left << std::setw(34 - depth * 2) << name;
        if (value.is_object()) {
            out << '\n';
            print_group(value, out, depth + 1);
        } else if (value.is_number_float()) {
            out << std::right << std::fixed << std::setprecision(3) << std::setw(14) << value.get<double>() << '\n';
        } else {
            out << std::right << std::setw(14) << (value.is_string() ? value.get<std::string>() : value.dump()) << '\n';
        }
    }
}

} // namespace

nlohmann::ordered_json summary_of(const Histogram& histogram) {
    return {{"count", histogram.count()}, {"mean", histogram.mean()},  {"p50", histogram.at(0.5)},
            {"p90", histogram.at(0.9)},   {"p99", histogram.at(0.99)}, {"p999", histogram.at(0.999)},
            {"max", histogram.max()}};
}

void print(const Report& report, std::ostream& out) {
    print_group(report, out, 0);
}

Progress::~Progress() {
    if (said_ && isatty(STDERR_FILENO))
        std::cerr << '\n';
}

void Progress::say(const std::string& how_far) {
    const auto now =
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch())
            .count();
    if (said_ && now - said_at_ms_ < 1'000)
        return;
    said_ = true;
    said_at_ms_ = now;
    if (isatty(STDERR_FILENO)) {
        std::cerr << '\r' << what_ << ": " << how_far << "\033[K" << std::flush;
    } else {
        std::cerr << what_ << ": " << how_far << '\n';
    }
}

} // namespace parley::load

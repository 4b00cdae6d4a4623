// What a scenario asked and what it was answered, as a table for people or as JSON.
#pragma once

#include "loadtest/measure/histogram.hpp"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>

namespace parley::load {

/// {"count","mean","p50","p90","p99","p999","max"} in the unit that was counted.
nlohmann::ordered_json summary_of(const Histogram& histogram);

/// A scenario's report: named figures, in the order in which they were put.
using Report = nlohmann::ordered_json;

/// One figure a line; groups are indented.
void print(const Report& report, std::ostream& out);

/// Says on stderr how far something long is, at most once a second.
class Progress {
public:
    explicit Progress(std::string what) : what_(std::move(what)) {}
    ~Progress();
    void say(const std::string& how_far);

private:
    std::string what_;
    std::int64_t said_at_ms_ = 0;
    bool said_ = false;
};

} // namespace parley::load

// Reading the input of one statistics case: what is missing or of another kind is noted with its place, once, and the
// reading goes on with a harmless value. For the stats_*.cpp of this folder alone.
#pragma once

#include "lab/stats/means.hpp"
#include "lab/stats/moments.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

using StatsJson = nlohmann::json;

class StatsInput {
public:
    /// `cases` are all of the file, for those that refer to each other. `fault` takes the first fault: "place: what".
    StatsInput(const StatsJson& value, std::string place, const StatsJson& cases, std::string& fault);

    bool is_given(std::string_view name) const;
    bool is_faulty() const { return !fault_->empty(); }
    void fail(std::string_view name, std::string_view what) const;

    /// Finite; `fallback` where it is not given.
    double number(std::string_view name, std::optional<double> fallback = std::nullopt) const;
    /// A whole number in [low, 2^53].
    double whole(std::string_view name, double low, std::optional<double> fallback = std::nullopt) const;
    /// From 0 to 1, as shares and probabilities are.
    double share(std::string_view name, std::optional<double> fallback = std::nullopt) const;
    /// Between 0 and 1 and neither of them, as levels of significance, confidence and power are.
    double level(std::string_view name, std::optional<double> fallback = std::nullopt) const;
    double positive(std::string_view name, std::optional<double> fallback = std::nullopt) const;
    double not_negative(std::string_view name, std::optional<double> fallback = std::nullopt) const;
    bool flag(std::string_view name, bool fallback) const;
    std::string text(std::string_view name, std::string_view fallback) const;
    /// Text or a number, by which something is called; null for anything else.
    StatsJson label(std::string_view name) const;
    std::vector<double> numbers(std::string_view name) const;
    /// Numbers of which none is below `low` or above `high`.
    std::vector<double> numbers_within(std::string_view name, double low,
                                       double high = std::numeric_limits<double>::infinity()) const;
    /// Numbers, or one number alone.
    std::vector<double> numbers_or_one(std::string_view name) const;
    /// An array of arrays of numbers.
    std::vector<std::vector<double>> number_rows(std::string_view name) const;
    StatsInput object(std::string_view name) const;
    /// This object's member of that name, or this object where it has none.
    StatsInput object_or_this(std::string_view name) const;
    /// One for each item of an array of objects.
    std::vector<StatsInput> objects(std::string_view name) const;
    /// The input of the case that the member names.
    StatsInput referred(std::string_view name) const;

    /// An arm: an array of values, or moments by a statistic of gbstats ("kind").
    lab::stats::Arm arm(std::string_view name) const;
    /// Two arrays of the object `name`, equally long.
    lab::stats::PairMoments pair(std::string_view name, std::string_view y, std::string_view x) const;

    const StatsJson& json() const { return *value_; }

private:
    /// Null where there is none.
    const StatsJson* member(std::string_view name, bool is_required) const;
    /// Moments of so many units, by the names of their sums: what no values can have is a fault.
    lab::stats::Moments moments(double n, const std::string& sum, const std::string& sum_squares) const;
    std::vector<double> numbers_of(const StatsJson& value, const std::string& name) const;
    const StatsJson* value_;
    std::string place_;
    const StatsJson* cases_;
    std::string* fault_;
};

} // namespace parley::wire

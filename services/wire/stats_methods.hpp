// The methods of the statistics engine by the names that case files use. For stats_cases.cpp, which looks them up.
#pragma once

#include "lab/stats/informative.hpp"
#include "wire/stats_input.hpp"

#include <span>

namespace parley::wire {

/// Reads an input and answers with the members of an output; what it answers to a faulty input is not used.
struct StatsMethod {
    std::string_view name;
    StatsJson (*answer)(const StatsInput& input);
};

/// Means, ratios and what is seen of them over time.
std::span<const StatsMethod> methods_of_means();
/// Shares, ranks, families of tests, and planning.
std::span<const StatsMethod> methods_of_tests();
/// Regression, resampling, sectors, waiting times and concentration.
std::span<const StatsMethod> methods_of_models();

inline StatsJson to_stats_json(const std::optional<double>& value) {
    return value ? StatsJson(*value) : StatsJson();
}
inline StatsJson to_stats_json(const lab::stats::Interval& interval) {
    return StatsJson::array({to_stats_json(interval.low), to_stats_json(interval.high)});
}

/// The output of a result, or {"uninformative": why}.
template <class T, class Write>
StatsJson told(const lab::stats::Informative<T>& result, const Write& write) {
    if (!result)
        return {{"uninformative", result.error().why}};
    return write(*result);
}

} // namespace parley::wire

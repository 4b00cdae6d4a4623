// What an analysis answers: a result, or in words why the data say nothing. No function of this folder returns NaN or
// infinity, and none throws; a bound that does not exist is an empty optional.
#pragma once

#include <boost/system/result.hpp>

#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>

namespace parley::lab::stats {

/// Why nothing can be said of the input: a sentence for the page that would have shown the result.
struct Uninformative {
    std::string why;
};

template <class T>
using Informative = boost::system::result<T, Uninformative>;

/// A confidence interval. A side without a value has no bound.
struct Interval {
    std::optional<double> low;
    std::optional<double> high;
};

/// Whether every number is one: sums of very large numbers overflow, and then nothing can be said.
inline bool all_finite(std::initializer_list<double> numbers) {
    for (const double number : numbers)
        if (!std::isfinite(number))
            return false;
    return true;
}

inline Uninformative too_large() {
    return {"the numbers are too large or too small to compute with"};
}

/// Of two arms, each of units that are all alike.
inline Uninformative no_spread() {
    return {"every value within an arm is the same: where nothing varies, nobody can tell an effect from chance"};
}
/// Of values so far from 0 that rounding them may be all that makes them differ.
inline Uninformative lost_spread() {
    return {
        "the values within an arm differ by no more than the rounding of such large numbers, so that nobody can tell "
        "an effect from chance"};
}

/// A level of significance, a share or a probability with room on both sides of it.
inline bool is_inside_unit(double value) {
    return value > 0 && value < 1;
}

} // namespace parley::lab::stats

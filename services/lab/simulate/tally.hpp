// A mean with its standard error, of values as they come.
#pragma once

#include <cmath>
#include <cstdint>

namespace parley::lab::simulate {

struct Estimate {
    double mean = 0;
    double se = 0;      // of the mean; 0 below two values
    std::int64_t n = 0; // independent values
    /// How many standard errors the mean is from there; 0 where there is no error to measure by and it is there.
    double sigmas_from(double target) const {
        const double gap = mean - target;
        return gap == 0 ? 0 : gap / se;
    }
};

/// Welford's running mean and sum of squares (Technometrics 1962), which lose no digits.
class Tally {
public:
    void add(double value) {
        ++n_;
        const double gap = value - mean_;
        mean_ += gap / static_cast<double>(n_);
        squares_ += gap * (value - mean_);
    }
    Estimate estimate() const {
        const auto count = static_cast<double>(n_);
        return {mean_, n_ < 2 ? 0 : std::sqrt(squares_ / (count - 1) / count), n_};
    }
    /// Of one value, with n - 1; 0 below two values.
    double variance() const { return n_ < 2 ? 0 : squares_ / static_cast<double>(n_ - 1); }

private:
    std::int64_t n_ = 0;
    double mean_ = 0;
    double squares_ = 0;
};

} // namespace parley::lab::simulate

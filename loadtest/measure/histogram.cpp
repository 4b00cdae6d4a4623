#include "loadtest/measure/histogram.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace parley::load {

// Values below 2^precision have a bucket each; above, the leading bit chooses the row and the next bits the bucket.
std::size_t Histogram::bucket_of(std::int64_t value) {
    const auto bits = static_cast<std::uint64_t>(value);
    const int width = std::bit_width(bits);
    if (width <= precision)
        return static_cast<std::size_t>(bits);
    const int shift = width - precision - 1;
    const std::uint64_t mantissa = bits >> shift; // from 2^precision up to 2^(precision + 1) - 1
    return (static_cast<std::size_t>(shift) << precision) + static_cast<std::size_t>(mantissa);
}

std::int64_t Histogram::end_of(std::size_t bucket) {
    const std::size_t row = bucket >> precision;
    if (row == 0)
        return static_cast<std::int64_t>(bucket);
    const std::size_t shift = row - 1;
    const std::uint64_t mantissa = bucket - (shift << precision);
    return static_cast<std::int64_t>(((mantissa + 1) << shift) - 1);
}

void Histogram::add(std::int64_t value, std::uint64_t times) {
    value = std::max<std::int64_t>(0, value);
    counts_[bucket_of(value)] += times;
    count_ += times;
    sum_ += static_cast<double>(value) * static_cast<double>(times);
    max_ = std::max(max_, value);
}

void Histogram::merge(const Histogram& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i)
        counts_[i] += other.counts_[i];
    count_ += other.count_;
    sum_ += other.sum_;
    max_ = std::max(max_, other.max_);
}

std::int64_t Histogram::at(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen >= std::max<std::uint64_t>(1, wanted))
            return std::min(end_of(i), max_);
    }
    return 0;
}

} // namespace parley::load

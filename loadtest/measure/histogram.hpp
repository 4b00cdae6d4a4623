// A log-linear histogram: 64 buckets to each power of two, so that every value is known to within 1.6 % at any size,
// in memory that does not grow with how many are counted.
#pragma once

#include <array>
#include <cstdint>

namespace parley::load {

class Histogram {
public:
    /// Counts a value from 0 up, in whatever unit the reader agreed on; a negative one counts as 0.
    void add(std::int64_t value, std::uint64_t times = 1);
    void merge(const Histogram& other);

    std::uint64_t count() const { return count_; }
    std::int64_t max() const { return max_; }
    double mean() const { return count_ == 0 ? 0 : sum_ / static_cast<double>(count_); }
    /// The smallest value that `share` (0 to 1) of all values do not exceed, rounded up to its bucket's end; 0 of none.
    std::int64_t at(double share) const;

private:
    static constexpr int precision = 6; // bits behind the leading one
    static constexpr std::size_t buckets = (64 - precision) << precision;
    static std::size_t bucket_of(std::int64_t value);
    static std::int64_t end_of(std::size_t bucket);

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::int64_t max_ = 0;
    double sum_ = 0;
};

} // namespace parley::load

// Random numbers that a seed decides, the same on every machine: SplitMix64, what is drawn from it in integers, and
// even fractions. The distributions of the standard library are not used: they differ from one library to the next.
#pragma once

#include "core/money.hpp"

#include <cstdint>

namespace parley::lab {

class Draws {
public:
    explicit Draws(std::uint64_t seed) : state_(seed) {}

    std::uint64_t number() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31);
    }
    /// A whole number in [low, high]; low <= high.
    std::int64_t between(std::int64_t low, std::int64_t high) { return low + part_of(high - low + 1); }
    /// The same, with small ones the likelier: the square of an even draw.
    std::int64_t mostly_small(std::int64_t low, std::int64_t high) {
        const std::int64_t even = part_of(core::ppm_per_one);
        return low + static_cast<std::int64_t>(static_cast<__int128>(high - low) * even / core::ppm_per_one * even /
                                               core::ppm_per_one);
    }
    bool chance(std::int64_t ppm) { return part_of(core::ppm_per_one) < ppm; }
    /// An even draw from [0, 1), a multiple of 2^-53: the upper 53 bits of a number.
    double unit() { return static_cast<double>(number() >> 11) * 0x1p-53; }

private:
    /// In [0, bound).
    std::int64_t part_of(std::int64_t bound) {
        return static_cast<std::int64_t>(static_cast<unsigned __int128>(number()) * static_cast<std::uint64_t>(bound) >>
                                         64);
    }
    std::uint64_t state_;
};

} // namespace parley::lab

// Money is a whole number of a currency's minor unit (pence, cents); there are no fractions and no floats anywhere.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace parley::core {

/// A count of minor units. Prices lie in [price_min, price_max]; scores may be negative.
using Minor = std::int64_t;

inline constexpr Minor price_min = 1;
inline constexpr Minor price_max = 10'000'000'000; // A hundred million pounds: more is a typing error.

struct Money {
    Minor amount = 0;
    std::string currency = "GBP"; // ISO 4217
    friend bool operator==(const Money&, const Money&) = default;
};

inline constexpr std::int64_t basis_points_per_one = 10'000;
inline constexpr std::int64_t ppm_per_one = 1'000'000;

/// `bp` basis points of `amount`, rounded up; amounts at or below zero have no share.
constexpr Minor share_rounded_up(Minor amount, std::int64_t bp) {
    if (amount <= 0 || bp <= 0)
        return 0;
    const __int128 product = static_cast<__int128>(amount) * bp;
    return static_cast<Minor>((product + basis_points_per_one - 1) / basis_points_per_one);
}

} // namespace parley::core

// The randomisation test: what the estimate would have been under the other assignments that could have been drawn. For
// switchbacks and for few clusters it is *the* p-value.
#pragma once

#include "lab/stats/informative.hpp"

#include <cstdint>
#include <span>

namespace parley::lab::stats {

/// All assignments are listed up to so many, and drawn beyond.
inline constexpr std::size_t listed_assignments_max = 65'536;
inline constexpr std::size_t drawn_assignments = 9'999;
inline constexpr std::uint64_t randomisation_seed = 1;

struct PairedRandomisation {
    double estimate = 0;    // mean of the differences
    double assignments = 0; // listed, or drawn with the one that happened
    bool listed = true;
    double p_two_sided = 1; // |T*| >= |T|, the assignment that happened among them
    double p_greater = 1;   // T* >= T
    Interval interval;      // 95 %: the constant effects with p > 0.05; no bound where no p is that small
};
/// `differences` are of arm 1 less arm 0 within pairs whose labels were swapped independently, as balanced_pairs does.
/// At least one pair.
Informative<PairedRandomisation> randomise_pairs(std::span<const double> differences,
                                                 std::uint64_t seed = randomisation_seed);

/// (extreme + 1)/(draws + 1): the p-value of drawn assignments, which is never 0. 0 <= extreme <= draws.
Informative<double> p_of_draws(double extreme, double draws);

} // namespace parley::lab::stats

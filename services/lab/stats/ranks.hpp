// Tests that look at the order of values alone, so that no outlier leads them: Mann and Whitney for two arms, Kruskal
// and Wallis for more.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>
#include <vector>

namespace parley::lab::stats {

/// p-values by what counts as a departure: x and y differ, x tends to be less, x tends to be greater.
struct SidedP {
    double two_sided = 1;
    double less = 1;
    double greater = 1;
};

struct MannWhitney {
    double u = 0;                        // pairs with x > y, ties half; 0 to n_x n_y
    std::optional<SidedP> exact;         // without ties, and up to exact_pairs_max pairs
    std::optional<SidedP> corrected;     // normal approximation with ties and continuity correction; see below
    std::optional<SidedP> not_corrected; // the same without the correction
    double shift = 0;                    // Hodges and Lehmann: the median of y - x over all pairs
    Interval shift_interval;             // 95 %; without bounds where the arms are too small for it
};
/// The exact distribution is counted for at most so many pairs; beyond, the approximation is as good.
inline constexpr double exact_pairs_max = 10'000;
/// Each of x and y has a value. Where all values are the same there is no approximation, and nothing is informative.
Informative<MannWhitney> mann_whitney(std::span<const double> x, std::span<const double> y);

/// P(U <= u) for u = 0 .. m n without ties; 1 <= m, n and m n <= exact_pairs_max.
std::vector<double> mann_whitney_below(std::size_t m, std::size_t n);

struct KruskalWallis {
    double h = 0; // corrected for ties
    double df = 0;
    double p = 1;
};
/// Of the groups that have a value; the approximation by chi-squared.
Informative<KruskalWallis> kruskal_wallis(std::span<const std::vector<double>> groups);

} // namespace parley::lab::stats

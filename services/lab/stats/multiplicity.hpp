// p-values of a family of tests, adjusted for there being many: what may be compared with alpha as if it were one.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>
#include <vector>

namespace parley::lab::stats {

/// Each in the order of the p-values given, and at most 1. As R's p.adjust.
struct AdjustedP {
    std::vector<double> bonferroni;
    std::vector<double> holm; // the chance of any false claim; for the confirmatory family
    std::vector<double> bh;   // Benjamini and Hochberg: the share of false claims; for what is exploratory
    std::vector<double> by;   // Benjamini and Yekutieli: the same under any dependence
};
/// Every p in [0, 1]; at least one.
Informative<AdjustedP> adjust_p(std::span<const double> p);

} // namespace parley::lab::stats

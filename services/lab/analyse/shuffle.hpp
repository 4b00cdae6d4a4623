// The randomisation test for units of any number: what the difference would have been had the same units been dealt to
// the arms otherwise, within the blocks in which they were dealt.
#pragma once

#include "lab/stats/informative.hpp"

#include <cstdint>
#include <span>

namespace parley::lab::analyse {

/// A unit with the sums of a metric over its requests: y above, x > 0 below; for plain values x is 1.
struct Dealt {
    double y = 0;
    double x = 1;
    bool treated = false;
    std::size_t stratum = 0; // whose differences are weighted by n_C n_T/(n_C + n_T)
    std::size_t block = 0;   // arms are shuffled within it; all of a block are of one stratum
};

struct Shuffled {
    double estimate = 0;    // ratio of sums of the treated less that of the others
    double assignments = 0; // listed, or drawn with the one that happened
    bool listed = true;
    double p = 1; // two-sided, the assignment that happened among them
    /// The effects d with p > alpha when d x is taken off the treated units; no bound where no p is that small.
    stats::Interval interval;
};
/// All assignments up to stats::listed_assignments_max, and stats::drawn_assignments drawn ones with (b + 1)/(R + 1)
/// beyond. Both arms have a unit in each stratum. Says nothing where all units are alike or there are too few
/// assignments for any p to be as small as alpha, in (0, 1).
stats::Informative<Shuffled> shuffle_units(std::span<const Dealt> units, double alpha, std::uint64_t seed);

} // namespace parley::lab::analyse

// Shares of successes: their intervals, two of them compared, and whether the arms received the units that they were to
// receive (sample ratio mismatch).
#pragma once

#include "lab/stats/informative.hpp"

#include <span>

namespace parley::lab::stats {

inline constexpr double confidence_usual = 0.95;

/// k successes of n.
struct Share {
    double successes = 0;
    double n = 0;
};

/// Wilson's score interval, in [0, 1]; 0 and 1 exactly where nobody or everybody succeeded.
Informative<Interval> wilson(const Share& share, double confidence = confidence_usual);

struct ShareDifference {
    double difference = 0; // first less second, in [-1, 1]
    Interval interval;
};
/// Newcombe (1998), method 10: square roots of summed squares of the gaps to Wilson's bounds.
Informative<ShareDifference> newcombe(const Share& first, const Share& second, double confidence = confidence_usual);

struct TwoShares {
    double chi_squared = 0; // of the pooled share, one degree of freedom, no continuity correction
    double p = 1;
    Interval wald; // of first less second, unpooled
};
Informative<TwoShares> two_shares(const Share& first, const Share& second, double confidence = confidence_usual);

/// Counts of two rows and two columns: whole numbers, not negative.
struct FourCounts {
    double top_left = 0, top_right = 0, bottom_left = 0, bottom_right = 0;
};
struct FisherTest {
    double p = 1;                     // two-sided: of all tables that are no likelier
    std::optional<double> odds_ratio; // conditional maximum likelihood; none where it is infinite
};
/// Fisher's exact test, for at most a million tables with the same margins. The odds ratio is found to R's tolerance
/// (2^-13), whose fisher.test stops its search there.
Informative<FisherTest> fisher_exact(const FourCounts& counts);

struct RatioMismatch {
    double chi_squared = 0;
    double df = 0; // arms with a weight, less one
    double p = 1;
    double unexpected = 0; // units in arms that should have none; they are outside of the test
};
/// Pearson's chi-squared of observed counts against weights in any unit, over the arms with weight > 0.
Informative<RatioMismatch> sample_ratio_mismatch(std::span<const double> observed, std::span<const double> weights);

} // namespace parley::lab::stats

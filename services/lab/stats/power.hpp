// How many units it takes, and what could be seen with those at hand. Two-sided tests of two arms of equal size; the
// chance of being significant in the wrong direction is left out, as R's power.t.test does.
#pragma once

#include "lab/stats/informative.hpp"

namespace parley::lab::stats {

struct MeansPlan {
    double delta = 0; // the difference to be seen, in the metric's unit; its sign does not matter
    double sd = 1;    // of one unit, > 0
    double alpha = 0.05;
};
/// Noncentral t with 2 (n - 1) degrees of freedom; n_per_arm > 1, not necessarily whole.
Informative<double> power_of_means(const MeansPlan& plan, double n_per_arm);
/// The n per arm with that power, not rounded; delta is not 0.
Informative<double> sample_size_of_means(const MeansPlan& plan, double power);

struct SharesPlan {
    double p1 = 0; // in [0, 1]
    double p2 = 0;
    double alpha = 0.05;
};
/// Normal approximation with the pooled variance under no effect, as R's power.prop.test.
Informative<double> power_of_shares(const SharesPlan& plan, double n_per_arm);
Informative<double> sample_size_of_shares(const SharesPlan& plan, double power);

struct ClusterPlan {
    double cluster_size = 1; // units, >= 1
    double icc = 0;          // share of the variance between clusters, in [-1/(size - 1), 1]
};
struct ClusteredSize {
    double design_effect = 1; // 1 + (size - 1) icc
    double n_per_arm = 0;
    double clusters_per_arm = 0; // whole
};
Informative<ClusteredSize> clustered_size(const ClusterPlan& plan, double n_per_arm_independent);

/// The smallest effect that is seen with that power: (z_{1-alpha/2} + z_power) se, in the unit of se.
Informative<double> minimum_detectable_effect(double se, double alpha, double power);

} // namespace parley::lab::stats

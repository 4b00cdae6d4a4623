#include "lab/stats/power.hpp"

#include "lab/stats/distributions.hpp"
#include "lab/stats/root.hpp"

#include <algorithm>
#include <cmath>

namespace parley::lab::stats {

namespace {

const Uninformative bad_alpha{"alpha must lie between 0 and 1"};
const Uninformative bad_power{"the power must lie between 0 and 1"};
const Uninformative no_difference{"there is no difference to be seen"};

double power_at(double standardised, double alpha, double n) {
    const double df = 2 * (n - 1);
    return noncentral_student_above(student_quantile_above(alpha / 2, df), df, standardised * std::sqrt(n / 2));
}

std::optional<Uninformative> bad_shares(const SharesPlan& plan) {
    if (!is_inside_unit(plan.alpha))
        return bad_alpha;
    if (!(plan.p1 >= 0 && plan.p1 <= 1 && plan.p2 >= 0 && plan.p2 <= 1))
        return Uninformative{"a share must lie between 0 and 1"};
    return std::nullopt;
}

double spread_under_none(const SharesPlan& plan) {
    const double sum = plan.p1 + plan.p2;
    return std::sqrt(sum * (1 - sum / 2));
}

double spread_under_both(const SharesPlan& plan) {
    return std::sqrt(plan.p1 * (1 - plan.p1) + plan.p2 * (1 - plan.p2));
}

} // namespace

Informative<double> power_of_means(const MeansPlan& plan, double n_per_arm) {
    if (!is_inside_unit(plan.alpha))
        return bad_alpha;
    if (!(plan.sd > 0))
        return Uninformative{"the standard deviation must be positive"};
    if (!(n_per_arm > 1))
        return Uninformative{"a variance needs more than one unit per arm"};
    const double power = power_at(std::abs(plan.delta) / plan.sd, plan.alpha, n_per_arm);
    if (!all_finite({power}))
        return too_large();
    return power;
}

Informative<double> sample_size_of_means(const MeansPlan& plan, double power) {
    if (!is_inside_unit(power))
        return bad_power;
    if (!is_inside_unit(plan.alpha))
        return bad_alpha;
    if (!(plan.sd > 0))
        return Uninformative{"the standard deviation must be positive"};
    if (plan.delta == 0)
        return no_difference;
    const double standardised = std::abs(plan.delta) / plan.sd;
    // The search is over the logarithm of n - 1, from 0.2 on: n reaches from 1 to as good as anything.
    const auto missing = [&](double log_df) {
        return power_at(standardised, plan.alpha, 1 + std::exp(log_df)) - power;
    };
    constexpr double log_df_min = -1.6, log_df_max = 60;
    double low = log_df_min, high = 1;
    if (!(missing(low) < 0))
        return Uninformative{"two units per arm are more than enough for that power"};
    while (missing(high) < 0) {
        low = high;
        high += 2;
        if (high > log_df_max)
            return Uninformative{"no number of units sees so small a difference"};
    }
    return 1 + std::exp(root_between(low, high, missing, 1e-12));
}

Informative<double> power_of_shares(const SharesPlan& plan, double n_per_arm) {
    if (const auto bad = bad_shares(plan))
        return *bad;
    if (!(n_per_arm > 0))
        return Uninformative{"an arm has no unit"};
    const double reach = std::sqrt(n_per_arm) * std::abs(plan.p1 - plan.p2) -
                         normal_quantile_above(plan.alpha / 2) * spread_under_none(plan);
    const double spread = spread_under_both(plan);
    if (spread == 0)
        return reach > 0 ? 1 : 0; // all or nothing: the outcome is certain
    return normal_below(reach / spread);
}

Informative<double> sample_size_of_shares(const SharesPlan& plan, double power) {
    if (const auto bad = bad_shares(plan))
        return *bad;
    if (!is_inside_unit(power))
        return bad_power;
    if (plan.p1 == plan.p2)
        return no_difference;
    const double root = (normal_quantile_above(plan.alpha / 2) * spread_under_none(plan) +
                         normal_quantile(power) * spread_under_both(plan)) /
                        std::abs(plan.p1 - plan.p2);
    if (root <= 0)
        return Uninformative{"that power is no more than the significance level gives"};
    if (!all_finite({root * root}))
        return too_large();
    return root * root;
}

Informative<ClusteredSize> clustered_size(const ClusterPlan& plan, double n_per_arm_independent) {
    if (!(plan.cluster_size >= 1))
        return Uninformative{"a cluster has at least one unit"};
    if (!(n_per_arm_independent > 0))
        return Uninformative{"the number of units must be positive"};
    ClusteredSize size;
    size.design_effect = 1 + (plan.cluster_size - 1) * plan.icc;
    if (!(plan.icc <= 1) || !(size.design_effect >= 0))
        return Uninformative{"the intracluster correlation must lie between -1/(size - 1) and 1"};
    size.n_per_arm = n_per_arm_independent * size.design_effect;
    // A whole number of clusters that came out a rounding above itself is no cluster more.
    constexpr double rounding = 1e-12;
    size.clusters_per_arm = std::max(1.0, std::ceil(size.n_per_arm / plan.cluster_size * (1 - rounding)));
    if (!all_finite({size.n_per_arm}))
        return too_large();
    return size;
}

Informative<double> minimum_detectable_effect(double se, double alpha, double power) {
    if (!(se > 0))
        return Uninformative{"the standard error must be positive"};
    if (!is_inside_unit(alpha))
        return bad_alpha;
    if (!is_inside_unit(power))
        return bad_power;
    return (normal_quantile_above(alpha / 2) + normal_quantile(power)) * se;
}

} // namespace parley::lab::stats

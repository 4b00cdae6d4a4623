#include "lab/stats/means.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace parley::lab::stats {

namespace {

std::optional<Uninformative> too_few(const Arm& arm, const std::string& name) {
    if (arm.n >= 2)
        return std::nullopt;
    return Uninformative{name + (arm.n < 1 ? " has no unit" : " has one unit, and a variance needs two")};
}

/// Of v_C/n_C + v_T/n_T; an arm without variance adds nothing.
double welch_df(double control_part, double control_n, double treatment_part, double treatment_n) {
    const double whole = control_part + treatment_part;
    const double control_share = control_part / whole, treatment_share = treatment_part / whole;
    return 1 /
           (control_share * control_share / (control_n - 1) + treatment_share * treatment_share / (treatment_n - 1));
}

double p_of(double t, double df, Side side) {
    switch (side) {
    case Side::both:
        return student_two_sided(t, df);
    case Side::greater:
        return student_above(t, df);
    case Side::less:
        return student_below(t, df);
    }
    return 1;
}

} // namespace

Informative<Effect> effect_of(const Arm& control, const Arm& treatment, Difference difference) {
    if (const auto few = too_few(control, "the control"))
        return *few;
    if (const auto few = too_few(treatment, "the treatment"))
        return *few;
    const double control_part = control.variance / control.n, treatment_part = treatment.variance / treatment.n;
    if (!all_finite({control.mean, treatment.mean, control_part, treatment_part}))
        return too_large();
    // As R's t.test: a spread that is no more than the rounding of the means is none.
    const double rounding =
        10 * std::numeric_limits<double>::epsilon() * std::max(std::abs(control.mean), std::abs(treatment.mean));
    if (control_part + treatment_part <= 0)
        return no_spread();
    if (std::sqrt(control_part + treatment_part) < rounding)
        return lost_spread();
    Effect effect;
    effect.units = control.n + treatment.n;
    effect.df = welch_df(control_part, control.n, treatment_part, treatment.n);
    effect.estimate = treatment.mean - control.mean;
    effect.variance = control_part + treatment_part;
    if (difference == Difference::relative) {
        if (control.mean == 0)
            return Uninformative{"the mean of the control is 0: nothing is relative to it"};
        const double ratio = treatment.mean / control.mean;
        effect.estimate /= std::abs(control.mean);
        effect.variance = (treatment_part + control_part * ratio * ratio) / control.mean / control.mean;
    }
    if (!all_finite({effect.estimate, effect.variance, effect.df}) || effect.variance <= 0)
        return too_large();
    return effect;
}

Informative<MeansTest> test_effect(const Effect& effect, const TestOptions& options) {
    if (!is_inside_unit(options.alpha))
        return Uninformative{"alpha must lie between 0 and 1"};
    MeansTest test;
    test.estimate = effect.estimate;
    test.se = std::sqrt(effect.variance);
    test.df = effect.df;
    test.t = test.estimate / test.se;
    if (!all_finite({test.t}))
        return too_large();
    test.p = p_of(test.t, test.df, options.side);
    const double tail = options.side == Side::both ? options.alpha / 2 : options.alpha;
    const double half = student_quantile_above(tail, test.df) * test.se;
    if (!all_finite({half}))
        return too_large();
    if (options.side != Side::less)
        test.interval.low = test.estimate - half;
    if (options.side != Side::greater)
        test.interval.high = test.estimate + half;
    return test;
}

Informative<MeansTest> test_means(const Arm& control, const Arm& treatment, const TestOptions& options) {
    const auto effect = effect_of(control, treatment, options.difference);
    if (!effect)
        return effect.error();
    return test_effect(*effect, options);
}

Informative<double> paired_t_p(std::span<const double> differences) {
    const Arm arm = arm_of(moments_of(differences));
    const double se = arm.n < 2 ? 0 : std::sqrt(arm.variance / arm.n);
    if (!(se > 10 * std::numeric_limits<double>::epsilon() * std::abs(arm.mean)) || !all_finite({se}))
        return Uninformative{"a paired t-test needs two pairs with different differences"};
    return student_two_sided(arm.mean / se, arm.n - 1);
}

} // namespace parley::lab::stats

// Did the treatment move the mean of a metric? Welch's test of two means and of the relative lift (delta method), from
// moments alone.
#pragma once

#include "lab/stats/informative.hpp"
#include "lab/stats/moments.hpp"

namespace parley::lab::stats {

enum class Difference {
    absolute, // mean of the treatment less mean of the control, in the metric's unit
    relative  // the same over |mean of the control|: 0.1 is ten per cent more
};

/// Which departures from no effect count; the interval is open on the other side.
enum class Side { both, greater, less };

struct TestOptions {
    Difference difference = Difference::absolute;
    Side side = Side::both;
    double alpha = 0.05; // in (0, 1)
};

/// An estimated effect of the treatment, and how sure it is.
struct Effect {
    double estimate = 0;
    double variance = 0; // of the estimate, not of a unit
    double df = 0;       // Welch and Satterthwaite, of the means
    double units = 0;    // of both arms
};

/// Absolute: v_C/n_C + v_T/n_T. Relative: v_T/(n_T m_C^2) + v_C m_T^2/(n_C m_C^4). Each arm needs two units, one of
/// them a variance, and a relative effect a control whose mean is not 0.
Informative<Effect> effect_of(const Arm& control, const Arm& treatment, Difference difference);

struct MeansTest {
    double estimate = 0;
    double se = 0;
    double t = 0;
    double df = 0;
    double p = 1;
    Interval interval; // of 1 - alpha
};
/// t = estimate/se against Student's t.
Informative<MeansTest> test_effect(const Effect& effect, const TestOptions& options);
/// Welch's test of treatment against control.
Informative<MeansTest> test_means(const Arm& control, const Arm& treatment, const TestOptions& options);

/// p of a two-sided t-test that the mean of `differences` is 0; for pairs.
Informative<double> paired_t_p(std::span<const double> differences);

} // namespace parley::lab::stats

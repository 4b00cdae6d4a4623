// Where a function of one variable is zero, by Brent's method ("Algorithms for Minimization without Derivatives", 1973,
// chapter 4). Its steps are those of R's uniroot, so that a search stopped at R's tolerance ends where R's ends.
#pragma once

#include <cmath>
#include <limits>
#include <utility>

namespace parley::lab::stats {

/// A root of `function` in [a, b], where its values at the ends have opposite signs. The root is within `tolerance`
/// plus rounding of what is returned; what is reached after 1000 steps otherwise.
template <class Function>
double root_between(double a, double b, const Function& function, double tolerance) {
    double at_a = function(a), at_b = function(b);
    if (at_a == 0)
        return a;
    if (at_b == 0)
        return b;
    // The root lies between b, the best guess, and c.
    double c = a, at_c = at_a;
    for (int steps = 0; steps < 1000; ++steps) {
        const double last_step = b - a;
        if (std::abs(at_c) < std::abs(at_b)) {
            a = std::exchange(b, c);
            c = a;
            at_a = std::exchange(at_b, at_c);
            at_c = at_a;
        }
        const double near = 2 * std::numeric_limits<double>::epsilon() * std::abs(b) + tolerance / 2;
        double step = (c - b) / 2;
        if (std::abs(step) <= near || at_b == 0)
            return b;
        if (std::abs(last_step) >= near && std::abs(at_a) > std::abs(at_b)) {
            const double across = c - b;
            const double ratio = at_b / at_a;
            double p = 0, q = 0;
            if (a == c) {
                p = across * ratio;
                q = 1.0 - ratio;
            } else {
                const double far_ratio = at_a / at_c, near_ratio = at_b / at_c;
                p = ratio * (across * far_ratio * (far_ratio - near_ratio) - (b - a) * (near_ratio - 1.0));
                q = (far_ratio - 1.0) * (near_ratio - 1.0) * (ratio - 1.0);
            }
            if (p > 0)
                q = -q;
            else
                p = -p;
            if (p < 0.75 * across * q - std::abs(near * q) / 2 && p < std::abs(last_step * q / 2))
                step = p / q;
        }
        if (std::abs(step) < near)
            step = step > 0 ? near : -near;
        a = b;
        at_a = at_b;
        b += step;
        at_b = function(b);
        if ((at_b > 0 && at_c > 0) || (at_b < 0 && at_c < 0)) {
            c = a;
            at_c = at_a;
        }
    }
    return b;
}

} // namespace parley::lab::stats

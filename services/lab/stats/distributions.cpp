#include "lab/stats/distributions.hpp"

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/non_central_t.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace parley::lab::stats {

namespace {

namespace math = boost::math;
// Underflow of a tail is the number 0, and nobody is to catch anything.
using Quiet = math::policies::policy<math::policies::domain_error<math::policies::ignore_error>,
                                     math::policies::pole_error<math::policies::ignore_error>,
                                     math::policies::overflow_error<math::policies::ignore_error>,
                                     math::policies::underflow_error<math::policies::ignore_error>,
                                     math::policies::evaluation_error<math::policies::ignore_error>>;
using Normal = math::normal_distribution<double, Quiet>;
using Student = math::students_t_distribution<double, Quiet>;
using ChiSquared = math::chi_squared_distribution<double, Quiet>;
using NoncentralStudent = math::non_central_t_distribution<double, Quiet>;

// Above these the series of the noncentral t grow long, and the normal approximation is closer than 1e-8.
constexpr double df_of_series_max = 1e6;
constexpr double noncentrality_of_series_max = 37.6;

} // namespace

double normal_below(double z) {
    return math::cdf(Normal(), z);
}

double normal_above(double z) {
    return math::cdf(math::complement(Normal(), z));
}

double normal_density(double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi);
}

double normal_quantile(double p) {
    return math::quantile(Normal(), p);
}

double normal_quantile_above(double p) {
    return math::quantile(math::complement(Normal(), p));
}

double student_below(double t, double df) {
    return math::cdf(Student(df), t);
}

double student_above(double t, double df) {
    return math::cdf(math::complement(Student(df), t));
}

double student_two_sided(double t, double df) {
    return std::min(1.0, 2 * student_above(std::abs(t), df));
}

double student_quantile_above(double p, double df) {
    return math::quantile(math::complement(Student(df), p));
}

double chi_squared_above(double x, double df) {
    return math::cdf(math::complement(ChiSquared(df), x));
}

double noncentral_student_above(double t, double df, double noncentrality) {
    // Abramowitz and Stegun 26.7.10.
    if (df > df_of_series_max || noncentrality > noncentrality_of_series_max)
        return normal_above((t * (1 - 1 / (4 * df)) - noncentrality) / std::sqrt(1 + t * t / (2 * df)));
    return std::clamp(math::cdf(math::complement(NoncentralStudent(df, noncentrality), t)), 0.0, 1.0);
}

} // namespace parley::lab::stats

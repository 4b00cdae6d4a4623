#include "lab/stats/moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace parley::lab::stats {

namespace {

double plain_mean(std::span<const double> values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

} // namespace

double difference_of_products(double a, double b, double c, double d) {
    const double product = c * d;
    const double lost = std::fma(-c, d, product);
    return std::fma(a, b, -product) + lost;
}

Moments moments_of(std::span<const double> values) {
    Moments moments;
    if (values.empty())
        return moments;
    moments.n = static_cast<double>(values.size());
    moments.reference = plain_mean(values);
    for (const double value : values) {
        const double distance = value - moments.reference;
        moments.sum += distance;
        moments.sum_squares += distance * distance;
    }
    // Equal values whose mean is rounded have no variance, and it should not look like one.
    const auto [low, high] = std::ranges::minmax(values);
    if (low == high)
        return {moments.n, 0, 0, low};
    return moments;
}

double mean_of(const Moments& moments) {
    return moments.reference + moments.sum / moments.n;
}

double squares_of(const Moments& moments) {
    const double squares = difference_of_products(moments.n, moments.sum_squares, moments.sum, moments.sum) / moments.n;
    constexpr double rounding = 8 * std::numeric_limits<double>::epsilon();
    return std::isfinite(squares) && squares <= rounding * moments.sum_squares ? 0 : squares;
}

double variance_of(const Moments& moments) {
    return squares_of(moments) / (moments.n - 1);
}

PairMoments pair_moments_of(std::span<const double> y, std::span<const double> x) {
    PairMoments moments{moments_of(y), moments_of(x), 0};
    for (std::size_t i = 0; i < y.size(); ++i)
        moments.sum_products += (y[i] - moments.y.reference) * (x[i] - moments.x.reference);
    return moments;
}

double products_of(const PairMoments& moments) {
    return difference_of_products(moments.y.n, moments.sum_products, moments.y.sum, moments.x.sum) / moments.y.n;
}

double covariance_of(const PairMoments& moments) {
    return products_of(moments) / (moments.y.n - 1);
}

Arm arm_of(const Moments& moments) {
    if (moments.n < 1)
        return {};
    return {moments.n, mean_of(moments), moments.n < 2 ? 0 : variance_of(moments)};
}

Arm arm_of_shares(double n, double successes) {
    if (n < 1)
        return {};
    const double share = successes / n;
    return {n, share, share * (1 - share)};
}

} // namespace parley::lab::stats

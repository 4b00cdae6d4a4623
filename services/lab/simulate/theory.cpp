#include "lab/simulate/theory.hpp"

#include "lab/stats/root.hpp"

#include <boost/math/quadrature/gauss.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace parley::lab::simulate {

namespace {

/// P(c - w q <= x) for c and q even on [0, 1] and w > 0: the area of the square below the line c = x + w q.
double below(double x, double weight) {
    const double from = std::clamp(-x / weight, 0.0, 1.0);    // where the line reaches c = 0
    const double to = std::clamp((1 - x) / weight, 0.0, 1.0); // and c = 1, above which all of c is below it
    return x * (to - from) + weight * (to * to - from * from) / 2 + (1 - to);
}

} // namespace

double expected_price(std::int64_t n) {
    return 2 / (static_cast<double>(n) + 1);
}

double price_sd_second(std::int64_t n) {
    const auto count = static_cast<double>(n);
    return std::sqrt(2 * (count - 1) / (count + 2)) / (count + 1);
}

double price_sd_first(std::int64_t n) {
    const auto count = static_cast<double>(n);
    return (count - 1) / ((count + 1) * std::sqrt(count * (count + 2)));
}

Thinned thinned(std::int64_t invited, double q) {
    const auto count = static_cast<double>(invited);
    Thinned result;
    result.no_offer = std::pow(1 - q, count);
    const double paid = 2 * ((1 - std::pow(1 - q, count + 1)) / ((count + 1) * q) - result.no_offer);
    result.price = paid / (1 - result.no_offer);
    result.buyer_cost = paid + result.no_offer;
    for (std::int64_t m = 0; m < invited; ++m) {
        const auto rivals = static_cast<double>(m);
        const double ways = std::exp(std::lgamma(count) - std::lgamma(rivals + 1) - std::lgamma(count - rivals));
        result.entrant_pay +=
            ways * std::pow(q, rivals) * std::pow(1 - q, count - 1 - rivals) / ((rivals + 1) * (rivals + 2));
    }
    return result;
}

double entry_probability(std::int64_t invited, double entry_cost) {
    const auto gain = [&](double q) { return thinned(invited, q).entrant_pay - entry_cost; };
    constexpr double alone = 1e-9; // so near to 0 that nobody else enters
    if (gain(1) >= 0)
        return 1;
    if (gain(alone) <= 0)
        return 0;
    return stats::root_between(alone, 1, gain, 1e-14);
}

SoftClose soft_close(double rate_per_s, double window_s) {
    const double load = rate_per_s * window_s;
    SoftClose result;
    result.mean_s = std::expm1(load) / rate_per_s;
    result.sd_s = std::sqrt(std::exp(2 * load) - 2 * load * std::exp(load) - 1) / rate_per_s;
    result.late_offers = std::expm1(load);
    result.none = std::exp(-load);
    return result;
}

ScoreTheory score_theory(double weight, std::int64_t n) {
    ScoreTheory result;
    result.price_utility = weight / 2 - expected_price(n);
    const auto count = static_cast<double>(n);
    if (weight <= 0) {
        result.score_utility = -expected_price(n);
        return result;
    }
    const auto second_is_above = [&](double x) {
        const double share = below(x, weight);
        return std::pow(1 - share, count - 1) * (1 - share + count * share);
    };
    // E = lowest + integral of P(second lowest > x): between the kinks of `below` a polynomial of degree 2n at most,
    // which Gauss' rule with so many points takes exactly up to n = 30 and to rounding beyond.
    std::array<double, 4> kinks{-weight, std::min(0.0, 1 - weight), std::max(0.0, 1 - weight), 1};
    double second = -weight;
    for (std::size_t i = 0; i + 1 < kinks.size(); ++i)
        if (kinks[i + 1] > kinks[i])
            second += boost::math::quadrature::gauss<double, 30>::integrate(second_is_above, kinks[i], kinks[i + 1]);
    result.score_utility = -second;
    return result;
}

} // namespace parley::lab::simulate

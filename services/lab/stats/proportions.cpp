#include "lab/stats/proportions.hpp"

#include "lab/stats/distributions.hpp"
#include "lab/stats/moments.hpp"
#include "lab/stats/root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace parley::lab::stats {

namespace {

std::optional<Uninformative> no_share(const Share& share, double confidence) {
    if (!is_inside_unit(confidence))
        return Uninformative{"the confidence must lie between 0 and 1"};
    if (!(share.n > 0))
        return Uninformative{"a share of nothing has no value"};
    if (share.successes < 0 || share.successes > share.n)
        return Uninformative{"there are more successes than cases"};
    if (!all_finite({share.n * share.n}))
        return too_large();
    return std::nullopt;
}

double squared(double value) {
    return value * value;
}

/// The upper bound where `successes` of n succeeded.
double wilson_high(double successes, double n, double z) {
    if (successes == n)
        return 1;
    const double spread = z * std::sqrt(successes * (n - successes) / n + z * z / 4);
    return (successes + z * z / 2 + spread) / (n + z * z);
}

/// The two bounds are the roots of a quadratic, so the lower is their product over the upper: no digit cancels.
double wilson_low(double successes, double n, double z) {
    if (successes == 0)
        return 0;
    if (successes == n)
        return n / (n + z * z);
    return successes / n * successes / ((n + z * z) * wilson_high(successes, n, z));
}

/// The probabilities of a table's top left count given its margins, up to a factor.
class Tables {
public:
    explicit Tables(const FourCounts& counts)
        : left_(counts.top_left + counts.bottom_left), right_(counts.top_right + counts.bottom_right),
          top_(counts.top_left + counts.top_right), low_(std::max(0.0, top_ - right_)), high_(std::min(top_, left_)) {}

    double low() const { return low_; }
    double high() const { return high_; }

    /// Fills in log probabilities from the ratios of neighbours, which keep their digits at any size.
    void weigh() {
        logs_.reserve(static_cast<std::size_t>(high_ - low_) + 1);
        double log = 0;
        logs_.push_back(log);
        for (double k = low_; k < high_; ++k) {
            log += std::log((left_ - k) / (k + 1) * ((top_ - k) / (right_ - top_ + k + 1)));
            logs_.push_back(log);
        }
    }
    /// Probabilities under an odds ratio > 0, which sum to 1.
    std::vector<double> under(double odds_ratio) const {
        const double log_odds = std::log(odds_ratio);
        std::vector<double> shares(logs_);
        for (std::size_t i = 0; i < shares.size(); ++i)
            shares[i] += log_odds * static_cast<double>(i);
        const double largest = *std::ranges::max_element(shares);
        double sum = 0;
        for (double& share : shares)
            sum += share = std::exp(share - largest);
        for (double& share : shares)
            share /= sum;
        return shares;
    }
    double mean_under(double odds_ratio) const {
        const auto shares = under(odds_ratio);
        double mean = 0;
        for (std::size_t i = 0; i < shares.size(); ++i)
            mean += (low_ + static_cast<double>(i)) * shares[i];
        return mean;
    }

private:
    double left_, right_, top_, low_, high_;
    std::vector<double> logs_;
};

/// Where the expected count is the observed one, searched for in [0, 1] of it or of its inverse.
std::optional<double> odds_ratio_of(const Tables& tables, double observed) {
    if (observed == tables.low())
        return 0;
    if (observed == tables.high())
        return std::nullopt;
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    const double tolerance = std::pow(epsilon, 0.25);
    const double expected = tables.mean_under(1);
    if (expected > observed)
        return root_between(
            0.0, 1.0, [&](double t) { return (t == 0 ? tables.low() : tables.mean_under(t)) - observed; }, tolerance);
    if (expected < observed)
        return 1 / root_between(epsilon, 1.0, [&](double t) { return tables.mean_under(1 / t) - observed; }, tolerance);
    return 1;
}

} // namespace

Informative<Interval> wilson(const Share& share, double confidence) {
    if (const auto none = no_share(share, confidence))
        return *none;
    const double z = normal_quantile_above((1 - confidence) / 2);
    return Interval{wilson_low(share.successes, share.n, z), wilson_high(share.successes, share.n, z)};
}

Informative<ShareDifference> newcombe(const Share& first, const Share& second, double confidence) {
    const auto first_interval = wilson(first, confidence), second_interval = wilson(second, confidence);
    if (!first_interval)
        return first_interval.error();
    if (!second_interval)
        return second_interval.error();
    const double p1 = first.successes / first.n, p2 = second.successes / second.n;
    const double down = std::hypot(p1 - *first_interval->low, *second_interval->high - p2);
    const double up = std::hypot(*first_interval->high - p1, p2 - *second_interval->low);
    return ShareDifference{p1 - p2, {std::max(-1.0, p1 - p2 - down), std::min(1.0, p1 - p2 + up)}};
}

Informative<TwoShares> two_shares(const Share& first, const Share& second, double confidence) {
    for (const Share* share : {&first, &second})
        if (const auto none = no_share(*share, confidence))
            return *none;
    const double n = first.n + second.n, successes = first.successes + second.successes;
    if (successes == 0 || successes == n)
        return Uninformative{successes == 0 ? "nobody succeeded in either arm" : "everybody succeeded in both arms"};
    const double difference =
        difference_of_products(first.successes, second.n, second.successes, first.n) / first.n / second.n;
    const double pooled = successes / n;
    const double variance = pooled * ((n - successes) / n) * (1 / first.n + 1 / second.n);
    const double p1 = first.successes / first.n, p2 = second.successes / second.n;
    const double half = normal_quantile_above((1 - confidence) / 2) *
                        std::sqrt(p1 * ((first.n - first.successes) / first.n) / first.n +
                                  p2 * ((second.n - second.successes) / second.n) / second.n);
    TwoShares test;
    test.chi_squared = squared(difference) / variance;
    test.p = chi_squared_above(test.chi_squared, 1);
    test.wald = {std::max(-1.0, difference - half), std::min(1.0, difference + half)};
    return test;
}

Informative<FisherTest> fisher_exact(const FourCounts& counts) {
    for (const double count : {counts.top_left, counts.top_right, counts.bottom_left, counts.bottom_right})
        if (!(count >= 0) || count != std::floor(count) || count > 1e15)
            return Uninformative{"a table holds counts: whole numbers, not negative"};
    Tables tables(counts);
    if (tables.low() == tables.high())
        return Uninformative{"a row or a column of the table is empty: there is only one table with these margins"};
    if (tables.high() - tables.low() > 1e6)
        return Uninformative{"there are more than a million tables with these margins: use the chi-squared test"};
    tables.weigh();
    const auto shares = tables.under(1);
    // As R: tables as likely as this one but for rounding count.
    const double observed = shares[static_cast<std::size_t>(counts.top_left - tables.low())] * (1 + 1e-7);
    FisherTest test{0, odds_ratio_of(tables, counts.top_left)};
    for (const double share : shares)
        if (share <= observed)
            test.p += share;
    test.p = std::min(1.0, test.p);
    return test;
}

Informative<RatioMismatch> sample_ratio_mismatch(std::span<const double> observed, std::span<const double> weights) {
    RatioMismatch mismatch;
    double units = 0, weight = 0;
    for (std::size_t i = 0; i < observed.size(); ++i) {
        if (!(observed[i] >= 0) || !(weights[i] >= 0))
            return Uninformative{"counts and weights are not negative"};
        (weights[i] > 0 ? units : mismatch.unexpected) += observed[i];
        weight += weights[i];
        mismatch.df += weights[i] > 0 ? 1 : 0;
    }
    mismatch.df -= 1;
    if (mismatch.df < 1)
        return Uninformative{"fewer than two arms have a weight: no ratio can mismatch"};
    if (units <= 0)
        return Uninformative{"no arm has a unit yet"};
    for (std::size_t i = 0; i < observed.size(); ++i)
        if (weights[i] > 0) {
            const double expected = weights[i] / weight * units;
            mismatch.chi_squared += squared(observed[i] - expected) / expected;
        }
    if (!all_finite({mismatch.chi_squared}))
        return too_large();
    mismatch.p = chi_squared_above(mismatch.chi_squared, mismatch.df);
    return mismatch;
}

} // namespace parley::lab::stats

#include "lab/stats/ranks.hpp"

#include "lab/stats/distributions.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numeric>

namespace parley::lab::stats {

namespace {

struct Ranks {
    std::vector<double> of; // midranks in the order of the values
    double tie_sum = 0;     // of t^3 - t over groups of t equal values
};

Ranks ranks_of(std::span<const double> values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, {}, [&](std::size_t i) { return values[i]; });
    Ranks ranks{std::vector<double>(values.size()), 0};
    for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
        while (end < order.size() && values[order[end]] == values[order[begin]])
            ++end;
        for (std::size_t i = begin; i < end; ++i)
            ranks.of[order[i]] = static_cast<double>(begin + end + 1) / 2;
        const double tied = static_cast<double>(end - begin);
        ranks.tie_sum += tied * (tied * tied - 1);
    }
    return ranks;
}

/// All pairs y - x in order, of which there may be too many to write down.
class Differences {
public:
    Differences(std::span<const double> x, std::span<const double> y) : x_(x.begin(), x.end()), y_(y.begin(), y.end()) {
        std::ranges::sort(x_);
        std::ranges::sort(y_);
    }
    double count() const { return static_cast<double>(x_.size()) * static_cast<double>(y_.size()); }

    /// The k-th smallest, from 1: doubles in order are integers in order, and those are halved down to the one.
    double ranked(double k) const {
        std::int64_t low = key(y_.front() - x_.back()), high = key(y_.back() - x_.front());
        while (low < high) {
            const std::int64_t middle = std::midpoint(low, high);
            if (up_to(value(middle)) >= k)
                high = middle;
            else
                low = middle + 1;
        }
        return value(low);
    }
    double median() const {
        const double n = count();
        const double lower = ranked(std::floor((n + 1) / 2));
        const double upper = ranked(std::ceil((n + 1) / 2));
        return lower + (upper - lower) / 2;
    }

private:
    static std::int64_t key(double value) {
        const auto bits = std::bit_cast<std::int64_t>(value + 0.0);
        return bits >= 0 ? bits : std::numeric_limits<std::int64_t>::min() - bits;
    }
    static double value(std::int64_t key) {
        return std::bit_cast<double>(key >= 0 ? key : std::numeric_limits<std::int64_t>::min() - key);
    }
    double up_to(double limit) const {
        double found = 0;
        std::size_t within = 0; // the larger x, the more y are close enough
        for (const double x : x_) {
            while (within < y_.size() && y_[within] - x <= limit)
                ++within;
            found += static_cast<double>(within);
        }
        return found;
    }
    std::vector<double> x_, y_;
};

SidedP exact_p(double u, const std::vector<double>& below) {
    const auto at = static_cast<std::size_t>(u);
    SidedP p;
    p.less = below[at];
    // Symmetric, so that P(U >= u) is a sum of the small end too.
    p.greater = below[below.size() - 1 - at];
    p.two_sided = std::min(1.0, 2 * std::min(p.less, p.greater));
    return p;
}

SidedP normal_p(double distance, double sd, double correction) {
    SidedP p;
    p.less = normal_below((distance + correction) / sd);
    p.greater = normal_above((distance - correction) / sd);
    p.two_sided = std::min(1.0, 2 * normal_above((std::abs(distance) - correction) / sd));
    return p;
}

/// How many pairs lie outside of each end of the interval of 95 %; below 1 there is no interval.
double pairs_outside(const std::vector<double>& below, double pairs, double sd) {
    constexpr double tail = 0.025;
    if (below.empty())
        return std::floor(pairs / 2 - normal_quantile_above(tail) * sd);
    // The largest count that is less likely than the tail, as R's qwilcox.
    return static_cast<double>(std::ranges::find_if(below, [](double p) { return p >= tail; }) - below.begin());
}

} // namespace

std::vector<double> mann_whitney_below(std::size_t m, std::size_t n) {
    // Of all m-element sets of ranks 1 .. m + n, how many have each rank sum: every rank is taken or not.
    const std::size_t few = std::min(m, n), pairs = m * n;
    std::vector<std::vector<double>> ways(few + 1, std::vector<double>(pairs + 1, 0.0));
    ways[0][0] = 1;
    for (std::size_t rank = 1; rank <= m + n; ++rank)
        for (std::size_t taken = std::min(few, rank); taken >= 1; --taken) {
            // Counted above the smallest possible sum: the taken-th rank adds rank - taken.
            const std::size_t adds = rank - taken;
            for (std::size_t u = pairs + 1; u-- > adds;)
                ways[taken][u] += ways[taken - 1][u - adds];
        }
    std::vector<double> below(std::move(ways[few]));
    std::partial_sum(below.begin(), below.end(), below.begin());
    const double all = below.back();
    for (double& sum : below)
        sum /= all;
    return below;
}

Informative<MannWhitney> mann_whitney(std::span<const double> x, std::span<const double> y) {
    if (x.empty() || y.empty())
        return Uninformative{"an arm has no value"};
    std::vector<double> values(x.begin(), x.end());
    values.insert(values.end(), y.begin(), y.end());
    const Ranks ranks = ranks_of(values);
    const double n_x = static_cast<double>(x.size()), n_y = static_cast<double>(y.size()), n = n_x + n_y;
    const double pairs = n_x * n_y;
    const double variance = pairs / 12 * (n + 1 - ranks.tie_sum / (n * (n - 1)));
    if (ranks.tie_sum == n * (n * n - 1))
        return Uninformative{"all values are the same: there is no order"};
    const Differences differences(x, y);
    MannWhitney test;
    test.u = std::accumulate(ranks.of.begin(), ranks.of.begin() + static_cast<std::ptrdiff_t>(x.size()), 0.0) -
             n_x * (n_x + 1) / 2;
    const double sd = std::sqrt(variance);
    test.corrected = normal_p(test.u - pairs / 2, sd, 0.5);
    test.not_corrected = normal_p(test.u - pairs / 2, sd, 0);
    std::vector<double> below;
    if (ranks.tie_sum == 0 && pairs <= exact_pairs_max) {
        below = mann_whitney_below(x.size(), y.size());
        test.exact = exact_p(test.u, below);
    }
    test.shift = differences.median();
    if (const double outside = pairs_outside(below, pairs, sd); outside >= 1)
        test.shift_interval = {differences.ranked(outside), differences.ranked(pairs - outside + 1)};
    if (!all_finite({test.shift}))
        return too_large();
    return test;
}

Informative<KruskalWallis> kruskal_wallis(std::span<const std::vector<double>> groups) {
    std::vector<double> values;
    KruskalWallis test;
    for (const auto& group : groups) {
        values.insert(values.end(), group.begin(), group.end());
        test.df += group.empty() ? 0 : 1;
    }
    test.df -= 1;
    if (test.df < 1)
        return Uninformative{"fewer than two groups have a value"};
    const Ranks ranks = ranks_of(values);
    const double n = static_cast<double>(values.size());
    const double untied = 1 - ranks.tie_sum / (n * (n * n - 1));
    if (ranks.tie_sum == n * (n * n - 1))
        return Uninformative{"all values are the same: there is no order"};
    auto rank = ranks.of.begin();
    for (const auto& group : groups) {
        if (group.empty())
            continue;
        const double size = static_cast<double>(group.size());
        double above = 0; // the middle rank, summed
        for (std::size_t i = 0; i < group.size(); ++i)
            above += *rank++ - (n + 1) / 2;
        test.h += above * above / size;
    }
    test.h *= 12 / (n * (n + 1)) / untied;
    test.p = chi_squared_above(test.h, test.df);
    return test;
}

} // namespace parley::lab::stats

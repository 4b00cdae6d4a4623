#include "lab/stats/randomisation.hpp"

#include "lab/draws.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace parley::lab::stats {

namespace {

/// One assignment: the sum of the differences of the pairs that it swaps, and how many these are.
struct Swapped {
    double sum = 0;
    std::size_t pairs = 0;
};

/// From no pair swapped to all of them.
std::vector<Swapped> listed(std::span<const double> differences) {
    std::vector<Swapped> all{{0, 0}};
    for (const double difference : differences)
        for (std::size_t i = 0, half = all.size(); i < half; ++i)
            all.push_back({all[i].sum + difference, all[i].pairs + 1});
    return all;
}

/// What happened (nothing is swapped), then what was drawn.
std::vector<Swapped> drawn(std::span<const double> differences, std::uint64_t seed) {
    Draws draws(seed);
    std::vector<Swapped> all(drawn_assignments + 1);
    for (std::size_t i = 1; i < all.size(); ++i)
        for (const double difference : differences)
            if (draws.number() >> 63 != 0) {
                all[i].sum += difference;
                ++all[i].pairs;
            }
    return all;
}

/// Below the estimate, an effect is refuted by an assignment unless what it swaps, or what it leaves, has a mean no
/// larger than the effect: then its statistic is as extreme. So each assignment has one effect from which it counts.
std::vector<double> counts_from(const std::vector<Swapped>& assignments, double sum, std::size_t pairs) {
    std::vector<double> from;
    for (const Swapped& swapped : assignments)
        if (swapped.pairs > 0 && swapped.pairs < pairs) {
            const double left = (sum - swapped.sum) / static_cast<double>(pairs - swapped.pairs);
            from.push_back(std::min(swapped.sum / static_cast<double>(swapped.pairs), left));
        }
    std::ranges::sort(from);
    return from;
}

/// The smallest effect with p > 0.05, where those that always count do not make it so already.
std::optional<double> lower_bound_of(const std::vector<double>& from, std::size_t assignments) {
    constexpr double alpha = 0.05, rounding = 1e-9;
    const double always = static_cast<double>(assignments - from.size());
    const double needed = std::floor(alpha * static_cast<double>(assignments) + rounding) + 1 - always;
    if (needed < 1 || needed > static_cast<double>(from.size()))
        return std::nullopt;
    return from[static_cast<std::size_t>(needed) - 1];
}

} // namespace

Informative<PairedRandomisation> randomise_pairs(std::span<const double> differences, std::uint64_t seed) {
    if (differences.empty())
        return Uninformative{"there is no pair"};
    const std::size_t pairs = differences.size();
    PairedRandomisation result;
    result.listed = pairs < 64 && (std::size_t{1} << pairs) <= listed_assignments_max;
    std::vector<Swapped> assignments = result.listed ? listed(differences) : drawn(differences, seed);
    double sum = 0, size = 0;
    for (const double difference : differences) {
        sum += difference;
        size += std::abs(difference);
    }
    if (!all_finite({size}))
        return too_large();
    result.estimate = sum / static_cast<double>(pairs);
    result.assignments = static_cast<double>(assignments.size());
    // Twice the same sum in another order is the same sum.
    const double rounding = 1e-12 * size;
    std::size_t extreme = 0, greater = 0;
    for (const Swapped& swapped : assignments) {
        const double other = sum - 2 * swapped.sum;
        extreme += std::abs(other) >= std::abs(sum) - rounding ? 1 : 0;
        greater += other >= sum - rounding ? 1 : 0;
    }
    result.p_two_sided = static_cast<double>(extreme) / result.assignments;
    result.p_greater = static_cast<double>(greater) / result.assignments;
    result.interval.low = lower_bound_of(counts_from(assignments, sum, pairs), assignments.size());
    for (Swapped& swapped : assignments)
        swapped.sum = -swapped.sum;
    if (const auto mirrored = lower_bound_of(counts_from(assignments, -sum, pairs), assignments.size()))
        result.interval.high = -*mirrored;
    return result;
}

Informative<double> p_of_draws(double extreme, double draws) {
    if (!(draws >= 0) || !(extreme >= 0) || extreme > draws)
        return Uninformative{"the extreme draws are some of all draws"};
    return (extreme + 1) / (draws + 1);
}

} // namespace parley::lab::stats

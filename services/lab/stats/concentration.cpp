#include "lab/stats/concentration.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace parley::lab::stats {

namespace {

constexpr double hhi_of_one = 10'000;

std::optional<double> unbiased_hhi(std::span<const double> counts, double total) {
    if (total < 2 || !std::ranges::all_of(counts, [](double count) { return count == std::floor(count); }))
        return std::nullopt;
    double pairs = 0;
    for (const double count : counts)
        pairs += count / total * ((count - 1) / (total - 1));
    return hhi_of_one * pairs;
}

} // namespace

Informative<Concentration> concentration_of(std::span<const double> amounts) {
    std::vector<double> sorted(amounts.begin(), amounts.end());
    std::ranges::sort(sorted);
    double total = 0;
    for (const double amount : sorted)
        total += amount;
    if (!sorted.empty() && !(sorted.front() >= 0))
        return Uninformative{"an amount is negative"};
    if (!(total > 0))
        return Uninformative{"nobody has anything yet"};
    if (!all_finite({total}))
        return too_large();
    const double n = static_cast<double>(sorted.size());
    double squares = 0, weighted = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const double share = sorted[i] / total;
        squares += share * share;
        weighted += (2 * static_cast<double>(i + 1) - n - 1) * share;
    }
    Concentration result;
    result.hhi = hhi_of_one * squares;
    result.hhi_unbiased = unbiased_hhi(sorted, total);
    result.effective_n = 1 / squares;
    result.gini = weighted / n;
    result.jain = 1 / (n * squares);
    result.cr1 = sorted.back() / total;
    return result;
}

} // namespace parley::lab::stats

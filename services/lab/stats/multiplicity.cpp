#include "lab/stats/multiplicity.hpp"

#include <algorithm>
#include <numeric>

namespace parley::lab::stats {

Informative<AdjustedP> adjust_p(std::span<const double> p) {
    if (p.empty())
        return Uninformative{"there is no p-value to adjust"};
    for (const double one : p)
        if (!(one >= 0 && one <= 1))
            return Uninformative{"a p-value must lie between 0 and 1"};
    std::vector<std::size_t> order(p.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return p[i]; });
    const double tests = static_cast<double>(p.size());
    double harmonic = 0;
    for (std::size_t i = 1; i <= p.size(); ++i)
        harmonic += 1 / static_cast<double>(i);

    const std::vector<double> unset(p.size());
    AdjustedP adjusted{unset, unset, unset, unset};
    double holm = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const double one = p[order[i]];
        adjusted.bonferroni[order[i]] = std::min(1.0, tests * one);
        holm = std::max(holm, (tests - static_cast<double>(i)) * one);
        adjusted.holm[order[i]] = std::min(1.0, holm);
    }
    double bh = 1, by = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
        const double one = p[order[i]] * (tests / static_cast<double>(i + 1));
        bh = std::min(bh, one);
        by = std::min(by, harmonic * one);
        adjusted.bh[order[i]] = bh;
        adjusted.by[order[i]] = by;
    }
    return adjusted;
}

} // namespace parley::lab::stats

#include "lab/design/rerandomisation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace parley::lab::design {

namespace {

struct Group {
    double n = 0;
    double mean = 0;
    double squares = 0; // of the distances from the mean (Welford)
    void add(double value) {
        n += 1;
        const double off = value - mean;
        mean += off / n;
        squares += off * (value - mean);
    }
    double variance() const { return n > 1 ? squares / (n - 1) : 0; }
};

double standardised_difference(const Group& a, const Group& b) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    if (a.n == 0 || b.n == 0)
        return infinite;
    const double difference = std::abs(a.mean - b.mean);
    const double deviation = std::sqrt((a.variance() + b.variance()) / 2);
    if (deviation > 0)
        return difference / deviation;
    return difference > 0 ? infinite : 0;
}

} // namespace

double imbalance(const std::vector<std::size_t>& arm_of, std::size_t arms,
                 const std::vector<std::vector<double>>& covariates) {
    double most = 0;
    for (const std::vector<double>& values : covariates) {
        std::vector<Group> groups(arms);
        for (std::size_t unit = 0; unit < arm_of.size(); ++unit)
            groups.at(arm_of[unit]).add(values.at(unit));
        for (std::size_t a = 0; a < arms; ++a)
            for (std::size_t b = a + 1; b < arms; ++b)
                most = std::max(most, standardised_difference(groups[a], groups[b]));
    }
    return most;
}

std::uint64_t best_attempt(const std::function<double(std::uint64_t j)>& imbalance_of) {
    std::uint64_t best = 0;
    double least = std::numeric_limits<double>::infinity();
    for (std::uint64_t j = 0; j < attempts_max; ++j)
        if (const double found = imbalance_of(j); found < least) {
            least = found;
            best = j;
        }
    return best;
}

} // namespace parley::lab::design

// How awards, or their value, are spread over those who could have had them.
#pragma once

#include "lab/stats/informative.hpp"

#include <span>

namespace parley::lab::stats {

struct Concentration {
    double hhi = 0;                     // Herfindahl and Hirschman: 10'000 times the sum of squared shares
    std::optional<double> hhi_unbiased; // 10'000 sum k(k - 1)/(K(K - 1)); for counts of two awards or more
    double effective_n = 0;             // 10'000/hhi: as many equal ones are as concentrated
    double gini = 0;                    // 0 where all have the same, (n - 1)/n where one has all
    double jain = 0;                    // (sum x)^2/(n sum x^2), 1 where all have the same
    double cr1 = 0;                     // share of the largest
};
/// One amount, not negative, for each who could have had some; some of it is not 0.
Informative<Concentration> concentration_of(std::span<const double> amounts);

} // namespace parley::lab::stats

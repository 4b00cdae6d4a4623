// What theory says of a market with n businesses whose costs are independent and even on [0, 1], one winner, and a
// buyer's public ceiling of 1. All prices are in parts of the range of costs. A simulation is held against these.
#pragma once

#include <cstdint>

namespace parley::lab::simulate {

/// Businesses that a closed form here takes.
inline constexpr std::int64_t businesses_most = 100;

/// E[price] = 2/(n + 1) of sealed first price, second price and open descending alike (revenue equivalence: Vickrey
/// 1961, Myerson 1981). n >= 2.
double expected_price(std::int64_t n);
/// sqrt(2 (n - 1)/((n + 1)^2 (n + 2))), of the second lowest cost.
double price_sd_second(std::int64_t n);
/// sqrt((n - 1)^2/(n (n + 1)^2 (n + 2))), of the equilibrium's lowest offer.
double price_sd_first(std::int64_t n);

/// Of `invited` each offers with probability q, at its cost, and is paid the second lowest; one alone is paid the
/// ceiling.
struct Thinned {
    double no_offer = 0;    // probability
    double price = 0;       // given an offer
    double buyer_cost = 0;  // where no offer costs the ceiling
    double entrant_pay = 0; // E[paid less cost] of one that offers, before what it costs to prepare
};
/// E[price and an offer] = 2 ((1 - (1 - q)^(N + 1))/((N + 1) q) - (1 - q)^N); entrant_pay = sum over m of
/// C(N - 1, m) q^m (1 - q)^(N - 1 - m)/((m + 1)(m + 2)). N in [1, businesses_most], q in (0, 1].
Thinned thinned(std::int64_t invited, double q);

/// The probability with which each of N enters when an offer costs k to prepare: where entrant_pay is k, 1 where it is
/// more for everybody (Levin and Smith 1994), 0 where one alone would lose by it. N in [1, businesses_most], k >= 0.
double entry_probability(std::int64_t invited, double entry_cost);

/// A soft close under offers that come as a Poisson process, without a cap (times in seconds from the close less w).
struct SoftClose {
    double mean_s = 0;      // (e^(mu w) - 1)/mu
    double sd_s = 0;        // sqrt(e^(2 mu w) - 2 mu w e^(mu w) - 1)/mu
    double late_offers = 0; // that move the end: e^(mu w) - 1
    double none = 0;        // probability of no extension: e^(-mu w)
};
/// mu offers per second and w seconds, both > 0.
SoftClose soft_close(double rate_per_s, double window_s);

/// A score auction against a price-only one: quality even on [0, 1] and independent of cost, worth `weight` a unit to
/// the buyer, both second price with truthful offers.
struct ScoreTheory {
    double score_utility = 0; // -E[second lowest of c - w q]
    double price_utility = 0; // w/2 - 2/(n + 1)
};
/// weight >= 0, n in [2, businesses_most].
ScoreTheory score_theory(double weight, std::int64_t n);

} // namespace parley::lab::simulate

// What a statistic would have been for other samples: the bootstrap, by listing every resample where there are few and
// by drawing where there are many. Draws come from SplitMix64 and a seed, so everybody draws the same.
#pragma once

#include "lab/stats/informative.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace parley::lab::stats {

enum class Statistic { mean, median, variance, sd };
/// "mean", "median", "variance" or "sd" (both with n - 1); nothing for any other name.
std::optional<Statistic> statistic_named(std::string_view name);
/// Of at least one value, and of two for variance and sd.
double statistic_of(Statistic statistic, std::span<const double> sample);

struct Bootstrap {
    double estimate = 0;
    double resamples = 0;
    double se = 0;           // standard deviation over the resamples
    Interval percentile;     // 95 %
    Interval basic;          // 2 estimate - percentile
    double z0 = 0;           // how far the estimate is from the middle of the resamples; ties count half
    double acceleration = 0; // by the jackknife
    Interval bca_levels;     // which quantiles are the bounds
    Interval bca;            // Efron (1987)
};
/// More values than this have too many resamples to list: 12^12 are 1.4 million different ones.
inline constexpr std::size_t listed_sample_max = 12;
/// Over all n^n ordered resamples; quantiles are of type 7 (linear). 2 to listed_sample_max values.
Informative<Bootstrap> bootstrap_of_all(std::span<const double> sample, Statistic statistic);

inline constexpr std::uint64_t resampling_seed = 1;
inline constexpr std::size_t drawn_values_max = 500'000'000; // resamples times values: some seconds
inline constexpr std::size_t resamples_max = 10'000'000;
/// Over so many drawn resamples.
Informative<Bootstrap> bootstrap_by_draws(std::span<const double> sample, Statistic statistic, std::size_t resamples,
                                          std::uint64_t seed = resampling_seed);

} // namespace parley::lab::stats

// Rerandomisation: a design that says so in advance draws its arms up to a hundred times and keeps the best balanced
// draw (sector-experiments 2.4). Its result may then be judged by a randomisation test over the draws alone, since a
// test that knows of one draw would be too sure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace parley::lab::design {

inline constexpr std::uint64_t attempts_max = 100;

/// How unlike the arms are: the largest standardised difference of a covariate between any two of them, that is
/// |mean - mean| / sqrt((variance + variance) / 2) with variances over n - 1. `arm_of[i]`, below `arms`, is unit i's
/// arm and `covariates[c][i]` its value of covariate c. 0 where a covariate is the same in both arms and does not vary
/// in either; infinite where an arm has nobody, or it differs and does not vary.
double imbalance(const std::vector<std::size_t>& arm_of, std::size_t arms,
                 const std::vector<std::vector<double>>& covariates);

/// The j of 0 to 99 whose draw is the least imbalanced, the lowest of those that tie; it goes into the salt.
std::uint64_t best_attempt(const std::function<double(std::uint64_t j)>& imbalance_of);

} // namespace parley::lab::design

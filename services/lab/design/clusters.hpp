// Clusters: whole neighbourhoods of the market (a sector in a region, or a business) have one arm, as many of a stratum
// in each as can be (sector-experiments 2.4).
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace parley::lab::design {

/// The members of each stratum; a set sorts them bytewise, which the draw begins from.
using Strata = std::map<std::string, std::set<std::string>>;

/// An arm, 0 to arms - 1, for each member of each stratum: the i-th of PlanOut's Sample over the stratum gets arm
/// i mod arms, so that the arms of a stratum differ by one member at most. At least one arm.
std::map<std::string, std::int64_t> cluster_arms(std::string_view salt, std::int64_t arms, const Strata& strata);

/// Fewer clusters to an arm than this tell nothing of the market's own spread (sector-experiments 2.3).
inline constexpr std::int64_t clusters_per_arm_min = 6;

/// Whether each of the arms has enough clusters for a claim.
bool are_enough_clusters(const std::map<std::string, std::int64_t>& arm_of, std::int64_t arms);

} // namespace parley::lab::design

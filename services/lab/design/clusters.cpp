#include "lab/design/clusters.hpp"

#include "core/assert.hpp"
#include "lab/design/planout.hpp"

#include <algorithm>
#include <vector>

namespace parley::lab::design {

std::map<std::string, std::int64_t> cluster_arms(std::string_view salt, std::int64_t arms, const Strata& strata) {
    PARLEY_ASSERT(arms > 0, "clusters are divided among arms");
    std::map<std::string, std::int64_t> arm_of;
    for (const auto& [stratum, members] : strata) {
        const std::string prefix = std::string(salt).append(".cluster.").append(stratum);
        std::int64_t i = 0;
        for (std::string& member : sampled(std::vector<std::string>(members.begin(), members.end()), prefix))
            arm_of[std::move(member)] = i++ % arms;
    }
    return arm_of;
}

bool are_enough_clusters(const std::map<std::string, std::int64_t>& arm_of, std::int64_t arms) {
    for (std::int64_t arm = 0; arm < arms; ++arm)
        if (std::ranges::count(arm_of, arm, [](const auto& one) { return one.second; }) < clusters_per_arm_min)
            return false;
    return true;
}

} // namespace parley::lab::design

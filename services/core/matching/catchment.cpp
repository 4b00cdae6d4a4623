#include "core/matching/catchment.hpp"

#include <algorithm>
#include <limits>
#include <tuple>

namespace parley::core {

namespace {

constexpr std::int64_t far_away = std::numeric_limits<std::int64_t>::max();

std::int64_t metres(std::int32_t radius_km, std::int32_t extra_km) {
    return (std::int64_t{radius_km} + extra_km) * 1'000;
}

/// Metres by which the branch's catchment misses the point; not above 0 where it holds it.
std::int64_t beyond_m(const Branch& branch, Point at, std::int32_t extra_km) {
    if (branch.areas.empty())
        return distance_m(branch.place, at) - metres(branch.radius_km, extra_km);
    std::int64_t least = far_away;
    for (const Area& area : branch.areas)
        least = std::min(least, distance_m(area.place, at) - metres(area.radius_km, extra_km));
    return least;
}

std::int64_t farthest_m(const Branch& branch, std::int32_t extra_km) {
    if (branch.areas.empty())
        return metres(branch.radius_km, extra_km);
    std::int64_t farthest = 0;
    for (const Area& area : branch.areas)
        farthest = std::max(farthest, distance_m(branch.place, area.place) + metres(area.radius_km, extra_km));
    return farthest;
}

std::size_t standing_for(const Shop& shop, Point seen_from, std::int32_t extra_km) {
    std::size_t best = 0;
    std::tuple<bool, std::int64_t> best_rank{true, far_away};
    for (std::size_t i = 0; i < shop.branch_count(); ++i) {
        const Branch& branch = shop.branch(i);
        const bool misses = !shop.nationwide && beyond_m(branch, seen_from, extra_km) > 0;
        const std::tuple rank(misses, distance_m(branch.place, seen_from));
        if (rank < best_rank) {
            best = i;
            best_rank = rank;
        }
    }
    return best;
}

} // namespace

bool serves(const Shop& shop, const Branch& branch, const MatchQuery& query) {
    return shop.nationwide || beyond_m(branch, query.place, query.extra_radius_km) <= 0;
}

std::optional<Served> nearest_serving(const Shop& shop, const MatchQuery& query) {
    bool served = false;
    for (std::size_t i = 0; !served && i < shop.branch_count(); ++i)
        served = serves(shop, shop.branch(i), query);
    if (!served)
        return std::nullopt;
    Served nearest;
    if (shop.branch_count() > 1)
        nearest.branch = standing_for(shop, coarse(query.place), query.extra_radius_km);
    const Branch& branch = shop.branch(nearest.branch);
    nearest.distance_m = distance_m(branch.place, query.place);
    if (!shop.nationwide)
        nearest.reach_m = farthest_m(branch, query.extra_radius_km);
    return nearest;
}

std::int64_t beyond_reach_m(const Shop& shop, const MatchQuery& query) {
    if (shop.nationwide)
        return 0;
    std::int64_t least = far_away;
    for (std::size_t i = 0; i < shop.branch_count(); ++i)
        least = std::min(least, beyond_m(shop.branch(i), query.place, query.extra_radius_km));
    return std::max(least, std::int64_t{0});
}

} // namespace parley::core

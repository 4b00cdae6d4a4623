// Where the branches of a business serve, and which of them stands for it.
#pragma once

#include "core/matching/shop.hpp"

namespace parley::core {

struct Served {
    std::size_t branch = 0;              // its place among the shop's branches
    std::int64_t distance_m = 0;         // from it to the intent
    std::optional<std::int64_t> reach_m; // the farthest that this branch serves; nothing for nationwide
    friend bool operator==(const Served&, const Served&) = default;
};

/// Whether an intent lies in the catchment of this branch of the shop.
bool serves(const Shop& shop, const Branch& branch, const MatchQuery& query);

/// Nothing if no branch's catchment holds the intent. Else the branch that stands for the business, as seen from the
/// coarse place: the nearest that serves that, or the nearest; the earlier of two as near. The shop is told which one
/// it is, so that any number of branches must not tell it where in its tenth of a degree the buyer lives.
std::optional<Served> nearest_serving(const Shop& shop, const MatchQuery& query);

/// Metres by which the nearest catchment misses the intent; 0 where one holds it.
std::int64_t beyond_reach_m(const Shop& shop, const MatchQuery& query);

} // namespace parley::core

// "Why not me?": the first thing in a fixed order that kept a shop from an intent, so that a page can say it and a shop
// can act on it. It repeats the rules of matching on one pair and promises the same answer.
#pragma once

#include "core/matching/fit.hpp"

namespace parley::core {

/// In the order in which they are looked at.
enum class WhyNotCause {
    none,
    paused,
    sector,
    distance,
    words,
    requirements,
    budget_floor,
    already_invited,
    daily_cap
};

std::span<const std::string_view> names_of(WhyNotCause);

struct WhyNot {
    WhyNotCause cause = WhyNotCause::none;
    std::int64_t km_missing = 0; // for distance: whole kilometres to the nearest catchment, rounded up
    friend bool operator==(const WhyNot&, const WhyNot&) = default;
};

/// none: the shop can be invited. With a sealed budget, `budget_floor` is for the operator's eyes only: a shop that saw
/// it could find the budget by moving its floor.
WhyNot why_not(const SectorTree& sectors, const Shop& shop, const MatchQuery& query, bool already_invited);

} // namespace parley::core

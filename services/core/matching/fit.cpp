#include "core/matching/fit.hpp"

#include <algorithm>
#include <tuple>

namespace parley::core {

namespace {

constexpr std::int64_t edge_ppm = 500'000;
constexpr std::int64_t average_answered_ppm = 500'000;
constexpr std::int64_t average_weight = 10; // How many invitations the average counts for.

std::int64_t nearness_ppm(std::optional<std::int64_t> reach, std::int64_t distance) {
    if (!reach)
        return edge_ppm;
    if (*reach <= 0)
        return ppm_per_one; // Only the shop's own door is within it.
    return ppm_per_one - edge_ppm * std::min(distance, *reach) / *reach;
}

} // namespace

std::span<const std::string_view> names_of(MatchReasonKind) {
    static constexpr std::string_view names[] = {"sells_exactly", "sells_category",  "distance_m",
                                                 "from_branch",   "has_word",        "budget_fits",
                                                 "newcomer",      "found_it_itself", "preferred"};
    return names;
}

bool fits_better(const Match& a, const Match& b) {
    return std::tie(b.fit_ppm, a.distance_m, a.business) < std::tie(a.fit_ppm, b.distance_m, b.business);
}

std::optional<int> nearest_level(const SectorTree& sectors, const Shop& shop, std::string_view wanted) {
    const auto below = sectors.number(wanted);
    if (!below)
        return std::nullopt;
    std::optional<int> nearest;
    for (const std::string& slug : shop.sectors) {
        const auto above = sectors.number(slug);
        if (!above)
            continue;
        const auto levels = sectors.levels_between(*above, *below);
        if (levels && (!nearest || *levels < *nearest))
            nearest = levels;
    }
    return nearest;
}

bool words_suit(const Shop& shop, const MatchQuery& query) {
    const auto said = [&](const Phrase& phrase) { return occurs(phrase, query.stems); };
    return (shop.include.empty() || std::ranges::any_of(shop.include, said)) &&
           std::ranges::none_of(shop.exclude, said);
}

bool requirements_met(const Shop& shop, const MatchQuery& query) {
    return std::ranges::all_of(shop.requirements, [&](const Requirement& requirement) {
        const auto answer = query.answers.find(requirement.question);
        return answer == query.answers.end() ||
               std::ranges::find(requirement.accepts, answer->second) != requirement.accepts.end();
    });
}

bool budget_suffices(const Shop& shop, const MatchQuery& query) {
    return !query.budget || *query.budget >= shop.budget_floor;
}

std::int32_t reliability_ppm(const Shop& shop) {
    return static_cast<std::int32_t>(
        (std::int64_t{shop.answered_ppm} * shop.invitations + average_answered_ppm * average_weight) /
        (shop.invitations + average_weight));
}

std::int32_t fit_ppm(int levels, std::optional<std::int64_t> reach_m, std::int64_t distance_m,
                     std::int32_t reliability_ppm) {
    const std::int64_t closeness = ppm_per_one / (1 + levels);
    return static_cast<std::int32_t>(
        (5 * closeness + 3 * nearness_ppm(reach_m, distance_m) + 2 * std::int64_t{reliability_ppm}) / 10);
}

Match make_match(const Shop& shop, const MatchQuery& query, int levels, const Served& served,
                 std::int64_t coarse_distance_m, std::int32_t fit_ppm) {
    Match match{shop.id, served.branch, served.distance_m, fit_ppm, shop.invitations, shop.at_daily_cap(), {}};
    match.reasons.reserve(4); // A wave may add "newcomer".
    match.reasons.push_back(levels == 0 ? MatchReason{MatchReasonKind::sells_exactly, 0}
                                        : MatchReason{MatchReasonKind::sells_category, levels});
    match.reasons.push_back({MatchReasonKind::distance_m, coarse_distance_m});
    if (shop.branch_count() > 1)
        match.reasons.push_back({MatchReasonKind::from_branch, shop.branch(served.branch).number});
    if (!shop.include.empty())
        match.reasons.push_back({MatchReasonKind::has_word, 0});
    if (query.budget && !query.budget_sealed && shop.budget_floor > 0)
        match.reasons.push_back({MatchReasonKind::budget_fits, shop.budget_floor});
    return match;
}

std::optional<Match> match_one(const SectorTree& sectors, const Shop& shop, const MatchQuery& query) {
    if (shop.paused || !budget_suffices(shop, query))
        return std::nullopt;
    const auto levels = nearest_level(sectors, shop, query.sector);
    if (!levels || !words_suit(shop, query) || !requirements_met(shop, query))
        return std::nullopt;
    const auto served = nearest_serving(shop, query);
    if (!served)
        return std::nullopt;
    return make_match(shop, query, *levels, *served, distance_m(shop.branch(served->branch).place, coarse(query.place)),
                      fit_ppm(*levels, served->reach_m, served->distance_m, reliability_ppm(shop)));
}

std::optional<Served> may_join(const SectorTree& sectors, const Shop& shop, const MatchQuery& query) {
    return nearest_level(sectors, shop, query.sector) ? nearest_serving(shop, query) : std::nullopt;
}

} // namespace parley::core

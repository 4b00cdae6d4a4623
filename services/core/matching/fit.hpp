// Does a shop match an intent, how well, and why: the rules on one pair. The index finds the same matches without
// asking every shop, and the waves choose among them. All in integers, so that a choice can be recomputed from its log.
#pragma once

#include "core/matching/catchment.hpp"
#include "core/matching/sectors.hpp"

namespace parley::core {

/// What the page turns into "why me". The value's meaning follows each name.
enum class MatchReasonKind {
    sells_exactly,   // 0
    sells_category,  // levels that the shop's sector lies above the intent's
    distance_m,      // metres to the intent's coarse place, so that no shop can tell where the buyer lives
    from_branch,     // number of the branch that stands for it, where the business has several
    has_word,        // 0; one of the words that it asks for occurs
    budget_fits,     // the shop's own floor; never for a sealed budget
    newcomer,        // invitations so far; the place was kept for newcomers
    found_it_itself, // 0; added by whoever lets a shop join that asks by itself
    preferred        // 0; the buyer asks for this shop
};

std::span<const std::string_view> names_of(MatchReasonKind);

struct MatchReason {
    MatchReasonKind kind;
    std::int64_t value = 0;
    friend bool operator==(const MatchReason&, const MatchReason&) = default;
};

struct Match {
    BusinessId business;
    std::size_t branch = 0;      // the one that stands for it (nearest_serving)
    std::int64_t distance_m = 0; // from there, exact; not for the shop's eyes
    std::int32_t fit_ppm = 0;
    std::int32_t invitations = 0; // as the shop's, for the waves
    bool at_daily_cap = false;
    std::vector<MatchReason> reasons;
    friend bool operator==(const Match&, const Match&) = default;
};

/// Best fit first; ties by distance, then by id. A total order on matches of different businesses.
bool fits_better(const Match& a, const Match& b);

/// Levels between the intent's sector and the nearest of the shop's sectors that contain it; nothing if none does.
std::optional<int> nearest_level(const SectorTree& sectors, const Shop& shop, std::string_view wanted);

/// Does the request hold one of the words that the shop wants, and none that it does not want?
bool words_suit(const Shop& shop, const MatchQuery& query);

/// Does no answer miss what the shop insists on?
bool requirements_met(const Shop& shop, const MatchQuery& query);

/// No budget named, no floor, or a budget that is not below it.
bool budget_suffices(const Shop& shop, const MatchQuery& query);

/// The share of invitations that the shop answers, drawn towards the average as long as there were few:
/// (answered_ppm x invitations + 5e5 x 10) / (invitations + 10). A newcomer counts as average.
std::int32_t reliability_ppm(const Shop& shop);

/// 0 to 1'000'000, rounded down: half closeness, three tenths nearness, two tenths reliability.
///   closeness = 1e6 / (1 + levels): the exact sector 1e6, its parent 5e5, ...
///   nearness  = 1e6 - 5e5 x distance / reach: at the door 1e6, at the edge 5e5, and 5e5 for nationwide (no reach)
std::int32_t fit_ppm(int levels, std::optional<std::int64_t> reach_m, std::int64_t distance_m,
                     std::int32_t reliability_ppm);

/// What is known of a shop and a query that match, put together. `coarse_distance_m` is to the query's coarse place,
/// from the branch that serves it.
Match make_match(const Shop& shop, const MatchQuery& query, int levels, const Served& served,
                 std::int64_t coarse_distance_m, std::int32_t fit_ppm);

/// The match of one shop, by the rules: not paused, sector, catchment, words, requirements, budget floor. The daily cap
/// is no matter of matching; the waves look at it.
std::optional<Match> match_one(const SectorTree& sectors, const Shop& shop, const MatchQuery& query);

/// What a business must meet that found a public intent by itself and asks to join: sector and catchment. Its own
/// pause, words, requirements and floor are its wishes and it asks against them; and a floor that was checked here
/// would let it find a sealed budget by trying. From which branch it would serve, where it may.
std::optional<Served> may_join(const SectorTree& sectors, const Shop& shop, const MatchQuery& query);

} // namespace parley::core

#include "core/matching/waves.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace parley::core {

namespace {

constexpr std::int64_t smallest_wave_with_a_newcomer = 4;

using Ranked = std::vector<const Match*>;

bool is_newcomer(const Match* match) {
    return match->invitations < newcomer_below;
}

Ranked eligible(std::span<const Match> matches, const std::unordered_set<BusinessId>& already_invited) {
    Ranked ranked;
    for (const Match& match : matches)
        if (!match.at_daily_cap && !already_invited.contains(match.business))
            ranked.push_back(&match);
    std::ranges::sort(ranked, [](const Match* a, const Match* b) { return fits_better(*a, *b); });
    return ranked;
}

std::int64_t places_kept(const WavePlan& plan, std::int64_t count, bool any_newcomer) {
    if (plan.newcomer_ppm <= 0 || !any_newcomer)
        return 0;
    const std::int64_t share = count * std::min<std::int64_t>(plan.newcomer_ppm, ppm_per_one) / ppm_per_one;
    return share == 0 && count >= smallest_wave_with_a_newcomer ? 1 : share;
}

/// A whole number in [0, bound). Off an even chance by less than bound / 2^64, far below what a propensity can say,
/// and always one draw, so that a log of draws stays in step.
std::size_t below(std::size_t bound, std::uint64_t draw) {
    return static_cast<std::size_t>(static_cast<unsigned __int128>(draw) * bound >> 64);
}

bool is_preferred(const WavePlan& plan, const Match* match) {
    return std::ranges::find(plan.preferred, match->business) != plan.preferred.end();
}

Pick certain(const WavePlan& plan, const Match* match) {
    Pick pick{match->business, match->reasons};
    if (is_preferred(plan, match))
        pick.reasons.push_back({MatchReasonKind::preferred, 0});
    return pick;
}

Pick drawn(const Match* match, std::size_t places, std::size_t among) {
    Pick pick{match->business, match->reasons, true};
    pick.reasons.push_back({MatchReasonKind::newcomer, match->invitations});
    pick.places = static_cast<std::int32_t>(places);
    pick.among = static_cast<std::int32_t>(among);
    pick.propensity_ppm = ppm_per_one * pick.places / pick.among;
    return pick;
}

} // namespace

std::span<const std::string_view> names_of(WaveStrategy) {
    static constexpr std::string_view names[] = {"best_fit"};
    return names;
}

std::vector<Pick> pick_wave(std::span<const Match> matches, const std::unordered_set<BusinessId>& already_invited,
                            const WavePlan& plan, std::span<const std::uint64_t> draws) {
    Ranked ranked = eligible(matches, already_invited);
    const auto others_begin =
        std::ranges::stable_partition(ranked, [&](const Match* match) { return is_preferred(plan, match); }).begin();
    const auto preferred = static_cast<std::size_t>(others_begin - ranked.begin());
    const auto count = std::min(static_cast<std::size_t>(std::max(plan.count, 0)), ranked.size());
    // The share is one of the places planned, not of those that can be filled.
    const auto share =
        static_cast<std::size_t>(places_kept(plan, std::max(plan.count, 0), std::ranges::any_of(ranked, is_newcomer)));

    const std::size_t sure = std::max(count - std::min(share, count), std::min(preferred, count));
    Ranked pool, others; // those left after the sure places, each best first
    for (std::size_t i = sure; i < ranked.size(); ++i)
        (is_newcomer(ranked[i]) ? pool : others).push_back(ranked[i]);
    const std::size_t places = std::min(count - sure, pool.size());
    const std::size_t among = pool.size();

    std::vector<Pick> picks;
    picks.reserve(count);
    for (std::size_t i = 0; i < sure; ++i)
        picks.push_back(certain(plan, ranked[i]));
    // Places that no newcomer is left for: all newcomers left have one, so the next best are among the others.
    for (std::size_t i = 0; i < count - sure - places; ++i)
        picks.push_back(certain(plan, others[i]));

    PARLEY_ASSERT(draws.size() >= places, "a wave is handed one random number per kept place");
    for (std::size_t i = 0; i < places; ++i)
        std::swap(pool[i], pool[i + below(among - i, draws[i])]);
    pool.resize(places);
    std::ranges::sort(pool, [](const Match* a, const Match* b) { return fits_better(*a, *b); });
    for (const Match* match : pool)
        picks.push_back(drawn(match, places, among));
    return picks;
}

} // namespace parley::core

// Who is told first: a wave of invitations out of the matches, best fit first, with a share of places kept for
// newcomers and drawn among them. Pure: the random numbers are handed in, so that a wave can be recomputed from its
// log, and each pick carries the chance that it had (DESIGN 3.1: every choice logs its propensity).
#pragma once

#include "core/matching/fit.hpp"

#include <unordered_set>

namespace parley::core {

enum class WaveStrategy { best_fit };

std::span<const std::string_view> names_of(WaveStrategy);

struct WavePlan {
    std::int32_t count = 0;
    std::int32_t newcomer_ppm = 0; // share of the places kept for newcomers, 0 to 1'000'000
    WaveStrategy strategy = WaveStrategy::best_fit;
    std::vector<BusinessId> preferred = {}; // that the buyer wants asked first, among those that match
};

struct Pick {
    BusinessId business;
    std::vector<MatchReason> reasons;
    bool newcomer = false; // holds a place that was kept for newcomers
    // The chance is exactly places / among: 1 / 1 where the choice left nothing to chance.
    std::int32_t places = 1;
    std::int32_t among = 1;
    std::int64_t propensity_ppm = ppm_per_one; // the same, rounded down
    friend bool operator==(const Pick&, const Pick&) = default;
};

/// Chooses among matches of different businesses, in whatever order they come. Those that were invited already or are
/// at their daily cap are left out; "best" is fits_better, and those that the buyer prefers come before all others.
///  1. kept = count x newcomer_ppm / 1e6, rounded down, but 1 if that is 0, the share is not, count >= 4 and a newcomer
///     is there; never more than there are newcomers left after step 2.
///  2. The best count - kept take their places for certain; a newcomer may be among them. Those preferred do so up to
///     count: no kept place is kept from them.
///  3. The kept places are drawn, each set of newcomers alike, among those left; a place nobody was left for goes to
///     the next best.
/// The certain picks come first, best first, then the drawn ones, best first. Takes one 64-bit number per drawn place
/// from the front of `draws`, so `count` numbers always suffice; fewer than needed is a broken invariant.
std::vector<Pick> pick_wave(std::span<const Match> matches, const std::unordered_set<BusinessId>& already_invited,
                            const WavePlan& plan, std::span<const std::uint64_t> draws);

} // namespace parley::core

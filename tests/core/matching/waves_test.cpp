#include "core/matching/waves.hpp"

#include "market.hpp"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

using testing::business;

using Invited = std::unordered_set<BusinessId>;

Match match_of(std::uint64_t id, std::int32_t fit, std::int32_t invitations) {
    Match match;
    match.business = business(id);
    match.fit_ppm = fit;
    match.invitations = invitations;
    match.reasons = {{MatchReasonKind::sells_exactly, 0}};
    return match;
}

/// Businesses 1, 2, 3 ... from best to worst; those from `first_newcomer` on are newcomers.
std::vector<Match> ladder(std::uint64_t count, std::uint64_t first_newcomer) {
    std::vector<Match> matches;
    for (std::uint64_t id = 1; id <= count; ++id)
        matches.push_back(match_of(id, 1'000'000 - static_cast<std::int32_t>(id), id >= first_newcomer ? 9 : 10));
    return matches;
}

std::vector<std::uint64_t> ids(const std::vector<Pick>& picks) {
    std::vector<std::uint64_t> found;
    for (const Pick& pick : picks)
        found.push_back(pick.business.low);
    return found;
}

std::ptrdiff_t newcomers(const std::vector<Pick>& picks) {
    return std::ranges::count(picks, true, &Pick::newcomer);
}

const std::vector<std::uint64_t> zeros(64, 0);

TEST(Wave, TakesTheBestFirst) {
    auto matches = ladder(10, 100);
    std::ranges::reverse(matches);
    const auto picks = pick_wave(matches, {}, {3, 250'000}, {});
    EXPECT_EQ(ids(picks), (std::vector<std::uint64_t>{1, 2, 3}));
    for (const Pick& pick : picks) {
        EXPECT_EQ(pick.propensity_ppm, 1'000'000);
        EXPECT_FALSE(pick.newcomer);
        EXPECT_EQ(pick.reasons, matches.front().reasons);
    }
}

TEST(Wave, KeepsAShareForNewcomers) {
    const auto picks = pick_wave(ladder(20, 11), {}, {8, 250'000}, zeros);
    EXPECT_EQ(ids(picks), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 11, 12})) << "zero draws take the first";
    EXPECT_EQ(newcomers(picks), 2);
    const Pick& drawn = picks.back();
    EXPECT_EQ(drawn.places, 2);
    EXPECT_EQ(drawn.among, 10);
    EXPECT_EQ(drawn.propensity_ppm, 200'000);
    EXPECT_EQ(drawn.reasons.back(), (MatchReason{MatchReasonKind::newcomer, 9}));
    const std::vector<std::uint64_t> ones(2, ~std::uint64_t{0});
    EXPECT_EQ(ids(pick_wave(ladder(20, 11), {}, {8, 250'000}, ones)),
              (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 11, 20}))
        << "the last of ten, then the last place, where the first of ten now stands";
}

TEST(Wave, KeepsOnePlaceInAWaveOfFour) {
    EXPECT_EQ(newcomers(pick_wave(ladder(20, 11), {}, {4, 100'000}, zeros)), 1);
    EXPECT_EQ(newcomers(pick_wave(ladder(20, 11), {}, {3, 250'000}, zeros)), 0);
    EXPECT_EQ(newcomers(pick_wave(ladder(20, 11), {}, {4, 0}, zeros)), 0) << "no share, no place";
    EXPECT_EQ(newcomers(pick_wave(ladder(20, 11), {}, {3, 1'000'000}, zeros)), 3);
    EXPECT_EQ(newcomers(pick_wave(ladder(20, 100), {}, {8, 250'000}, {})), 0);
}

TEST(Wave, FillsPlacesThatNoNewcomerWants) {
    EXPECT_EQ(ids(pick_wave(ladder(9, 9), {}, {8, 500'000}, zeros)),
              (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7, 9}));
    const auto everybody = pick_wave(ladder(5, 4), {}, {8, 250'000}, zeros);
    EXPECT_EQ(ids(everybody), (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
    for (const Pick& pick : everybody)
        EXPECT_EQ(pick.propensity_ppm, 1'000'000);
}

TEST(Wave, NewcomerOnMeritNeedsNoKeptPlace) {
    auto matches = ladder(12, 11);
    matches[0].invitations = 0;
    const auto picks = pick_wave(matches, {}, {4, 250'000}, zeros);
    EXPECT_EQ(ids(picks), (std::vector<std::uint64_t>{1, 2, 3, 11}));
    EXPECT_FALSE(picks.front().newcomer);
    EXPECT_EQ(picks.back().among, 2);
    EXPECT_EQ(picks.back().propensity_ppm, 500'000);
}

TEST(Wave, PassesOverInvitedAndCapped) {
    auto matches = ladder(6, 100);
    matches[1].at_daily_cap = true;
    EXPECT_EQ(ids(pick_wave(matches, Invited{business(1), business(4)}, {3, 0}, {})),
              (std::vector<std::uint64_t>{3, 5, 6}));
    EXPECT_TRUE(pick_wave(matches, {}, {0, 250'000}, {}).empty());
    EXPECT_TRUE(pick_wave({}, {}, {8, 250'000}, {}).empty());
}

TEST(Wave, RoundsThePropensityDownAndKeepsItExactBeside) {
    const auto picks = pick_wave(ladder(8, 6), {}, {4, 250'000}, zeros);
    EXPECT_EQ(picks.back().places, 1);
    EXPECT_EQ(picks.back().among, 3);
    EXPECT_EQ(picks.back().propensity_ppm, 333'333);
}

TEST(WaveDeathTest, NeedsARandomNumberPerKeptPlace) {
    EXPECT_DEATH(pick_wave(ladder(20, 11), {}, {8, 250'000}, std::span(zeros).first(1)),
                 "one random number per kept place");
}

/// 20'000 waves that draw 3 of 7: each is to come up with 3/7, and each pair with 3/7 x 2/6. Five standard deviations.
TEST(Wave, DrawsEachNewcomerWithTheChanceThatItLogs) {
    std::mt19937_64 random(20'261'124);
    const auto matches = ladder(12, 6);
    constexpr int waves = 20'000;
    std::map<std::uint64_t, int> times;
    std::map<std::pair<std::uint64_t, std::uint64_t>, int> together;
    for (int i = 0; i < waves; ++i) {
        const std::vector<std::uint64_t> draws{random(), random(), random()};
        const auto picks = pick_wave(matches, {}, {8, 375'000}, draws);
        ASSERT_EQ(picks.size(), 8U);
        for (std::size_t a = 5; a < 8; ++a) {
            ASSERT_EQ(picks[a].propensity_ppm, 428'571);
            ++times[picks[a].business.low];
            for (std::size_t b = a + 1; b < 8; ++b)
                ++together[{picks[a].business.low, picks[b].business.low}];
        }
    }
    ASSERT_EQ(times.size(), 7U);
    ASSERT_EQ(together.size(), 21U);
    for (const auto& [id, count] : times)
        EXPECT_NEAR(count, waves * 3 / 7, 350) << id;
    for (const auto& [pair, count] : together)
        EXPECT_NEAR(count, waves / 7, 250) << pair.first << ' ' << pair.second;
}

RC_GTEST_PROP(Wave, KeepsItsPromises, ()) {
    std::vector<Match> matches;
    const auto size = *rc::gen::inRange<std::uint64_t>(0, 30);
    for (std::uint64_t id = 1; id <= size; ++id) {
        matches.push_back(match_of(id, *rc::gen::inRange(0, 8), *rc::gen::element(0, 9, 10, 50)));
        matches.back().distance_m = *rc::gen::inRange(0, 4);
        matches.back().at_daily_cap = *rc::gen::inRange(0, 6) == 0;
    }
    Invited invited;
    for (const Match& match : matches)
        if (*rc::gen::inRange(0, 5) == 0)
            invited.insert(match.business);
    const WavePlan plan{*rc::gen::inRange(0, 14), *rc::gen::element(0, 1, 100'000, 250'000, 500'000, 1'000'000)};
    const auto draws = *rc::gen::container<std::vector<std::uint64_t>>(static_cast<std::size_t>(plan.count),
                                                                       rc::gen::arbitrary<std::uint64_t>());
    const auto picks = pick_wave(matches, invited, plan, draws);

    std::vector<Match> eligible;
    for (const Match& match : matches)
        if (!match.at_daily_cap && !invited.contains(match.business))
            eligible.push_back(match);
    std::ranges::sort(eligible, fits_better);
    RC_ASSERT(picks.size() == std::min(static_cast<std::size_t>(plan.count), eligible.size()));

    std::set<BusinessId> picked;
    std::int64_t drawn = 0;
    for (const Pick& pick : picks) {
        RC_ASSERT(picked.insert(pick.business).second);
        const auto match = std::ranges::find(eligible, pick.business, &Match::business);
        RC_ASSERT(match != eligible.end());
        if (pick.newcomer) {
            RC_ASSERT(match->invitations < 10);
            RC_ASSERT(pick.propensity_ppm == std::int64_t{1'000'000} * pick.places / pick.among);
            ++drawn;
        } else {
            RC_ASSERT(pick.propensity_ppm == 1'000'000 && pick.places == pick.among);
        }
    }
    for (const Pick& pick : picks)
        if (pick.newcomer)
            RC_ASSERT(pick.places == drawn);

    // Nobody who was sure of a place stands behind somebody who is not a newcomer and was passed over.
    for (const Match& match : eligible) {
        if (picked.contains(match.business) || match.invitations < 10)
            continue;
        for (const Pick& pick : picks)
            if (!pick.newcomer)
                RC_ASSERT(fits_better(*std::ranges::find(eligible, pick.business, &Match::business), match));
    }
    // The share is kept as far as there are newcomers, and at least one from four places on.
    const auto newcomers_there =
        std::ranges::count_if(eligible, [](const Match& match) { return match.invitations < 10; });
    const auto newcomers_in = std::ranges::count_if(
        eligible, [&](const Match& match) { return match.invitations < 10 && picked.contains(match.business); });
    std::int64_t share = std::int64_t{plan.count} * plan.newcomer_ppm / 1'000'000;
    if (share == 0 && plan.newcomer_ppm > 0 && plan.count >= 4)
        share = 1;
    RC_ASSERT(drawn <= share);
    RC_ASSERT(newcomers_in >= std::min<std::int64_t>(share, newcomers_there));

    // The same draws give the same wave in whatever order the matches come; draws beyond the places change nothing.
    auto shuffled = matches;
    std::ranges::reverse(shuffled);
    auto more = draws;
    more.push_back(7);
    RC_ASSERT(pick_wave(shuffled, invited, plan, more) == picks);
    RC_ASSERT(pick_wave(matches, invited, plan, std::span(draws).first(static_cast<std::size_t>(drawn))) == picks);
}

} // namespace
} // namespace parley::core

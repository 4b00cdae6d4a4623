#include "app/conduct.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::app {
namespace {

constexpr core::Instant now{core::seconds(1'000LL * 86'400)};
constexpr core::Micros day = core::seconds(86'400);

ConductEvent event(std::int64_t id, ConductKind kind, std::int64_t days_ago, std::int64_t about = 0) {
    ConductEvent one;
    one.id = id;
    one.kind = kind;
    one.about = about;
    one.seq = id;
    one.at = now - days_ago * day;
    return one;
}

std::vector<std::int64_t> points_of(const ConductScore& score) {
    std::vector<std::int64_t> points;
    for (const CountedEvent& one : score.events)
        points.push_back(one.points);
    return points;
}

TEST(ConductScore, WhoDidNothingHasAllPointsAndNoLimit) {
    const ConductScore score = conduct_score({}, now);
    EXPECT_EQ(score.score, 100);
    EXPECT_EQ(score.band.offers_per_day, std::nullopt);
    EXPECT_EQ(score.limited_since, std::nullopt);
    EXPECT_TRUE(score.events.empty());
}

TEST(ConductScore, EachKindTakesItsPointsNewestFirst) {
    const ConductScore score =
        conduct_score({event(1, ConductKind::award_lapsed, 9), event(2, ConductKind::promise_broken, 8, 1),
                       event(3, ConductKind::report, 7, 1), event(4, ConductKind::bulk_message, 6)},
                      now);
    EXPECT_THAT(points_of(score), testing::ElementsAre(5, 20, 15, 10));
    EXPECT_EQ(score.score, 50);
}

TEST(ConductScore, TheBandsMeetWithoutAGap) {
    const auto after = [](int bulk) {
        std::vector<ConductEvent> events;
        for (int i = 0; i < bulk; ++i)
            events.push_back(event(i + 1, ConductKind::bulk_message, bulk - i));
        return conduct_score(events, now);
    };
    EXPECT_EQ(after(4).score, 80);
    EXPECT_EQ(after(4).band.offers_per_day, std::nullopt);
    EXPECT_EQ(after(5).score, 75);
    EXPECT_EQ(after(5).band.offers_per_day, 5);
    EXPECT_EQ(after(10).score, 50);
    EXPECT_EQ(after(10).band.offers_per_day, 5);
    EXPECT_EQ(after(11).score, 45);
    EXPECT_EQ(after(11).band.offers_per_day, 1);
    EXPECT_EQ(after(30).score, 0) << "never below nothing";
    EXPECT_EQ(after(30).band.offers_per_day, 1);
}

TEST(ConductScore, AnEventCountsForNinetyDaysAndNotAMomentLonger) {
    ConductEvent last = event(1, ConductKind::report, 90, 1);
    EXPECT_EQ(conduct_score({last}, now).score, 100);
    last.at = last.at + 1;
    EXPECT_EQ(conduct_score({last}, now).score, 80);
}

TEST(ConductScore, ABrokenPromiseCountsUntilItIsPutRight) {
    const ConductEvent broken = event(1, ConductKind::promise_broken, 5, 2);
    EXPECT_EQ(conduct_score({broken}, now).score, 85);
    const ConductScore mended = conduct_score({broken, event(2, ConductKind::promise_mended, 4, 2)}, now);
    EXPECT_EQ(mended.score, 100);
    ASSERT_EQ(mended.events.size(), 1U) << "what was put right is still shown";
    EXPECT_EQ(mended.events.front().state, ConductState::put_right);
    EXPECT_EQ(conduct_score({broken, event(2, ConductKind::promise_mended, 4, 3)}, now).score, 85)
        << "another promise of the same sale";
    ConductEvent elsewhere = event(2, ConductKind::promise_mended, 4, 2);
    elsewhere.intent = core::IntentId{{7, 7}};
    EXPECT_EQ(conduct_score({broken, elsewhere}, now).score, 85) << "a promise of the same number in another sale";
}

TEST(ConductScore, APromiseBrokenTwiceCountsOnceByItsLastWord) {
    const ConductScore twice =
        conduct_score({event(1, ConductKind::promise_broken, 5, 1), event(2, ConductKind::promise_broken, 3, 1)}, now);
    EXPECT_EQ(twice.score, 85);
    ASSERT_EQ(twice.events.size(), 1U);
    EXPECT_EQ(twice.events.front().event.id, 2);
}

TEST(ConductScore, WhatAnAppealTookAwayIsShownAndDoesNotCount) {
    ConductEvent one = event(1, ConductKind::report, 3, 1);
    one.discounted = true;
    const ConductScore score = conduct_score({one}, now);
    EXPECT_EQ(score.score, 100);
    ASSERT_EQ(score.events.size(), 1U);
    EXPECT_EQ(score.events.front().state, ConductState::discounted);
    EXPECT_EQ(score.events.front().points, 0);
}

TEST(ConductScore, TheLimitBeginsWithTheEventThatLedBelowTheFirstBand) {
    const ConductScore score =
        conduct_score({event(1, ConductKind::report, 30, 1), event(2, ConductKind::bulk_message, 20),
                       event(3, ConductKind::bulk_message, 10)},
                      now);
    EXPECT_EQ(score.limited_since, now - 20 * day);
}

TEST(ConductScore, TheReasonsNameEachEventThatCountsAndNoOther) {
    ConductEvent gone = event(1, ConductKind::award_lapsed, 9);
    gone.discounted = true;
    const std::string reasons = reasons_for(
        conduct_score({gone, event(2, ConductKind::report, 8, 1), event(3, ConductKind::bulk_message, 7)}, now));
    EXPECT_THAT(reasons, testing::HasSubstr("score is 75 of 100"));
    EXPECT_THAT(reasons, testing::HasSubstr("5 new offers in 24 hours"));
    EXPECT_THAT(reasons, testing::HasSubstr("A buyer's report that a steward upheld"));
    EXPECT_THAT(reasons, testing::HasSubstr("(5 points)"));
    EXPECT_THAT(reasons, testing::Not(testing::HasSubstr("not confirmed in time")));
}

TEST(CodeOfConduct, EveryRuleSaysHowItIsHeld) {
    ASSERT_FALSE(conduct_rules().empty());
    for (const ConductRule& rule : conduct_rules()) {
        EXPECT_FALSE(rule.enforced.empty()) << rule.rule;
        EXPECT_FALSE(rule.how.empty()) << rule.rule;
        const bool refuses = std::ranges::find(rule.how, Enforcement::refused) != rule.how.end();
        EXPECT_TRUE(!refuses || !rule.codes.empty()) << rule.rule;
    }
}

/// New words without a new version would be words that nobody accepted.
TEST(CodeOfConduct, TheWordsOfTheVersionInForceAreTheOnesThatWereAccepted) {
    EXPECT_EQ(conduct_version, "conduct-2026-11");
    EXPECT_EQ(conduct_hash(), "29d2df0a24df23626ac2b800dc990af8f01dd95072779d9b4a93735750cf5c8b");
}

} // namespace
} // namespace parley::app

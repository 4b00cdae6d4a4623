// What of an experiment leaves row by row: people who cannot be told apart, names of one release, coarse prices and
// times, and where that cannot be had, totals of arms that are large enough.
#include "lab/release/study_release.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <tuple>

namespace parley::lab::release {
namespace {

using analyse::Fact;
using analyse::Stage;
using analyse::Study;

ReleaseKey key_of(std::uint8_t byte) {
    ReleaseKey key{};
    key.fill(byte);
    return key;
}

Study a_study(std::size_t arms = 2) {
    Study study;
    for (std::size_t arm = 0; arm < arms; ++arm)
        study.prereg.arms.push_back({"arm" + std::to_string(arm), 1'000'000 / static_cast<std::int64_t>(arms), {}});
    study.started_at = core::Instant{1};
    study.ended_at = core::Instant{2};
    study.ended_by = "max_days";
    study.deviations = {"One day more."};
    study.stages = {{Stage::assigned, 0, 0, 30},
                    {Stage::assigned, 1, 0, 40},
                    {Stage::assigned, 1, 1, 41},
                    {Stage::round_opened, 1, 1, 39}};
    return study;
}

PrivateFact a_fact(std::size_t number) {
    PrivateFact one;
    one.fact.unit = "intent:" + std::to_string(number);
    one.fact.sector = "furniture/tables";
    one.fact.arm = number % 2;
    one.fact.invited = 4;
    one.fact.opened = 3;
    one.fact.offers = 2;
    one.fact.bids = 5;
    one.fact.first_ms = 61'499;
    one.fact.end_ms = 900'500;
    one.fact.duration_ms = 900'000;
    one.fact.best_ref_ppm = 914'999;
    one.fact.best_budget_ppm = 874'999;
    one.fact.has_ref = one.fact.has_budget = one.fact.awarded = true;
    one.consumer = "c" + std::to_string(number);
    one.retailers = {"r1", "r2", "r" + std::to_string(number % 3)};
    one.region = "LS";
    one.week = "2026-W10";
    one.band = "0-100";
    return one;
}

std::vector<PrivateFact> facts_of(std::size_t count) {
    std::vector<PrivateFact> facts;
    for (std::size_t i = 0; i < count; ++i)
        facts.push_back(a_fact(i));
    return facts;
}

StudyRelease released(const std::vector<PrivateFact>& facts, const Study& study = a_study(),
                      const ReleaseKey& key = key_of(1)) {
    const auto release = release_study(study, facts, key);
    EXPECT_TRUE(release) << release.error().pointer << ' ' << release.error().detail;
    return release ? *release : StudyRelease{};
}

std::string fault_of(const std::vector<PrivateFact>& facts) {
    const auto release = release_study(a_study(), facts, key_of(1));
    return release ? "" : release.error().pointer + ' ' + release.error().detail;
}

TEST(StudyRelease, TellsPricesAndTimesCoarselyAndNoMoments) {
    const StudyRelease release = released(facts_of(10));
    ASSERT_EQ(release.study.facts.size(), 10U);
    for (const Fact& fact : release.study.facts) {
        EXPECT_EQ(fact.first_ms, 61'000);
        EXPECT_EQ(fact.end_ms, 901'000) << "half a second goes up";
        EXPECT_EQ(fact.duration_ms, 900'000);
        EXPECT_EQ(fact.best_ref_ppm, 910'000);
        EXPECT_EQ(fact.best_budget_ppm, 850'000);
        EXPECT_EQ(fact.invited, 4);
        EXPECT_EQ(fact.bids, 5);
        EXPECT_TRUE(fact.awarded);
    }
    EXPECT_FALSE(release.study.started_at);
    EXPECT_FALSE(release.study.ended_at);
    EXPECT_EQ(release.study.ended_by, "max_days");
    EXPECT_EQ(release.study.deviations, a_study().deviations);
    EXPECT_EQ(release.study.stages.size(), 4U);
    EXPECT_EQ(release.rows_all, 10);
    EXPECT_EQ(release.left_out, 0);
    EXPECT_FALSE(release.is_withheld);
    EXPECT_TRUE(release.totals.empty()) << "beside rows, totals would give away what was left out";
}

TEST(StudyRelease, LeavesEmptyWhatIsEmpty) {
    auto facts = facts_of(5);
    for (PrivateFact& one : facts)
        one.fact.first_ms = one.fact.best_ref_ppm = one.fact.best_budget_ppm = std::nullopt;
    for (const Fact& fact : released(facts).study.facts) {
        EXPECT_FALSE(fact.first_ms);
        EXPECT_FALSE(fact.best_ref_ppm);
        EXPECT_FALSE(fact.best_budget_ppm);
    }
}

TEST(StudyRelease, NamesUnitsForThisReleaseOnly) {
    auto facts = facts_of(10);
    facts[2].fact.unit = facts[0].fact.unit;
    const auto names = [&](std::uint8_t key) {
        std::multiset<std::string> units;
        for (const Fact& fact : released(facts, a_study(), key_of(key)).study.facts)
            units.insert(fact.unit);
        return units;
    };
    const auto first = names(1), second = names(2);
    EXPECT_EQ(std::set(first.begin(), first.end()).size(), 9U);
    EXPECT_EQ(first.count(pseudonym(key_of(1), facts[0].fact.unit)), 2U);
    for (const std::string& unit : first) {
        EXPECT_EQ(unit.size(), 32U);
        EXPECT_FALSE(second.contains(unit));
    }
}

TEST(StudyRelease, LeavesOutWhoStandsOut) {
    auto facts = facts_of(100);
    for (const std::size_t apart : {7U, 50U, 93U})
        facts[apart].fact.sector = "garden/sheds";
    const StudyRelease release = released(facts);
    EXPECT_EQ(release.left_out, 3);
    EXPECT_EQ(release.rows_all, 100);
    ASSERT_EQ(release.study.facts.size(), 97U);
    EXPECT_TRUE(std::ranges::none_of(release.study.facts, [](const Fact& f) { return f.sector == "garden/sheds"; }));
    EXPECT_EQ(release.levels, Levels{}) << "nothing had to be made coarser";
}

TEST(StudyRelease, CountsAnEpochAsAStretchOfTime) {
    auto facts = facts_of(100);
    for (std::size_t i = 0; i < 4; ++i)
        facts[i].fact.epoch = 1;
    EXPECT_EQ(released(facts).left_out, 4) << "four people of an epoch are too few";
    facts[4].fact.epoch = 1;
    EXPECT_EQ(released(facts).left_out, 0);
}

TEST(StudyRelease, CountsPeopleAndNotRequests) {
    auto facts = facts_of(100);
    for (std::size_t i = 0; i < 5; ++i) {
        facts[i].fact.sector = "garden/sheds";
        facts[i].consumer = "c" + std::to_string(i % 4);
    }
    EXPECT_EQ(released(facts).left_out, 5);
}

TEST(StudyRelease, MakesCoarserBeforeItLeavesOut) {
    auto facts = facts_of(20);
    for (std::size_t i = 0; i < facts.size(); ++i)
        facts[i].week = i % 10 < 5 ? "2026-W1" + std::to_string(i % 5) : "2026-W20";
    const StudyRelease release = released(facts);
    EXPECT_GT(release.levels.week, 0);
    EXPECT_EQ(release.left_out, 0);
    EXPECT_EQ(release.study.facts.size(), 20U);
}

/// Each in a sector of its own, so that nothing helps.
std::vector<PrivateFact> strangers(std::size_t count) {
    auto facts = facts_of(count);
    for (std::size_t i = 0; i < count; ++i)
        facts[i].fact.sector = "s" + std::to_string(i);
    return facts;
}

TEST(StudyRelease, WithholdsRowsAndTellsTotalsOfLargeArms) {
    const StudyRelease release = released(strangers(20));
    EXPECT_TRUE(release.is_withheld);
    EXPECT_TRUE(release.study.facts.empty());
    EXPECT_EQ(release.left_out, 20);
    ASSERT_EQ(release.totals.size(), 2U);
    const ArmTotal& second = release.totals[1];
    EXPECT_EQ(std::tuple(second.arm, second.consumers, second.retailers, second.requests, second.invited, second.opened,
                         second.offers, second.bids, second.awarded, second.converted),
              std::tuple(1U, 10, 3, 10, 40, 30, 20, 50, 10, 0));
    const auto& stages = release.study.stages;
    ASSERT_EQ(stages.size(), 3U);
    EXPECT_EQ(std::tuple(stages[0].stage, stages[0].epoch, stages[0].arm, stages[0].units),
              std::tuple(Stage::assigned, 0, 0U, 70))
        << "without epochs";
}

TEST(StudyRelease, TellsNoTotalsOfFewPeopleOrBusinesses) {
    const StudyRelease few_people = released(strangers(19));
    EXPECT_TRUE(few_people.totals.empty()) << "nine buyers in one arm; the other would give it away";
    EXPECT_TRUE(few_people.study.stages.empty());
    auto facts = strangers(20);
    for (PrivateFact& one : facts)
        one.retailers = {"r1", "r2"};
    EXPECT_TRUE(released(facts).totals.empty());

    // Two gaps among three hide each other.
    auto of_three = strangers(16);
    for (std::size_t i = 0; i < of_three.size(); ++i) {
        of_three[i].fact.arm = i < 12 ? 0 : i < 14 ? 1 : 2;
        of_three[i].retailers = {"r1", "r2", "r3"};
    }
    const StudyRelease some = released(of_three, a_study(3));
    ASSERT_EQ(some.totals.size(), 1U);
    EXPECT_EQ(some.totals[0].arm, 0U);
    EXPECT_TRUE(some.study.stages.empty()) << "stages of some arms would be read as those of all";
}

TEST(StudyRelease, IsForetoldByItsOutlook) {
    auto some_left_out = facts_of(100);
    for (std::size_t i = 0; i < 4; ++i)
        some_left_out[i].fact.sector = "garden/sheds";
    for (const auto& facts : {facts_of(20), strangers(20), some_left_out, facts_of(0)}) {
        const StudyRelease release = released(facts);
        const auto outlook = rows_outlook(facts);
        ASSERT_TRUE(outlook);
        EXPECT_EQ(*outlook, (RowsOutlook{release.rows_all, release.left_out, release.is_withheld}));
    }
    auto wrong = facts_of(6);
    wrong[3].week = "March";
    EXPECT_FALSE(rows_outlook(wrong));
}

TEST(StudyRelease, OfNothingIsNothing) {
    const StudyRelease release = released({});
    EXPECT_FALSE(release.is_withheld);
    EXPECT_TRUE(release.study.facts.empty());
}

TEST(StudyRelease, SaysWhatIsWrongWithARow) {
    const auto fault_with = [](const auto& spoil) {
        auto facts = facts_of(6);
        spoil(facts[3]);
        return fault_of(facts);
    };
    EXPECT_EQ(fault_of(facts_of(6)), "");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.week = "March"; }).substr(0, 7), "/3/week");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.band = "cheap"; }).substr(0, 7), "/3/band");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.consumer = ""; }).substr(0, 11), "/3/consumer");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.fact.unit = ""; }).substr(0, 7), "/3/unit");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.fact.arm = 2; }), "/3/arm is not an arm of the pre-registration");
    EXPECT_EQ(fault_with([](PrivateFact& one) { one.fact.unit = "intent:2"; }),
              "/3/arm is not that of the other rows of its unit");
}

RC_GTEST_PROP(StudyRelease, TellsNothingByItsOrder, ()) {
    auto facts = facts_of(30);
    for (PrivateFact& one : facts) {
        one.fact.sector = *rc::gen::element<std::string>("a", "b");
        one.fact.best_ref_ppm = *rc::gen::inRange<std::int64_t>(0, 2'000'000);
        one.consumer = "c" + std::to_string(*rc::gen::inRange(0, 12));
    }
    auto shuffled = facts;
    std::ranges::rotate(shuffled, shuffled.begin() + *rc::gen::inRange(0, 30));
    const auto told = [](const StudyRelease& release) {
        std::vector<std::tuple<std::string, std::string, std::optional<std::int64_t>>> rows;
        for (const Fact& fact : release.study.facts)
            rows.emplace_back(fact.unit, fact.sector, fact.best_ref_ppm);
        return rows;
    };
    RC_ASSERT(told(released(facts)) == told(released(shuffled)));
}

RC_GTEST_PROP(StudyRelease, HasFivePeopleInEachSectorAndEpochOrNoRows, ()) {
    auto facts = facts_of(80);
    std::map<std::string, std::string> consumer_of;
    for (PrivateFact& one : facts) {
        one.fact.sector = *rc::gen::element<std::string>("a", "b", "c");
        one.fact.epoch = *rc::gen::inRange<std::int64_t>(0, 2);
        one.consumer = "c" + std::to_string(*rc::gen::inRange(0, 20));
        one.week = *rc::gen::element<std::string>("2026-W10", "2026-W11", "2026-W30");
        one.band = *rc::gen::element<std::string>("0-100", "100-250", "250+");
        consumer_of[pseudonym(key_of(1), one.fact.unit)] = one.consumer;
    }
    const StudyRelease release = released(facts);
    RC_CLASSIFY(release.is_withheld);
    std::map<std::pair<std::string, std::int64_t>, std::set<std::string>> people;
    for (const Fact& fact : release.study.facts)
        people[{fact.sector, fact.epoch}].insert(consumer_of.at(fact.unit));
    for (const auto& [at, who] : people)
        RC_ASSERT(who.size() >= 5U);
    RC_ASSERT(release.is_withheld || release.left_out * 100 <= 5 * release.rows_all);
    RC_ASSERT(release.left_out + static_cast<std::int64_t>(release.study.facts.size()) == release.rows_all);
}

} // namespace
} // namespace parley::lab::release

// One arm against another: the method follows from the unit, and the numbers are those of the method alone.
#include "lab/analyse/compare.hpp"
#include "lab/analyse/shuffle.hpp"
#include "lab/analyse_support.hpp"
#include "lab/stats/randomisation.hpp"
#include "lab/stats/variance_reduction.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace parley::lab::analyse {
namespace {

using design::Unit;
using testing::HasSubstr;

Comparison compared(const char* metric, const std::vector<Fact>& facts, Unit unit = Unit::intent) {
    const Facts control = facts_of(facts, 0), treated = facts_of(facts, 1);
    Facts all = control;
    all.insert(all.end(), treated.begin(), treated.end());
    CompareOptions options{.unit = unit, .horizon_s = horizon_of(all)};
    return compare(*metric_named(metric), control, treated, options);
}

std::vector<Fact> a_market(const Market& market) {
    Study study = a_study();
    add_market(study, market);
    return study.facts;
}

std::vector<double> offers_of(const std::vector<Fact>& facts, std::size_t arm) {
    std::vector<double> offers;
    for (const Fact& fact : facts)
        if (fact.arm == arm)
            offers.push_back(static_cast<double>(fact.offers));
    return offers;
}

/// So many requests of an arm, of which the first have no offer.
void add_requests(std::vector<Fact>& facts, std::size_t arm, std::size_t requests, std::size_t without,
                  std::int64_t epoch = 0) {
    for (std::size_t i = 0; i < requests; ++i) {
        facts.push_back(a_fact(std::to_string(facts.size()), arm, i < without ? 0 : 1));
        facts.back().epoch = epoch;
    }
}

TEST(Compare, MeansOfRequestsByWelch) {
    const std::vector<Fact> facts = a_market({.seed = 3, .treated_ppm = 400'000});
    const Comparison comparison = compared("offers_per_intent", facts);
    ASSERT_TRUE(comparison.estimate);
    ASSERT_TRUE(comparison.capped_at);
    std::vector<double> control = offers_of(facts, 0), treated = offers_of(facts, 1);
    for (auto* arm : {&control, &treated})
        for (double& value : *arm)
            value = std::clamp(value, comparison.capped_at->low, comparison.capped_at->high);
    const auto welch =
        stats::test_means(stats::arm_of(stats::moments_of(control)), stats::arm_of(stats::moments_of(treated)), {});
    EXPECT_EQ(comparison.estimate->method, method::welch);
    EXPECT_NEAR(comparison.estimate->effect, welch->estimate, 1e-12);
    EXPECT_NEAR(*comparison.estimate->se, welch->se, 1e-12);
    EXPECT_NEAR(*comparison.estimate->df, welch->df, 1e-8);
    EXPECT_NEAR(comparison.estimate->p, welch->p, 1e-12);
    ASSERT_EQ(comparison.checks.size(), 1U);
    EXPECT_EQ(comparison.checks[0].method, method::mann_whitney);
    EXPECT_TRUE(comparison.checks[0].result);
}

TEST(Compare, CapsOutliersOfBothArmsTogether) {
    std::vector<Fact> facts = a_market({.seed = 3});
    const double before = compared("offers_per_intent", facts).estimate->effect;
    const auto treated = std::ranges::find(facts, 1U, &Fact::arm);
    treated->offers = treated->bids = 1'000'000;
    const Comparison comparison = compared("offers_per_intent", facts);
    EXPECT_LT(comparison.capped_at->high, 10);
    EXPECT_NEAR(comparison.estimate->effect, before, 0.1);
}

TEST(Compare, SharesOfRequestsByNewcombe) {
    std::vector<Fact> facts; // 56 of 70 against 48 of 80 (Newcombe 1998, table II, method 10)
    add_requests(facts, 0, 80, 48);
    add_requests(facts, 1, 70, 56);
    const Comparison comparison = compared("zero_offer_rate", facts);
    ASSERT_TRUE(comparison.estimate);
    EXPECT_EQ(comparison.estimate->method, method::newcombe);
    EXPECT_NEAR(comparison.estimate->effect, 0.2, 1e-12);
    EXPECT_NEAR(*comparison.estimate->interval.low, 0.05243147, 1e-8);
    EXPECT_NEAR(*comparison.estimate->interval.high, 0.33387265, 1e-8);
    EXPECT_NEAR(comparison.estimate->p, stats::two_shares({56, 70}, {48, 80})->p, 1e-12);
}

TEST(Compare, RatiosByTheDeltaMethod) {
    std::vector<Fact> facts = a_market({.seed = 5, .treated_ppm = 350'000});
    for (std::size_t i = 0; i < facts.size(); ++i)
        facts[i].invited = 8 + static_cast<std::int64_t>(i % 5);
    const auto arm_of = [&](std::size_t arm) {
        std::vector<double> invited;
        for (const Fact& fact : facts)
            if (fact.arm == arm)
                invited.push_back(static_cast<double>(fact.invited));
        return *stats::arm_of_ratio(stats::pair_moments_of(offers_of(facts, arm), invited));
    };
    const auto expected = stats::test_means(arm_of(0), arm_of(1), {});
    const Comparison comparison = compared("participation_rate", facts);
    EXPECT_EQ(comparison.estimate->method, method::delta);
    EXPECT_NEAR(comparison.estimate->effect, expected->estimate, 1e-12);
    EXPECT_NEAR(*comparison.estimate->se, expected->se, 1e-12);
}

TEST(Compare, WaitsByRestrictedMeansAndLogRank) {
    const std::vector<Fact> facts = a_market({.seed = 6, .treated_ppm = 450'000});
    const Comparison comparison = compared("ttfo_rmst", facts);
    ASSERT_TRUE(comparison.estimate);
    std::vector<stats::Waited> control, treated;
    for (const Fact& fact : facts)
        (fact.arm == 1 ? treated : control).push_back(waited_of(fact));
    const auto now = stats::restricted_mean(control, 900), then = stats::restricted_mean(treated, 900);
    EXPECT_NEAR(comparison.estimate->effect, then.mean - now.mean, 1e-9);
    EXPECT_NEAR(*comparison.estimate->se, std::hypot(now.se, then.se), 1e-9);
    EXPECT_EQ(comparison.horizon_s, 900);
    ASSERT_EQ(comparison.checks.at(0).method, method::log_rank);
    EXPECT_LT(comparison.checks[0].result->p, 0.05);
    EXPECT_LT(comparison.estimate->effect, 0);
}

TEST(Compare, EpochsAreHeldAgainstThemselves) {
    // The first epoch is bad and mostly control, the second good and mostly treated: pooled they show an effect that
    // is in neither.
    std::vector<Fact> facts;
    add_requests(facts, 0, 120, 60, 0);
    add_requests(facts, 1, 40, 20, 0);
    add_requests(facts, 0, 40, 4, 1);
    add_requests(facts, 1, 120, 12, 1);
    for (const char* metric : {"zero_offer_rate", "offers_per_intent", "participation_rate", "ttfo_rmst"}) {
        const Comparison comparison = compared(metric, facts);
        EXPECT_EQ(comparison.epochs, 2U);
        EXPECT_NEAR(comparison.estimate->effect, 0, 1e-9) << metric;
        EXPECT_GT(comparison.estimate->p, 0.99) << metric;
    }
    for (Fact& fact : facts)
        fact.epoch = 0;
    EXPECT_LT(compared("zero_offer_rate", facts).estimate->p, 0.01);
}

TEST(Compare, EpochsWithoutTwoOfAnArmAreLeftOut) {
    std::vector<Fact> facts;
    add_requests(facts, 0, 50, 20, 0);
    add_requests(facts, 1, 50, 10, 0);
    add_requests(facts, 0, 7, 7, 1);
    add_requests(facts, 1, 1, 0, 1);
    const Comparison comparison = compared("zero_offer_rate", facts);
    EXPECT_EQ(comparison.left_out_units, 8);
    EXPECT_EQ(comparison.control_units, 50);
    EXPECT_NEAR(comparison.estimate->effect, -0.2, 1e-12);
}

TEST(Compare, FewRequestsAreShuffled) {
    const std::vector<Fact> facts = a_market({.seed = 9, .treated_ppm = 700'000, .requests = 40});
    const Comparison comparison = compared("offers_per_intent", facts);
    EXPECT_EQ(comparison.estimate->method, method::shuffle);
    EXPECT_LT(comparison.estimate->p, 0.05);
    ASSERT_GE(comparison.checks.size(), 1U);
    EXPECT_EQ(comparison.checks[0].method, method::welch);
}

TEST(Compare, ConsumersAreCountedOnceEach) {
    const std::vector<Fact> facts = a_market({.seed = 4, .requests = 600, .requests_per_unit = 6});
    const Comparison whole = compared("offers_per_intent", facts, Unit::consumer);
    EXPECT_EQ(whole.control_units + whole.treated_units, 100);
    EXPECT_EQ(whole.estimate->method, method::delta);
    EXPECT_EQ(whole.checks.at(0).method, method::cluster_robust);
    // The delta method over clusters is the sandwich but for the small-sample factor.
    EXPECT_NEAR(*whole.checks[0].result->se / *whole.estimate->se, 1, 0.02);
    EXPECT_NEAR(*whole.checks[0].result->effect, whole.estimate->effect, 1e-9);
    std::vector<Fact> apart = facts;
    for (std::size_t i = 0; i < apart.size(); ++i)
        apart[i].unit = std::to_string(i);
    EXPECT_GT(*whole.estimate->se, 1.2 * *compared("offers_per_intent", apart).estimate->se);
}

TEST(Compare, WaitsOfConsumersVaryByConsumer) {
    const std::vector<Fact> facts = a_market({.seed = 4, .requests = 600, .requests_per_unit = 6});
    std::vector<Fact> apart = facts;
    for (std::size_t i = 0; i < apart.size(); ++i)
        apart[i].unit = std::to_string(i);
    const Comparison whole = compared("ttfo_rmst", facts, Unit::consumer), single = compared("ttfo_rmst", apart);
    EXPECT_NEAR(whole.estimate->effect, single.estimate->effect, 1e-9);
    EXPECT_GT(*whole.estimate->se, 1.1 * *single.estimate->se);
}

TEST(Compare, SlotsAreJudgedByTheRandomisationTest) {
    const std::vector<Fact> facts =
        a_market({.seed = 11, .treated_ppm = 500'000, .requests = 800, .requests_per_unit = 20});
    for (const char* metric : {"offers_per_intent", "zero_offer_rate", "participation_rate", "ttfo_rmst"}) {
        const Comparison comparison = compared(metric, facts, Unit::slot);
        ASSERT_TRUE(comparison.estimate) << metric << comparison.estimate.error().why;
        EXPECT_EQ(comparison.estimate->method, method::shuffle);
        EXPECT_LT(comparison.estimate->p, 0.05) << metric;
        ASSERT_TRUE(comparison.estimate->interval.low && comparison.estimate->interval.high);
        EXPECT_LT(*comparison.estimate->interval.low, comparison.estimate->effect);
        EXPECT_GT(*comparison.estimate->interval.high, comparison.estimate->effect);
        EXPECT_FALSE(comparison.checks.empty()) << metric;
    }
    EXPECT_EQ(compared("offers_per_intent", facts, Unit::slot).checks[0].method, method::cluster_robust);
}

std::string why_not(const char* metric, const std::vector<Fact>& facts, Unit unit = Unit::intent) {
    const Comparison comparison = compared(metric, facts, unit);
    EXPECT_FALSE(comparison.estimate) << metric;
    return comparison.estimate ? "" : comparison.estimate.error().why;
}

TEST(Compare, SaysWhyNothingCanBeSaid) {
    EXPECT_THAT(why_not("offers_per_intent", {}), HasSubstr("no request"));
    std::vector<Fact> facts;
    add_requests(facts, 0, 50, 10);
    EXPECT_THAT(why_not("offers_per_intent", facts), HasSubstr("the arm has no request"));
    for (Fact& fact : facts)
        fact.arm = 1;
    EXPECT_THAT(why_not("offers_per_intent", facts), HasSubstr("the control has no request"));
    facts.clear();
    add_requests(facts, 0, 1, 0);
    add_requests(facts, 1, 1, 1);
    EXPECT_THAT(why_not("offers_per_intent", facts), HasSubstr("too few"));
    facts.clear();
    add_requests(facts, 0, 50, 0);
    add_requests(facts, 1, 50, 0);
    EXPECT_THAT(why_not("offers_per_intent", facts), HasSubstr("every value within an arm is the same"));
    EXPECT_THAT(why_not("zero_offer_rate", facts), HasSubstr("came out the same in both arms"));
    EXPECT_THAT(why_not("participation_rate", facts), HasSubstr("every value within an arm is the same"));
    EXPECT_THAT(why_not("offers_per_intent", facts, Unit::slot), HasSubstr("the same in all of both arms"));
    EXPECT_THAT(why_not("best_discount_budget_itt", facts), HasSubstr("counts for the metric"));
    facts.clear();
    add_requests(facts, 0, 3, 1);
    add_requests(facts, 1, 3, 2);
    EXPECT_THAT(why_not("offers_per_intent", facts, Unit::slot), HasSubstr("too few units"));
}

TEST(Compare, AlwaysValidIntervalsAreWiderThanFixedOnes) {
    const std::vector<Fact> facts = a_market({.seed = 3});
    const Comparison comparison = compared("offers_per_intent", facts);
    ASSERT_TRUE(comparison.always_valid);
    EXPECT_LT(*comparison.always_valid->interval.low, *comparison.estimate->interval.low);
    EXPECT_GT(*comparison.always_valid->interval.high, *comparison.estimate->interval.high);
    const std::vector<Fact> few = a_market({.seed = 3, .requests = 14});
    EXPECT_THAT(compared("offers_per_intent", few).always_valid.error().why, HasSubstr("fewer than ten units"));
}

TEST(Shuffle, ListsAllWaysOfFewUnits) {
    // 1, 2, 3, 4 treated of 1..8: no way is farther but its mirror, of 70.
    std::vector<Dealt> units;
    for (int i = 1; i <= 8; ++i)
        units.push_back({static_cast<double>(i), 1, i <= 4, 0, 0});
    const auto shuffled = shuffle_units(units, 0.05, 1);
    ASSERT_TRUE(shuffled);
    EXPECT_TRUE(shuffled->listed);
    EXPECT_EQ(shuffled->assignments, 70);
    EXPECT_EQ(shuffled->estimate, -4);
    EXPECT_NEAR(shuffled->p, 2.0 / 70, 1e-15);
}

TEST(Shuffle, WithinPairsIsTheTestOfPairs) {
    const double differences[] = {0.3, 0.7, -0.1, 0.9, 0.45, 0.6, 0.2, 0.55, -0.3, 0.8};
    std::vector<Dealt> units;
    for (std::size_t i = 0; i < std::size(differences); ++i) {
        units.push_back({1.0, 1, false, 0, i});
        units.push_back({1.0 + differences[i], 1, true, 0, i});
    }
    const auto shuffled = shuffle_units(units, 0.05, 1);
    const auto paired = stats::randomise_pairs(differences);
    ASSERT_TRUE(shuffled && paired);
    EXPECT_EQ(shuffled->assignments, paired->assignments);
    EXPECT_NEAR(shuffled->estimate, paired->estimate, 1e-12);
    EXPECT_NEAR(shuffled->p, paired->p_two_sided, 1e-12);
    EXPECT_NEAR(*shuffled->interval.low, *paired->interval.low, 1e-9);
    EXPECT_NEAR(*shuffled->interval.high, *paired->interval.high, 1e-9);
}

TEST(Shuffle, DrawsTheSameForTheSameSeed) {
    Draws draws(2);
    std::vector<Dealt> units;
    for (std::size_t i = 0; i < 60; ++i)
        units.push_back(
            {static_cast<double>(draws.between(0, 100)), 1.0 + static_cast<double>(i % 3), i % 2 == 0, i / 30, i / 30});
    const auto one = shuffle_units(units, 0.05, 5), same = shuffle_units(units, 0.05, 5),
               other = shuffle_units(units, 0.05, 6);
    EXPECT_FALSE(one->listed);
    EXPECT_EQ(one->assignments, 10'000);
    EXPECT_EQ(one->p, same->p);
    EXPECT_EQ(one->interval.low, same->interval.low);
    EXPECT_NE(one->interval.low, other->interval.low);
    EXPECT_NEAR(one->p, other->p, 0.03);
}

TEST(Shuffle, AnEffectTakenOffIsNotRefuted) {
    // The interval moves with the effect that is put on, exactly.
    Draws draws(3);
    std::vector<Dealt> units;
    for (std::size_t i = 0; i < 12; ++i)
        units.push_back({static_cast<double>(draws.between(0, 1'000)), 1, i % 2 == 0, 0, 0});
    const auto before = shuffle_units(units, 0.05, 1);
    for (Dealt& unit : units)
        unit.y += unit.treated ? 250 : 0;
    const auto after = shuffle_units(units, 0.05, 1);
    EXPECT_NEAR(*after->interval.low - *before->interval.low, 250, 1e-9);
    EXPECT_NEAR(*after->interval.high - *before->interval.high, 250, 1e-9);
}

} // namespace
} // namespace parley::lab::analyse

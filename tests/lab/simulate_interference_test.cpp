// What experiments report where requests share businesses: the naive estimate is right without competition for
// attention and far off with it; a switchback is right in both.
#include "lab/simulate/chance.hpp"
#include "lab/simulate/interference.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parley::lab::simulate {
namespace {

constexpr std::int64_t slots = 2'000;

/// Published means of a prototype with 40 000 slots; its own error is far below ours.
void expect_near(const Estimate& estimate, double published) {
    EXPECT_LE(std::abs(estimate.mean - published), 4 * estimate.se) << published;
}

void expect_unbiased(const Effects& effects) {
    EXPECT_LE(std::abs(effects.switchback.mean - effects.truth.mean), 4 * effects.switchback.se);
}

TEST(SimulateInterference, WithoutALimitTheNaiveEstimateIsTheTruth) {
    const auto report = report_interference(limited_attention(1'000), slots, 41);
    for (const Effects* effects : {&report.offers, &report.price}) {
        // With the same luck and the coin turned over, each request is seen both ways.
        EXPECT_NEAR(effects->intent_level.mean, effects->truth.mean, 1e-9);
        expect_unbiased(*effects);
    }
    expect_near(report.offers.truth, 6.406);
    expect_near(report.price.truth, -0.3061);
}

TEST(SimulateInterference, LimitedAttentionMisleadsTheNaiveEstimate) {
    const auto report = report_interference(limited_attention(4), slots, 42);
    EXPECT_GE(report.offers.intent_level.mean, 1.5 * report.offers.truth.mean);
    EXPECT_LE(report.price.intent_level.mean, 1.7 * report.price.truth.mean);
    expect_near(report.offers.truth, 2.9586);
    expect_near(report.offers.intent_level, 5.1518);
    expect_near(report.price.truth, -0.1948);
    expect_near(report.price.intent_level, -0.3597);
    expect_unbiased(report.offers);
    expect_unbiased(report.price);
}

TEST(SimulateInterference, TheLessAttentionTheWorse) {
    const auto report = report_interference(limited_attention(2), slots, 43);
    EXPECT_GE(report.offers.intent_level.mean, 3 * report.offers.truth.mean);
    expect_near(report.offers.truth, 0.8354);
    expect_near(report.offers.intent_level, 3.0273);
    expect_near(report.price.truth, -0.0848);
    expect_near(report.price.intent_level, -0.3834);
    expect_unbiased(report.offers);
    expect_unbiased(report.price);
}

TEST(SimulateInterference, OneBusinessForTwoRequests) {
    const PriorityToy toy = play_priority_toy(5'000, 44);
    EXPECT_EQ(toy.truth.mean, 0);
    EXPECT_LE(std::abs(toy.intent_level.sigmas_from(0.5)), 4);
}

TEST(SimulateInterference, OneSellerForTwoBuyers) {
    const SubsidyToy toy = play_subsidy_toy(10'000, 45);
    EXPECT_LE(std::abs(toy.all_control.sigmas_from(0.75)), 4);
    EXPECT_EQ(toy.all_treated.mean, 1);
    EXPECT_LE(std::abs(toy.mixed_treated.sigmas_from(0.75)), 4);
    EXPECT_LE(std::abs(toy.mixed_control.sigmas_from(0.25)), 4);
    EXPECT_NEAR(toy.true_relative(), 1.0 / 3, 0.05);
    EXPECT_NEAR(toy.naive_relative(), 2, 0.25);
}

RC_GTEST_PROP(SimulateSlot, BusinessesReadAsMuchAsTheirAttentionAllows, (std::uint64_t seed)) {
    // Everybody is asked by every request and answers what it reads, so that what is read can be counted.
    World world = limited_attention(*rc::gen::inRange(0, 8));
    world.answer = 1;
    world.intents = 4;
    world.arms[1].invites = world.businesses;
    auto markets = markets_of(world);
    const Slot slot(world, seed);
    std::int64_t offers = 0;
    for (const Outcome& outcome : slot.play(std::vector<Assigned>(slot.intents(), Assigned::treatment), markets))
        offers += outcome.offers;
    const auto intents = static_cast<std::int64_t>(slot.intents());
    RC_ASSERT(offers == world.businesses * std::min(intents, world.attention));
}

RC_GTEST_PROP(SimulateSlot, WithoutALimitNoRequestFeelsAnother, (std::uint64_t seed)) {
    World world = limited_attention(1'000);
    world.intents = 4;
    auto markets = markets_of(world);
    const Slot slot(world, seed);
    const auto n = slot.intents();
    const auto treated = slot.play(std::vector<Assigned>(n, Assigned::treatment), markets);
    std::vector<Assigned> mixed(n, Assigned::treatment);
    for (std::size_t i = 0; i < n; i += 2)
        mixed[i] = Assigned::control;
    const auto both = slot.play(mixed, markets);
    for (std::size_t i = 1; i < n; i += 2) {
        RC_ASSERT(both[i].offers == treated[i].offers);
        RC_ASSERT(both[i].pays == treated[i].pays);
    }
}

TEST(SimulateSlot, MetricsOfARequest) {
    Outcome outcome;
    Terms terms;
    terms.budget = cost_range / 2;
    EXPECT_EQ(value_of(Metric::price, outcome, terms), 0.5);
    EXPECT_EQ(value_of(Metric::price, outcome, {}), 1);
    EXPECT_EQ(value_of(Metric::award, outcome, terms), 0);
    outcome.offers = 3;
    outcome.pays = outcome.price = cost_range / 4;
    outcome.overtime = core::seconds(30);
    EXPECT_EQ(value_of(Metric::price, outcome, terms), 0.25);
    EXPECT_EQ(value_of(Metric::offers, outcome, terms), 3);
    EXPECT_EQ(value_of(Metric::award, outcome, terms), 1);
    EXPECT_EQ(value_of(Metric::overtime, outcome, terms), 30);
}

} // namespace
} // namespace parley::lab::simulate

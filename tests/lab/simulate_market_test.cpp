// Agents in the real core, request by request: what comes out is what the rules say, to the minor unit.
#include "lab/simulate/chance.hpp"
#include "lab/simulate/market.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace parley::lab::simulate {
namespace {

Terms sealed(core::Pricing pricing) {
    Terms terms;
    terms.budget = cost_range;
    terms.rules.duration_s = 60;
    terms.rules.format = core::Format::sealed;
    terms.rules.pricing = pricing;
    return terms;
}

Terms open_in_steps_of(core::Minor step) {
    Terms terms;
    terms.budget = cost_range;
    terms.rules.duration_s = 60;
    terms.rules.lead_min = step;
    return terms;
}

std::vector<Participant> at_costs(const std::vector<core::Minor>& costs, Conduct conduct = {}) {
    std::vector<Participant> all;
    for (const core::Minor cost : costs)
        all.push_back({cost, {}, conduct});
    return all;
}

Outcome played(const Terms& terms, const std::vector<Participant>& all, const Consumer& consumer = {},
               std::uint64_t seed = 1) {
    Market market(terms);
    Draws draws(seed);
    return market.play(all, all.size(), consumer, draws);
}

std::vector<core::Minor> any_costs() {
    return *rc::gen::suchThat(rc::gen::container<std::vector<core::Minor>>(rc::gen::inRange<core::Minor>(1, 2'000)),
                              [](const auto& costs) { return costs.size() >= 2 && costs.size() <= 12; });
}

RC_GTEST_PROP(SimulateMarket, TheSecondLowestCostIsPaid, ()) {
    const auto costs = any_costs();
    auto sorted = costs;
    std::ranges::sort(sorted);
    const Outcome by_seal = played(sealed(core::Pricing::second_price), at_costs(costs));
    RC_ASSERT(by_seal.pays == sorted[1]);
    RC_ASSERT(by_seal.offers == static_cast<std::int64_t>(costs.size()));
    RC_ASSERT(costs[by_seal.first] == sorted[0]);
}

RC_GTEST_PROP(SimulateMarket, AnOpenRoundEndsAStepBelowTheSecondLowestCost, ()) {
    const auto costs = any_costs();
    auto sorted = costs;
    std::ranges::sort(sorted);
    const core::Minor step = *rc::gen::inRange<core::Minor>(1, 50);
    // In steps above one unit the core refuses limits that could only lead by less; with one unit nothing is lost.
    const Outcome fine = played(open_in_steps_of(1), at_costs(costs));
    RC_ASSERT(fine.pays == std::max(sorted[1] - 1, sorted[0]));
    RC_ASSERT(costs[fine.first] == sorted[0]);
    const Outcome coarse = played(open_in_steps_of(step), at_costs(costs));
    RC_ASSERT(*coarse.pays >= sorted[0]);
    RC_ASSERT(*coarse.pays <= sorted[1] + step);
}

TEST(SimulateMarket, EquilibriumOffersArePaidAsAsked) {
    Conduct conduct;
    conduct.strategy = Strategy::equilibrium;
    const Outcome outcome = played(sealed(core::Pricing::pay_as_bid), at_costs({600'000, 200'000, 900'000}, conduct));
    // (1 000 000 + 2 x 200 000)/3, to the nearest unit.
    EXPECT_EQ(outcome.pays, 466'667);
    EXPECT_EQ(outcome.first, 1u);
    EXPECT_EQ(equilibrium_price(0, 1), cost_range);
    EXPECT_EQ(equilibrium_price(cost_range, 7), cost_range);
}

TEST(SimulateMarket, OneAloneIsPaidTheBudgetAndNobodyNothing) {
    EXPECT_EQ(played(sealed(core::Pricing::second_price), at_costs({300})).pays, cost_range);
    EXPECT_EQ(played(open_in_steps_of(1), at_costs({300})).pays, cost_range);
    const Outcome nobody = played(sealed(core::Pricing::second_price), {});
    EXPECT_EQ(nobody.pays, std::nullopt);
    EXPECT_EQ(nobody.offers, 0);
}

TEST(SimulateMarket, IncrementalBusinessesUndercutUntilOneIsLeft) {
    Conduct conduct;
    conduct.strategy = Strategy::incremental;
    conduct.step = 10'000;
    conduct.response_s = 0.05;
    const Outcome outcome = played(open_in_steps_of(1'000), at_costs({300'000, 500'000, 700'000}, conduct));
    EXPECT_EQ(outcome.first, 0u);
    EXPECT_LE(*outcome.pays, 500'000);
    EXPECT_GT(*outcome.pays, 500'000 - 2 * 10'000);
    EXPECT_EQ(outcome.refused, 0);
}

TEST(SimulateMarket, MarkUpsAreTheLargerOfShareAndAmount) {
    Conduct conduct;
    conduct.strategy = Strategy::mark_up;
    conduct.mark_up_bp = 2'500;
    conduct.mark_up_least = 100;
    EXPECT_EQ(marked_up(1'000, conduct), 1'250);
    EXPECT_EQ(marked_up(200, conduct), 300);
    EXPECT_EQ(played(sealed(core::Pricing::pay_as_bid), at_costs({1'000, 200}, conduct)).pays, 300);
}

TEST(SimulateMarket, WhatASniperSendsTooLateIsRefused) {
    Conduct conduct;
    conduct.strategy = Strategy::sniper;
    conduct.transmission = 0;
    const Outcome late = played(open_in_steps_of(1), at_costs({300, 400}, conduct));
    EXPECT_EQ(late.offers, 0);
    EXPECT_EQ(late.refused, 2);
    conduct.transmission = 1;
    const Outcome in_time = played(open_in_steps_of(1), at_costs({300, 400}, conduct));
    EXPECT_EQ(in_time.pays, 399);
    EXPECT_EQ(in_time.refused, 0);
}

TEST(SimulateMarket, ASoftCloseWaitsForWhatIsOnItsWay) {
    Terms soft = open_in_steps_of(1);
    soft.rules.close_mode = core::CloseMode::soft;
    soft.rules.window_s = soft.rules.extension_s = 30;
    soft.rules.trigger = core::Trigger::any_improvement;
    Conduct late;
    late.strategy = Strategy::sniper;
    late.transmission = 0;
    Conduct by_hand;
    by_hand.strategy = Strategy::mark_up;
    by_hand.response_s = 58;
    int in_time = 0, too_late = 0;
    for (std::uint64_t seed = 0; seed < 1'000; ++seed) {
        auto all = at_costs({300, 400}, late);
        all[1].conduct = by_hand;
        const Outcome outcome = played(soft, all, {}, seed);
        // It is sent a second before the end and arrives a second after it, unless an offer by hand in that second
        // moved the end by nearly all of its 30 s.
        const bool moved_while_on_its_way = outcome.overtime >= core::seconds(29);
        EXPECT_EQ(outcome.refused, moved_while_on_its_way ? 0 : 1) << seed;
        ++(moved_while_on_its_way ? in_time : too_late);
    }
    EXPECT_GT(in_time, 0);
    EXPECT_GT(too_late, 0);
}

TEST(SimulateMarket, SlowBusinessesMissTheRound) {
    Conduct conduct;
    conduct.response_s = 60; // as long as the round: e^-1 of them come too late
    Market market(sealed(core::Pricing::second_price));
    Draws draws(3);
    std::int64_t offers = 0;
    constexpr std::int64_t rounds = 2'000, businesses = 5;
    const auto all = at_costs(std::vector<core::Minor>(businesses, 1'000), conduct);
    for (std::int64_t i = 0; i < rounds; ++i)
        offers += market.play(all, all.size(), {}, draws).offers;
    EXPECT_NEAR(static_cast<double>(offers) / (rounds * businesses), 1 - std::exp(-1), 0.02);
}

TEST(SimulateMarket, ConsumersChooseByTheirRule) {
    Terms terms = sealed(core::Pricing::pay_as_bid);
    terms.rules.scoring = {{"days", 100}};
    auto all = at_costs({1'000, 1'200, 1'500});
    all[0].attributes["days"] = 9; // score 1900
    all[1].attributes["days"] = 2; // score 1400
    all[2].attributes["days"] = 0; // score 1500
    const auto price_by = [&](AwardRule rule, core::Minor value = core::price_max) {
        Consumer consumer;
        consumer.award = rule;
        consumer.value = value;
        consumer.weights["days"] = 300;
        return played(terms, all, consumer).price;
    };
    EXPECT_EQ(price_by(AwardRule::best_score), 1'200);
    EXPECT_EQ(price_by(AwardRule::best_price), 1'000);
    EXPECT_EQ(price_by(AwardRule::own_weights), 1'500);
    EXPECT_EQ(price_by(AwardRule::none), std::nullopt);
    EXPECT_EQ(price_by(AwardRule::best_score, 1'100), 1'000);
    EXPECT_EQ(price_by(AwardRule::best_price, 999), std::nullopt);
}

TEST(SimulateMarket, SomeConsumersNeverComeBack) {
    Market market(sealed(core::Pricing::second_price));
    Draws draws(5);
    Consumer consumer;
    consumer.award = AwardRule::best_price;
    consumer.no_show = 0.3;
    const auto all = at_costs({100, 200});
    int deals = 0;
    constexpr int rounds = 4'000;
    for (int i = 0; i < rounds; ++i)
        deals += market.play(all, all.size(), consumer, draws).price == 200 ? 1 : 0;
    EXPECT_NEAR(static_cast<double>(deals) / rounds, 0.7, 0.03);
}

TEST(SimulateMarket, ClocksAndTurnsArePlayedByTheCoreToo) {
    Terms falling = open_in_steps_of(0);
    falling.rules.format = core::Format::falling_clock;
    falling.rules.clock = {1'000, 100, 5, 100};
    const Outcome clock = played(falling, at_costs({350, 620, 900}));
    EXPECT_EQ(clock.first, 0u);
    // At 600 one is left, who accepted it before the others were found to be out.
    EXPECT_EQ(clock.pays, 600);
    Terms turns = open_in_steps_of(0);
    turns.rules.format = core::Format::turns;
    turns.rules.turns.rounds = 3;
    const Outcome in_turn = played(turns, at_costs({350, 620, 900}));
    EXPECT_EQ(in_turn.first, 0u);
    EXPECT_EQ(in_turn.offers, 3);
}

RC_GTEST_PROP(SimulateMarket, TheSameSeedPlaysTheSameRequest, (std::uint64_t seed)) {
    Conduct conduct;
    conduct.strategy = Strategy::incremental;
    conduct.step = 50'000;
    conduct.response_s = 2;
    const auto all = at_costs({100'000, 300'000, 500'000, 700'000}, conduct);
    const Outcome one = played(open_in_steps_of(1), all, {}, seed);
    const Outcome again = played(open_in_steps_of(1), all, {}, seed);
    RC_ASSERT(one.pays == again.pays);
    RC_ASSERT(one.first == again.first);
    RC_ASSERT(one.offers == again.offers);
}

TEST(SimulateMarket, APostedRequestIsPlayedUnderItsOwnRulesAndItsLogTellsAll) {
    Terms terms = open_in_steps_of(1);
    terms.rules.decision_window_s = 86'400;
    Conduct slow;
    slow.strategy = Strategy::incremental;
    slow.step = 10'000;
    slow.response_s = 5;
    const auto all = at_costs({700'000, 300'000, 500'000}, slow);
    const Consumer consumer{core::price_max, AwardRule::best_price, {}, 0};
    const core::Instant posted_at = opening - core::seconds(60);

    core::IntentCreated intent;
    intent.budget = terms.budget;
    intent.plan.rounds = {{terms.rules, 0, {}}};
    std::vector<core::Record> log;
    Play play(core::State{}, &log);
    const core::Sender buyer{core::SenderKind::buyer, {}};
    ASSERT_TRUE(play.submit(core::Create{intent}, buyer, posted_at));
    core::Treatment treatment{{"longer", "b", "intent:1", 500'000}, intent.plan};
    treatment.plan.rounds.front().rules.duration_s = 120;
    ASSERT_TRUE(play.submit(core::Confirm{opening, 3, treatment}, buyer, posted_at));
    Draws draws(1);
    const Outcome outcome = play_posted(play, all, all.size(), consumer, draws);

    terms.rules.duration_s = 120;
    const Outcome same = played(terms, all, consumer);
    EXPECT_EQ(outcome.price, same.price);
    EXPECT_EQ(outcome.first, same.first);
    EXPECT_EQ(outcome.offers, 3);
    EXPECT_TRUE(outcome.price);
    core::State replayed;
    std::int64_t seq = 0;
    for (const core::Record& record : log) {
        EXPECT_EQ(record.seq, ++seq);
        core::evolve(replayed, record);
    }
    EXPECT_EQ(replayed.seq, play.state().seq);
    EXPECT_EQ(replayed.lifecycle, play.state().lifecycle);
    EXPECT_EQ(replayed.ranking, play.state().ranking);
    EXPECT_EQ(*replayed.round()->closed_at, opening + core::seconds(120));
    EXPECT_EQ(replayed.intent.assignment.arm, "b");
}

} // namespace
} // namespace parley::lab::simulate

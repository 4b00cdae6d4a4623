#include "core/auto_moves.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

MarketBuilder with_step(Minor step) {
    return a_market().rules([=](Rules& r) { r.lead_min = step; });
}

std::vector<Minor> prices(const Market& market) {
    std::vector<Minor> all;
    for (const Bidder& bidder : market.state.bidders)
        all.push_back(bidder.offer && bidder.offer->standing ? bidder.offer->price : 0);
    return all;
}

/// How many automatic moves the log has.
std::size_t moves(const Market& market) {
    std::size_t count = 0;
    for (const Record& record : market.log) {
        const auto* placed = std::get_if<OfferPlaced>(&record.event);
        const auto* revised = std::get_if<OfferRevised>(&record.event);
        count += (placed != nullptr && placed->automatic) || (revised != nullptr && revised->automatic) ? 1 : 0;
    }
    return count;
}

TEST(AutoOffer, AloneAsksItsOpeningPrice) {
    const Market market = with_step(100).auto_bidder(50'000, 40'000).running();
    EXPECT_EQ(prices(market), (std::vector<Minor>{50'000}));
    EXPECT_TRUE(market.offer_of(1).automatic);
    EXPECT_EQ(moves(market), 1U);
    EXPECT_FALSE(market.offer_of(1).id.is_nil());
}

TEST(AutoOffer, AnswersALowerOfferInTheSameAppend) {
    Market market = with_step(100).auto_bidder(50'000, 40'000).bidders(1).running();
    EXPECT_EQ(market.offer(2, 45'000, at(10)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"offer_placed", "offer_revised"}));
    EXPECT_EQ(prices(market), (std::vector<Minor>{44'900, 45'000}));
    const auto& answer = std::get<OfferRevised>(market.last[1].event);
    EXPECT_EQ(answer.cause, market.last[0].seq);
    EXPECT_EQ(market.last[1].at, at(10));
}

TEST(AutoOffer, WhatWasDueBeforeACommandIsNoneOfItsOwnEvents) {
    Market market = with_step(100).auto_bidder(50'000, 40'000, seconds(5)).bidders(1).running();
    ASSERT_EQ(moves(market), 0U) << "it answers after five seconds";
    ASSERT_EQ(market.offer(2, 45'000, at(10)), "accepted");
    ASSERT_GE(market.last.size(), 2U);
    EXPECT_EQ(std::get<OfferPlaced>(market.last[0].event).bidder, 1);
    EXPECT_EQ(std::get<OfferPlaced>(market.last[1].event).bidder, 2);
    EXPECT_EQ(market.decision->own_seq, market.last[1].seq);
    ASSERT_EQ(market.tick(at(600) + settle), "accepted");
    EXPECT_EQ(market.decision->own_seq, 0) << "a tick makes what was due and nothing of its own";
}

TEST(AutoOffer, LeavesAHigherOfferAlone) {
    Market market = with_step(100).auto_bidder(50'000, 40'000).bidders(1).running();
    market.offer(2, 50'000, at(10));
    market.offer(2, 50'001, at(11));
    EXPECT_EQ(moves(market), 1U);
}

TEST(AutoOffer, NeverGoesBelowItsFloor) {
    Market market = with_step(100).auto_bidder(50'000, 40'000).bidders(1).running();
    market.offer(2, 40'050, at(10));
    EXPECT_EQ(prices(market), (std::vector<Minor>{40'000, 40'050}));
    market.offer(2, 39'000, at(11));
    EXPECT_EQ(prices(market), (std::vector<Minor>{40'000, 39'000}));
    EXPECT_EQ(moves(market), 2U);
}

TEST(AutoOffer, StepsAtLeastAMinorUnitAndItsOwnStep) {
    Market no_step = a_market().auto_bidder(50'000, 40'000).bidders(1).running();
    no_step.offer(2, 45'000, at(10));
    EXPECT_EQ(no_step.price_of(1), 44'999);
    Market own_step =
        a_market().rules([](Rules& r) { r.own_min = 7'000; }).auto_bidder(50'000, 40'000).bidders(1).running();
    own_step.offer(2, 45'000, at(10));
    EXPECT_EQ(own_step.price_of(1), 43'000);
}

TEST(AutoOffer, BeatsTheScoreAndNotThePrice) {
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.lead_bp = 100;
                            r.scoring = {{"delivery_days", 200}};
                        })
                        .auto_bidder(50'000, 30'000)
                        .bidders(1)
                        .running();
    PlaceOffer slow = Market::price_offer(2, 40'001);
    slow.attributes = {{"delivery_days", 10}}; // score 42,001, step 421
    market.offer(2, slow, at(10));
    EXPECT_EQ(market.price_of(1), 41'580);
}

TEST(AutoOffer, OpensUnderARivalThatIsThere) {
    Market market = with_step(100).bidders(2).running();
    market.offer(1, 45'000, at(1));
    EXPECT_EQ(market.set_auto(2, 60'000, 40'000, at(2)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"auto_offer_set", "offer_placed"}));
    EXPECT_EQ(market.price_of(2), 44'900);
}

TEST(AutoOffer, WaitsForTheRoundToOpen) {
    Market market = with_step(100).auto_bidder(50'000, 40'000).scheduled();
    EXPECT_EQ(moves(market), 0U);
    market.tick(t0);
    EXPECT_EQ(market.last_types(), (Strings{"round_opened", "offer_placed"}));
}

TEST(AutoOffer, IsRefusedWhatMakesNoSense) {
    Market market = a_market().budget(60'000).rules([](Rules& r) { r.ceiling_enforce = true; }).bidders(1).running();
    EXPECT_EQ(market.set_auto(1, 50'000, 0, at(1)), "price_out_of_range");
    EXPECT_EQ(market.set_auto(1, price_max + 1, 1, at(1)), "price_out_of_range");
    EXPECT_EQ(market.set_auto(1, 61'000, 62'000, at(1)), "floor_above_opening");
    EXPECT_EQ(market.set_auto(1, 60'001, 50'000, at(1)), "above_budget");
    EXPECT_EQ(market.set_auto(1, 60'000, 60'000, at(1)), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(1, DropAutoOffer{}, at(2))), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(1, DropAutoOffer{}, at(3))), "nothing_to_withdraw");
}

TEST(AutoOffer, IsNoWayAroundTheLeadStep) {
    Market market = with_step(100).bidders(3).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.offer(2, 49'999, at(2)), "lead_step_too_small");
    EXPECT_EQ(market.set_auto(2, 49'999, 49'999, at(2)), "lead_step_too_small");
    EXPECT_EQ(market.set_auto(2, 60'000, 49'901, at(2)), "lead_step_too_small");
    EXPECT_TRUE(market.details.is_null()) << "its bound would tell the lead";
    EXPECT_EQ(market.set_auto(3, 60'000, 50'000, at(2)), "accepted") << "it cannot take the lead";
    EXPECT_EQ(market.set_auto(2, 60'000, 49'900, at(3)), "accepted");
    EXPECT_EQ(market.state.ranking.front(), 2);
    EXPECT_EQ(market.set_auto(2, 60'000, 49'899, at(4)), "accepted") << "the leader owes nobody a step";
    Market sealed = with_step(100).sealed().bidders(2).running();
    sealed.offer(1, 50'000, at(1));
    EXPECT_EQ(sealed.set_auto(2, 49'999, 49'999, at(2)), "accepted") << "a refusal would tell";
}

TEST(AutoOffer, GoesToItsFloorOnlyWhereItsQualitiesDoNotDecide) {
    // Both would go down to 40,000, but the first delivers ten days later: its floor counts 42,000.
    Market market = a_market()
                        .rules([](Rules& r) {
                            r.lead_min = 100;
                            r.scoring = {{"delivery_days", 200}};
                        })
                        .bidders(2)
                        .running();
    SetAutoOffer slow;
    slow.terms.opening = 60'000;
    slow.terms.floor = 40'000;
    slow.terms.attributes = {{"delivery_days", 10}};
    EXPECT_EQ(market.submit(Market::from_bidder(1, slow, at(1))), "accepted");
    EXPECT_EQ(market.set_auto(2, 60'000, 40'000, at(2)), "accepted");
    EXPECT_EQ(prices(market), (std::vector<Minor>{40'000, 41'900}));
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{2, 1}));
}

TEST(AutoOffer, KeepsToAnEnforcedBudgetAndNeverTellsASealedOne) {
    const auto enforced = [](bool is_sealed, Minor floor) {
        return a_market()
            .budget(60'000, is_sealed)
            .rules([](Rules& r) { r.ceiling_enforce = true; })
            .auto_bidder(65'000, floor)
            .running();
    };
    EXPECT_EQ(prices(enforced(false, 50'000)), (std::vector<Minor>{60'000}));
    EXPECT_EQ(prices(enforced(false, 60'001)), (std::vector<Minor>{0}));
    EXPECT_EQ(prices(enforced(true, 50'000)), (std::vector<Minor>{0}));
    EXPECT_EQ(next_due(enforced(true, 50'000).state), at(600) + settle);
}

TEST(AutoOffer, DroppedOrWithdrawnItAnswersNoMore) {
    Market dropped = with_step(100).auto_bidder(50'000, 40'000).bidders(1).running();
    dropped.submit(Market::from_bidder(1, DropAutoOffer{}, at(1)));
    dropped.offer(2, 45'000, at(2));
    EXPECT_EQ(prices(dropped), (std::vector<Minor>{50'000, 45'000}));
    Market withdrawn = with_step(100).auto_bidder(50'000, 40'000).bidders(1).running();
    withdrawn.withdraw(1, at(1));
    withdrawn.offer(2, 45'000, at(2));
    EXPECT_EQ(prices(withdrawn), (std::vector<Minor>{0, 45'000}));
    EXPECT_EQ(withdrawn.set_auto(1, 44'000, 40'000, at(3)), "accepted");
    EXPECT_EQ(prices(withdrawn), (std::vector<Minor>{44'000, 45'000}));
}

TEST(AutoOffer, InASealedRoundAsksItsOpeningAndRests) {
    Market market =
        with_step(100).sealed().auto_bidder(50'000, 40'000).auto_bidder(49'000, 30'000).bidders(1).running();
    market.offer(3, 20'000, at(1));
    EXPECT_EQ(prices(market), (std::vector<Minor>{50'000, 49'000, 20'000}));
    EXPECT_EQ(moves(market), 2U);
}

// --- duels ---------------------------------------------------------------------------------------------------------

TEST(Duel, JumpsToItsResult) {
    const Market two = with_step(100).auto_bidder(90'000, 40'000).auto_bidder(80'000, 50'000).running();
    EXPECT_EQ(prices(two), (std::vector<Minor>{49'900, 50'000}));
    EXPECT_EQ(moves(two), 2U);
    const Market three =
        with_step(100).auto_bidder(90'000, 50'000).auto_bidder(80'000, 40'000).auto_bidder(85'000, 45'000).running();
    EXPECT_EQ(prices(three), (std::vector<Minor>{50'000, 44'900, 45'000}));
    EXPECT_EQ(moves(three), 3U);
}

TEST(Duel, TheWinnersPriceIsFloored) {
    const Market market = with_step(1'000).auto_bidder(90'000, 40'000).auto_bidder(80'000, 40'500).running();
    EXPECT_EQ(prices(market), (std::vector<Minor>{40'000, 40'500}));
    EXPECT_EQ(market.state.ranking.front(), 1);
}

TEST(Duel, OfEqualFloorsTheEarlierWins) {
    const Market together = with_step(100).auto_bidder(90'000, 40'000).auto_bidder(80'000, 40'000).running();
    EXPECT_EQ(prices(together), (std::vector<Minor>{40'000, 40'000}));
    EXPECT_EQ(together.state.ranking, (std::vector<BidderNo>{1, 2}));
    EXPECT_EQ(moves(together), 2U);
    Market later = with_step(100).bidders(2).running();
    later.set_auto(2, 90'000, 40'000, at(1));
    later.set_auto(1, 80'000, 40'000, at(2));
    EXPECT_EQ(prices(later), (std::vector<Minor>{40'000, 40'000}));
    EXPECT_EQ(later.state.ranking, (std::vector<BidderNo>{2, 1})) << "number 2 set its floor first";
    EXPECT_EQ(moves(later), 3U);
}

TEST(Duel, StartsWhenASecondAutoOfferIsSet) {
    Market market = with_step(100).bidders(2).running();
    market.set_auto(1, 90'000, 40'000, at(1));
    EXPECT_EQ(market.price_of(1), 90'000);
    market.set_auto(2, 80'000, 50'000, at(2));
    EXPECT_EQ(prices(market), (std::vector<Minor>{49'900, 50'000}));
    EXPECT_EQ(market.last_types(), (Strings{"auto_offer_set", "offer_placed", "offer_revised"}));
    market.set_auto(1, 90'000, 30'000, at(3));
    EXPECT_EQ(market.price_of(1), 49'900) << "a leader's edit of its floor never moves the price";
}

RC_GTEST_PROP(Duel, EndsAtTheSecondFloorLessAStep, ()) {
    const auto count = *rc::gen::inRange<BidderNo>(2, 7);
    const auto step = *rc::gen::inRange<Minor>(1, 500);
    MarketBuilder builder = with_step(step);
    std::vector<Minor> floors;
    for (BidderNo i = 0; i < count; ++i) {
        floors.push_back(*rc::gen::inRange<Minor>(10'000, 20'000));
        builder.auto_bidder(30'000, floors.back());
    }
    const Market market = builder.running();
    const auto winner = std::min_element(floors.begin(), floors.end()) - floors.begin();
    auto sorted = floors;
    std::sort(sorted.begin(), sorted.end());
    RC_ASSERT(market.state.ranking.front() == winner + 1);
    RC_ASSERT(market.price_of(winner + 1) == std::max(sorted[0], sorted[1] - step));
    RC_ASSERT(moves(market) == static_cast<std::size_t>(count));
}

// --- those that answer like a person ---------------------------------------------------------------------------------

TEST(DelayedAutoOffer, AnswersWhenItsTimeHasPassed) {
    Market market = with_step(100).auto_bidder(50'000, 40'000, seconds(45)).bidders(1).running();
    EXPECT_EQ(moves(market), 0U);
    market.tick(at(45) - 1);
    EXPECT_EQ(moves(market), 0U);
    market.tick(at(45));
    EXPECT_EQ(market.price_of(1), 50'000);
    market.offer(2, 45'000, at(100));
    const std::int64_t cause = market.last[0].seq;
    market.offer(2, 44'000, at(120));
    EXPECT_EQ(market.price_of(1), 50'000);
    EXPECT_EQ(next_due(market.state), at(145));
    market.tick(at(150));
    EXPECT_EQ(market.price_of(1), 43'900) << "it answers what is there then";
    EXPECT_EQ(market.last[0].at, at(145));
    EXPECT_EQ(std::get<OfferRevised>(market.last[0].event).cause, cause);
}

TEST(DelayedAutoOffer, MovesBeforeACommandThatComesLater) {
    Market market = with_step(100).auto_bidder(50'000, 40'000, seconds(45)).bidders(1).running();
    EXPECT_EQ(market.offer(2, 60'000, at(60)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"offer_placed", "offer_placed"}));
    EXPECT_EQ(market.log[market.log.size() - 2].at, at(45));
    EXPECT_EQ(std::get<OfferPlaced>(market.last[0].event).bidder, 1);
}

TEST(DelayedAutoOffer, StaysWhenNobodyBeatsItAnyMore) {
    Market market = with_step(100).auto_bidder(50'000, 40'000, seconds(45)).bidders(2).running();
    market.tick(at(45));
    market.offer(3, 60'000, at(50));
    market.offer(2, 45'000, at(100));
    market.withdraw(2, at(110));
    EXPECT_EQ(next_due(market.state), at(600) + settle);
    market.tick(at(200));
    EXPECT_EQ(market.price_of(1), 50'000);
}

TEST(DelayedAutoOffer, DoesNotAnswerAfterTheClose) {
    Market market = with_step(100).auto_bidder(50'000, 40'000, seconds(45)).bidders(1).running();
    market.offer(2, 45'000, at(555));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.price_of(1), 50'000) << "due at the very end";
    EXPECT_EQ(market.round().phase, RoundPhase::closed);
    Market earlier = with_step(100).auto_bidder(50'000, 40'000, seconds(45)).bidders(1).running();
    earlier.offer(2, 45'000, at_us(555, -1));
    earlier.tick(at(600) + settle);
    EXPECT_EQ(earlier.price_of(1), 44'900);
}

TEST(DelayedAutoOffer, ASecondDelayedOneMakesAConversation) {
    Market market =
        with_step(1'000).auto_bidder(50'000, 40'000, seconds(10)).auto_bidder(49'000, 42'000, seconds(15)).running();
    while (market.round().phase == RoundPhase::running)
        ASSERT_TRUE(market.tick_when_due());
    EXPECT_EQ(market.state.ranking.front(), 1);
    EXPECT_EQ(market.price_of(2), 42'000) << "it went as far as it could";
    EXPECT_LE(market.price_of(1), 42'000);
    EXPECT_GE(market.price_of(1), 41'000);
    EXPECT_GT(moves(market), 5U);
}

// --- published worked examples, mirrored for a reverse auction
// ---------------------------------------------------------

} // namespace
} // namespace parley::core

// "Win at most so many of these": what stands in a group that is used up is taken back, with that reason. The slots
// themselves are the ledger's; here is what an intent does about it.
#include "core/market_builders.hpp"
#include "core/view.hpp"

namespace parley::core {
namespace {

using namespace testing;

Envelope retire(BidderNo number, const std::string& group, Instant when) {
    return Market::from_system(RetireOffer{business_id(number), group}, when);
}

/// Three bidders with auto-offers; those of `in_week` share the group "week" of their business.
Market with_groups(MarketBuilder builder, std::vector<BidderNo> in_week) {
    for (BidderNo number = 1; number <= 3; ++number) {
        builder.auto_bidder(50'000 + number * 1'000, 40'000 + number * 1'000);
        if (std::ranges::find(in_week, number) != in_week.end())
            builder.last_invitee().auto_offer->capacity_group = "week";
    }
    return builder.running();
}

TEST(Capacity, WhatStandsInAUsedUpGroupIsTakenBackWithThatReason) {
    Market market = with_groups(a_market(), {1});
    EXPECT_EQ(market.submit(retire(1, "week", at(10))), "accepted");
    const auto taken = market.events<OfferWithdrawn>(market.last);
    ASSERT_EQ(taken.size(), 1U);
    EXPECT_EQ(taken.front().reason, WithdrawalReason::capacity_taken);
    EXPECT_FALSE(market.offer_of(1).standing);
    EXPECT_FALSE(market.state.bidder(1)->auto_offer) << "or it would offer again at once";
    EXPECT_EQ(market.state.ranking.size(), 2U);
    EXPECT_EQ(market.submit(retire(1, "week", at(11))), "accepted");
    EXPECT_TRUE(market.last.empty()) << "twice is once";
    const Value buyer = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(*buyer.at("offers").as_array()->back().at("withdrawn_because").as_string(), "capacity_taken");
}

TEST(Capacity, OtherGroupsAndOffersByHandStay) {
    Market market = with_groups(a_market(), {1});
    EXPECT_EQ(market.submit(retire(1, "month", at(10))), "accepted");
    EXPECT_TRUE(market.last.empty());
    EXPECT_EQ(market.submit(retire(2, "week", at(10))), "accepted");
    EXPECT_EQ(market.submit(retire(2, "", at(10))), "accepted");
    EXPECT_TRUE(market.last.empty()) << "no name is no group";
    EXPECT_EQ(market.submit(retire(9, "week", at(10))), "accepted");
    EXPECT_EQ(market.state.ranking.size(), 3U);
    // Whoever drops the auto-offer and bids by hand says that it can.
    market.submit(Market::from_bidder(1, DropAutoOffer{}, at(11)));
    market.offer(1, market.price_of(1) - 5'000, at(12));
    EXPECT_EQ(market.submit(retire(1, "week", at(13))), "accepted");
    EXPECT_TRUE(market.offer_of(1).standing);
}

TEST(Capacity, IsForTheSystemAloneAndOnlyWhileTheIntentGoesOn) {
    Market market = with_groups(a_market(), {1});
    EXPECT_EQ(market.submit(Market::from_buyer(RetireOffer{business_id(1), "week"}, at(10))), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, RetireOffer{business_id(1), "week"}, at(10))), "not_yours");
    market.submit(Market::from_buyer(Cancel{}, at(11)));
    EXPECT_EQ(market.submit(retire(1, "week", at(12))), "intent_over");
    EXPECT_EQ(Market{}.submit(retire(1, "week", at(12))), "intent_unknown");
}

TEST(Capacity, AnAutoOfferThatHasNotAnsweredYetNeverWill) {
    MarketBuilder builder = a_market();
    builder.auto_bidder(50'000, 40'000, seconds(60)).last_invitee().auto_offer->capacity_group = "week";
    Market market = builder.running();
    EXPECT_EQ(market.submit(retire(1, "week", at(10))), "accepted");
    EXPECT_EQ(market.last_types(), std::vector<std::string>{"auto_offer_dropped"});
    market.tick(at(120));
    EXPECT_FALSE(market.state.bidder(1)->offer);
}

TEST(Capacity, TheOfferThatHoldsTheSlotKeepsIt) {
    Market market = with_groups(a_market(), {1, 2});
    EXPECT_EQ(market.award(1, at(10)), "accepted");
    EXPECT_EQ(market.submit(retire(1, "week", at(11))), "accepted");
    EXPECT_TRUE(market.offer_of(1).standing);
    EXPECT_EQ(market.submit(retire(2, "week", at(12))), "accepted");
    EXPECT_FALSE(market.offer_of(2).standing) << "it could not be chosen if the award lapsed";
    EXPECT_EQ(market.confirm_award(1, at(13)), "accepted");
    const auto told = market.events<Disposed>(market.last);
    const auto second = std::ranges::find_if(told, [](const Disposed& one) { return one.bidder == 2; });
    ASSERT_NE(second, told.end());
    EXPECT_EQ(second->disposition, Disposition::withdrawn);
    EXPECT_EQ(second->reason, "capacity_taken");
}

TEST(Capacity, WhereNothingIsLeftToChooseTheIntentEnds) {
    MarketBuilder builder = a_market();
    builder.auto_bidder(50'000, 40'000).last_invitee().auto_offer->capacity_group = "week";
    Market market = builder.running();
    ASSERT_TRUE(market.tick_when_due());
    ASSERT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.submit(retire(1, "week", market.state.at + 1)), "accepted");
    EXPECT_EQ(market.state.lifecycle, Lifecycle::expired);
    EXPECT_EQ(market.events<IntentEnded>().back().reason, "capacity_taken");
}

TEST(Capacity, InATurnBothTheBidOfTheTurnAndTheOneBeforeAreTakenBack) {
    MarketBuilder builder = a_market();
    builder.rules([](Rules& rules) {
        rules.format = Format::turns;
        rules.close_mode = CloseMode::hard;
    });
    Market market = with_groups(builder, {3});
    ASSERT_TRUE(market.tick_when_due());
    ASSERT_NE(market.round().turns.current(), nullptr);
    const Turn turn = *market.round().turns.current();
    ASSERT_EQ(turn.bidder, 3) << "the dearest comes first";
    market.tick(turn.starts_at);
    ASSERT_TRUE(market.state.bidder(3)->in_turn);
    EXPECT_EQ(market.submit(retire(3, "week", turn.starts_at + 1)), "accepted");
    EXPECT_FALSE(market.state.bidder(3)->in_turn);
    EXPECT_FALSE(market.offer_of(3).standing);
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    EXPECT_EQ(market.events<RoundClosed>().back().ranking.size(), 2U);
}

TEST(LowOfferWords, AreTakenWhileTheBuyerDecidesAndOnlyForFlaggedOffers) {
    const auto explain = [](BidderNo number, const std::string& words, Instant when) {
        return Market::from_bidder(number, ExplainLowOffer{words}, when);
    };
    Market market = a_market().bidders(3).running();
    market.offer(1, 60'000, at(1));
    market.offer(2, 100'000, at(2));
    market.offer(3, 100'000, at(3));
    EXPECT_EQ(market.submit(explain(1, "A return", at(4))), "nothing_to_explain") << "the round still runs";
    ASSERT_TRUE(market.tick_when_due());
    const Instant later = market.state.at + 1;
    EXPECT_EQ(market.submit(explain(2, "A return", later)), "nothing_to_explain") << "not flagged";
    EXPECT_EQ(market.submit(explain(9, "A return", later)), "not_invited");
    EXPECT_EQ(market.submit(Market::from_buyer(ExplainLowOffer{"A return"}, later)), "not_yours");
    EXPECT_EQ(market.submit(explain(1, "A return", later)), "accepted");
    EXPECT_EQ(market.submit(explain(1, "A return", later)), "unchanged");
    const Value best = snapshot(market.state, Audience::of_buyer()).at("offers").as_array()->front();
    EXPECT_EQ(*best.at("explanation").as_string(), "A return");
    EXPECT_EQ(canonical(best.at("low")), R"(["low_against_initial","low_against_next"])");
    market.submit(Market::from_buyer(Cancel{}, later + 1));
    EXPECT_EQ(market.submit(explain(1, "Too late", later + 2)), "intent_over");
}

TEST(OfferViews, SayWhatASecondWouldHaveToFallToWin) {
    MarketBuilder builder = a_market();
    builder.rules([](Rules& rules) { rules.scoring = {{"delivery_days", 200}}; });
    Market market = builder.bidders(2).running();
    PlaceOffer quick = Market::price_offer(1, 50'000);
    quick.attributes = {{"delivery_days", 3}};
    market.offer(1, quick, at(1));
    PlaceOffer slow = Market::price_offer(2, 49'900);
    slow.attributes = {{"delivery_days", 10}};
    market.offer(2, slow, at(2));
    const Value offers = snapshot(market.state, Audience::of_buyer()).at("offers");
    const Value& second = offers.as_array()->back();
    EXPECT_EQ(*second.at("price").as_integer(), 49'900);
    EXPECT_EQ(*second.at("score").as_integer(), 51'900);
    EXPECT_EQ(canonical(second.at("score_terms")),
              R"([{"attribute":"delivery_days","minor":2000,"minor_per_unit":200,"units":10}])");
    EXPECT_EQ(*second.at("to_win").as_integer(), 1'301) << "the first stands at 50 600, and an equal one comes later";
    EXPECT_EQ(*offers.as_array()->front().at("to_win").as_integer(), 0);
    EXPECT_TRUE(snapshot(market.state, Audience::of_bidder(2)).at("me").at("to_win").is_null())
        << "where ranks alone are shown, the gap to the first is not";
}

} // namespace
} // namespace parley::core

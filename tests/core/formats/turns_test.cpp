// Turns: the schedule to the second, the order, what may be offered when, and what others learn of it. The cases named
// after Prozorro are numbers of its own tests (auction-rules 2.1), money x 100.
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

/// Initial offers for 600 s, then turns as in Prozorro: 300 s and 120 s of pause, 120 s a turn.
MarketBuilder of_turns(std::int64_t rounds = 3) {
    MarketBuilder builder;
    builder.rules([&](Rules& rules) {
        rules.format = Format::turns;
        rules.turns = {rounds, 300, 120, 120, 120};
        rules.own_min = 1'000;
        rules.buyer_sees = BuyerSees::at_close;
        rules.visibility = Visibility::all_prices;
    });
    return builder;
}

/// Two bidders at 500.00 and 450.00, up to the first pause, which begins at at(600).
Market two_in_turns(std::int64_t rounds = 3) {
    Market market = of_turns(rounds).bidders(2).running();
    EXPECT_EQ(market.offer(1, 50'000, at(10)), "accepted");
    EXPECT_EQ(market.offer(2, 45'000, at(20)), "accepted");
    EXPECT_EQ(market.tick(at(600) + settle), "accepted");
    return market;
}

std::vector<BidderNo> order_of(const Market& market) {
    std::vector<BidderNo> order;
    for (const Turn& turn : market.round().turns.turns)
        order.push_back(turn.bidder);
    return order;
}

TEST(Turns, FollowTheScheduleToTheSecond) {
    for (BidderNo count = 2; count <= 5; ++count) {
        Market market = of_turns().bidders(count).running();
        for (BidderNo number = 1; number <= count; ++number)
            market.offer(number, 50'000 - 100 * number, at(number));
        while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
        }
        const std::int64_t announced = 600 + 660 + 360 * count; // auction-rules 2.1, from the first pause on
        EXPECT_EQ(*market.round().closed_at, at(announced - 120)) << count << " bidders";
        std::vector<Instant> starts;
        for (const auto& ordered : market.events<TurnsOrdered>())
            for (const Turn& turn : ordered.turns)
                starts.push_back(turn.starts_at);
        ASSERT_EQ(starts.size(), static_cast<std::size_t>(3 * count));
        EXPECT_EQ(starts[0], at(900));
        EXPECT_EQ(starts[1], at(1'020));
        EXPECT_EQ(starts[static_cast<std::size_t>(count)], at(900 + 120 * count + 120)) << "the second round of turns";
        EXPECT_EQ(market.round().closes_at, *market.round().closed_at);
    }
}

TEST(Turns, TheWorstComesFirstAndOfEqualsTheLaterOne) {
    // auction_sorting_cases: 3955, 3966, 3955 with the third earlier than the first.
    Market market = of_turns().bidders(3).running();
    market.offer(3, 395'500, at(1));
    market.offer(1, 395'500, at(2));
    market.offer(2, 396'600, at(2));
    market.tick(at(600) + settle);
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{2, 1, 3}));
    Market equal = of_turns().bidders(3).running();
    equal.offer(1, 396'600, at(20));
    equal.offer(2, 396'600, at(30));
    equal.offer(3, 396'600, at(40));
    equal.tick(at(600) + settle);
    EXPECT_EQ(order_of(equal), (std::vector<BidderNo>{3, 2, 1}));
}

TEST(Turns, TheOrderIsFoundAnewBeforeEachRoundOfTurns) {
    Market market = two_in_turns();
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{1, 2}));
    EXPECT_EQ(market.offer(1, 44'000, at(900)), "accepted");
    market.tick(at(1'140) + settle);
    EXPECT_EQ(market.round().turns.of_turns, 2);
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{2, 1}));
    EXPECT_EQ(market.state.bidder(1)->label, 1) << "labels stay those of the first order";
    EXPECT_EQ(market.state.bidder(2)->label, 2);
}

TEST(Turns, TakeOffersInTheOwnTurnAloneFromItsFirstMomentToItsLast) {
    Market market = two_in_turns();
    EXPECT_EQ(market.offer(1, 40'000, at_us(899, 999'999)), "not_your_turn") << "the pause";
    EXPECT_EQ(market.details.at("turn_starts_at"), Value(to_rfc3339(at(900))));
    EXPECT_EQ(market.offer(2, 40'000, at(900)), "not_your_turn") << "another's turn";
    EXPECT_EQ(market.offer(1, 40'000, at(900)), "accepted");
    EXPECT_EQ(market.offer(1, 39'000, at_us(1'019, 999'999)), "accepted");
    EXPECT_EQ(market.offer(1, 38'000, at(1'020), at(1'020) + settle), "not_your_turn");
    EXPECT_EQ(market.offer(2, 38'000, at(1'020), at(1'020) + settle), "accepted");
    market.tick(at(1'140) + settle);
    EXPECT_EQ(market.price_of(1), 39'000) << "the last word counts";
    EXPECT_EQ(market.price_of(2), 38'000);
}

TEST(Turns, WaitForWhatIsStillOnItsWayAtATurnsEnd) {
    Market market = two_in_turns();
    EXPECT_EQ(market.tick(at(1'020)), "held");
    EXPECT_EQ(market.offer(2, 40'000, at(1'020)), "held") << "its turn has begun, but the one before may still change";
    EXPECT_EQ(market.offer(1, 40'000, at_us(1'019, 999'999), at(1'020) + settle - 1), "accepted");
    EXPECT_EQ(market.tick(at(1'020) + settle), "accepted");
    EXPECT_EQ(market.price_of(1), 40'000);
    EXPECT_EQ(market.offer(1, 39'000, at_us(1'019, 999'999), at(1'021)), "not_recorded");
}

TEST(Turns, AskForOnesOwnStepAndForNothingElse) {
    Market market = two_in_turns();
    EXPECT_EQ(market.offer(1, 49'001, at(901)), "step_too_small");
    EXPECT_EQ(market.details.at("accepted").at("price_max"), Value(49'000));
    EXPECT_EQ(market.offer(1, 49'000, at(902)), "accepted") << "behind the leader and yet taken";
    EXPECT_EQ(market.offer(1, 47'000, at(903)), "accepted");
    EXPECT_EQ(market.offer(1, 49'000, at(904)), "accepted") << "measured against what stood before the turn";
    EXPECT_EQ(market.offer(1, 0, at(905)), "price_out_of_range");
    EXPECT_EQ(market.offer(1, 1, at(906)), "accepted") << "there is no floor";
}

TEST(Turns, ProzorrosOwnCases) {
    const auto outcome = [](Minor own, Minor step, Minor quality, Minor bid) {
        Market market = of_turns()
                            .rules([&](Rules& rules) {
                                rules.own_min = step;
                                rules.scoring = {{"upkeep", 1}};
                            })
                            .bidders(2)
                            .running();
        PlaceOffer first = Market::price_offer(1, own);
        first.attributes = {{"upkeep", quality}};
        market.offer(1, first, at(10));
        market.offer(2, 1, at(10));
        market.tick(at(600) + settle);
        PlaceOffer bidding = Market::price_offer(1, bid);
        bidding.attributes = {{"upkeep", quality}};
        return market.offer(1, bidding, at(900));
    };
    EXPECT_EQ(outcome(10'010, 1'020, 0, 8'990), "accepted") << "100.1 - 10.2 = 89.9 exactly";
    EXPECT_EQ(outcome(10'010, 1'020, 0, 8'991), "step_too_small");
    EXPECT_EQ(outcome(9'020, 1'020, 990, 8'000), "accepted") << "life-cycle costs of 9.9: 100.1 - 9.9 - 10.2";
    EXPECT_EQ(outcome(9'020, 1'020, 990, 8'001), "step_too_small");
    EXPECT_EQ(outcome(25'850'000, 750'000, 0, 2'600'000'000), "step_too_small") << "too high value";
    EXPECT_EQ(outcome(25'850'000, 750'000, 0, 12'000), "accepted");
    EXPECT_EQ(outcome(25'850'000, 750'000, 0, 0), "price_out_of_range") << "too low value";
    EXPECT_EQ(outcome(25'850'000, 750'000, 0, -1), "price_out_of_range") << "to take a bid back has its own command";
}

TEST(Turns, ABidOfTheOwnTurnCanBeTakenBack) {
    Market market = two_in_turns();
    EXPECT_EQ(market.withdraw(1, at(899)), "not_your_turn");
    EXPECT_EQ(market.withdraw(1, at(901)), "nothing_to_withdraw");
    EXPECT_EQ(market.offer(1, 40'000, at(902)), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(1, WithdrawOffer{offer_id(2)}, at(903))), "offer_unknown");
    EXPECT_EQ(market.withdraw(1, at(903)), "accepted");
    market.tick(at(1'020) + settle);
    EXPECT_EQ(market.price_of(1), 50'000);
    EXPECT_FALSE(market.events<TurnEnded>().back().changed);
    EXPECT_EQ(market.withdraw(1, at(1'030)), "not_your_turn");
}

TEST(Turns, TellNobodyOfABidBeforeItsTurnEnds) {
    Market market = two_in_turns();
    const auto seen = [&](const Audience& audience) { return canonical(snapshot(market.state, audience)); };
    const std::string buyer = seen(Audience::of_buyer());
    const std::string rival = seen(Audience::of_bidder(2));
    const std::string everybody = seen(Audience::of_everybody());
    EXPECT_EQ(market.offer(1, 40'000, at(902)), "accepted");
    EXPECT_EQ(seen(Audience::of_buyer()), buyer);
    EXPECT_EQ(seen(Audience::of_bidder(2)), rival);
    EXPECT_EQ(seen(Audience::of_everybody()), everybody);
    EXPECT_EQ(view(market.state, market.last.back(), Audience::of_bidder(1)).size(), 1U) << "its own bid comes back";
    market.tick(at(1'020) + settle);
    EXPECT_NE(seen(Audience::of_buyer()), buyer);
    EXPECT_NE(seen(Audience::of_bidder(2)), rival);
}

TEST(Turns, AreNotForWhoeverCameWithoutAnInitialOffer) {
    Market market = of_turns().bidders(3).running();
    market.offer(1, 50'000, at(10));
    market.offer(2, 45'000, at(20));
    market.tick(at(600) + settle);
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{1, 2}));
    EXPECT_EQ(market.offer(3, 10'000, at(901)), "not_your_turn");
    EXPECT_EQ(market.invite(4, at(902)), "not_admitted");
}

TEST(Turns, WithFewerThanTwoThereIsNothingToTakeTurnsFor) {
    Market market = of_turns().bidders(2).running();
    market.offer(1, 50'000, at(10));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.round().phase, RoundPhase::closed);
    EXPECT_EQ(*market.round().closed_at, at(600));
    Market nobody = of_turns().bidders(2).running();
    nobody.tick(at(600) + settle);
    EXPECT_EQ(nobody.state.lifecycle, Lifecycle::no_offers);
}

TEST(Turns, AfterAnotherRoundBeginWithItsOffers) {
    Rules turns;
    turns.format = Format::turns;
    turns.turns = {1, 60, 0, 30, 0};
    Market market = a_market().sealed().bidders(3).then(turns, {AdmitMode::best, 2}).running();
    market.offer(1, 50'000, at(10));
    market.offer(2, 45'000, at(20));
    market.offer(3, 47'000, at(30));
    market.tick(at(600) + settle);
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{3, 2})) << "there is nothing to wait for";
    EXPECT_EQ(market.offer(1, 10'000, at(660), at(661)), "not_admitted");
    EXPECT_EQ(market.offer(3, 40'000, at(660), at(661)), "accepted");
    market.tick(at(720) + settle);
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{3, 2, 1}));
    EXPECT_EQ(*market.round().closed_at, at(720));
}

TEST(Turns, AnOutageGivesBackWhatWasLeftOfATurn) {
    Market market = two_in_turns();
    EXPECT_EQ(market.submit(Market::from_system(ClaimOutage{at(960), at(1'000)}, at(1'000))), "accepted");
    EXPECT_EQ(market.round().turns.turns[0].ends_at, at(1'060));
    EXPECT_EQ(market.round().turns.turns[1].starts_at, at(1'060));
    EXPECT_EQ(market.round().closes_at, at(600 + 540 + 720 + 40));
    EXPECT_EQ(market.offer(1, 40'000, at(1'059)), "accepted");
}

TEST(Turns, WhatWasOfferedInATurnThatIsCutShortCounts) {
    Market market = two_in_turns();
    market.offer(1, 40'000, at(902));
    EXPECT_EQ(market.award(1, at(903)), "sealed_round_running");
    EXPECT_EQ(market.submit(Market::from_buyer(ExtendOnce{}, at(903))), "cannot_extend");
    EXPECT_EQ(market.submit(Market::from_buyer(CloseEarly{}, at(904))), "accepted");
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 2}));
}

TEST(Turns, AnAutoOfferTakesItsTurnAsFarAsItsFloorAllows) {
    Market market = of_turns(1).bidders(2).auto_bidder(60'000, 40'000).running();
    market.offer(1, 50'000, at(10));
    market.offer(2, 45'000, at(20));
    market.tick(at(600) + settle);
    EXPECT_EQ(order_of(market), (std::vector<BidderNo>{3, 1, 2}));
    market.tick(at(900));
    EXPECT_EQ(market.state.bidder(3)->in_turn->price, 44'999) << "just below the leader";
    market.tick(at(1'020) + settle);
    EXPECT_EQ(market.state.ranking.front(), 3);
    EXPECT_EQ(market.offer(1, 39'000, at(1'021)), "accepted");
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 3, 2})) << "its turn is over";
}

TEST(Turns, AnAutoOfferWaitsOutAnOutageWithItsTurn) {
    Market market = of_turns(1).auto_bidder(60'000, 40'000).bidders(1).running();
    market.offer(2, 45'000, at(20));
    market.tick(at(600) + settle);
    market.submit(Market::from_system(ClaimOutage{at(700), at(800)}, at(800)));
    market.tick(at(999));
    EXPECT_FALSE(market.state.bidder(1)->in_turn) << "its turn begins at 1000 now";
    market.tick(at(1'000));
    EXPECT_TRUE(market.state.bidder(1)->in_turn);
}

TEST(Turns, AFullAuctionOfFiveTakesNoRealTime) {
    Market market = of_turns().bidders(5).running();
    for (BidderNo number = 1; number <= 5; ++number)
        market.offer(number, 60'000 + 1'000 * number, at(number));
    std::vector<BidderNo> first;
    for (std::int64_t of_turns = 0; of_turns < 3; ++of_turns) {
        while (market.round().turns.of_turns == of_turns)
            ASSERT_TRUE(market.tick_when_due());
        if (of_turns == 0)
            first = order_of(market);
        for (const Turn& turn : std::vector<Turn>(market.round().turns.turns)) {
            market.tick(turn.starts_at + settle);
            EXPECT_EQ(market.offer(turn.bidder, market.price_of(turn.bidder) - 2'000, turn.starts_at + seconds(1)),
                      "accepted");
        }
    }
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    EXPECT_EQ(first, (std::vector<BidderNo>{5, 4, 3, 2, 1}));
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 2, 3, 4, 5}));
    EXPECT_EQ(market.price_of(1), 55'000);
    EXPECT_EQ(*market.round().closed_at, at(600 + 540 + 360 * 5));
    EXPECT_EQ(market.events<TurnEnded>().size(), 15U);
}

} // namespace
} // namespace parley::core

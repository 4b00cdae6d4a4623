#include "core/view.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

/// "type type type" of what an audience was pushed, in order.
Strings pushed(const Market& market, const Audience& audience) {
    Strings types;
    State walking;
    for (const Record& record : market.log) {
        evolve(walking, record);
        if (audience.kind == AudienceKind::bidder && walking.bidder(audience.bidder) == nullptr)
            continue;
        for (const Push& push : view(walking, record, audience))
            types.push_back(push.type);
    }
    return types;
}

const Value& me(const Value& snapshot_of_bidder) {
    return snapshot_of_bidder.at("me");
}

Market played(MarketBuilder builder) {
    Market market = builder.bidders(3).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 49'000, at(2));
    market.offer(3, 60'000, at(3));
    return market;
}

MarketBuilder visible(Visibility visibility) {
    return a_market().rules([=](Rules& r) { r.visibility = visibility; });
}

TEST(View, EachAudienceHearsItsOwnStory) {
    Market market = played(visible(Visibility::rank));
    market.tick(at(600) + settle);
    market.award(2, at(700));
    market.confirm_award(2, at(701));
    EXPECT_EQ(pushed(market, Audience::of_everybody()),
              (Strings{"intent_opened", "round_opened", "round_closed", "intent_ended"}));
    EXPECT_EQ(pushed(market, Audience::of_buyer()),
              (Strings{"intent_confirmed", "round_scheduled", "asked", "asked", "asked", "round_opened", "offer_placed",
                       "offer_placed", "offer_placed", "round_closed", "awarded", "award_confirmed", "deal_changed"}));
    EXPECT_EQ(pushed(market, Audience::of_bidder(1)),
              (Strings{"round_opened", "offer_placed", "rank_changed", "round_closed", "round_result", "disposed",
                       "disposed"}));
    EXPECT_EQ(pushed(market, Audience::of_bidder(2)),
              (Strings{"round_opened", "offer_placed", "round_closed", "round_result", "awarded", "award_confirmed",
                       "disposed", "deal_changed"}));
}

TEST(View, RankIsToldToThoseWhoseRankMoved) {
    Market market = played(visible(Visibility::rank));
    EXPECT_EQ(market.state.rank_moved, std::vector<BidderNo>{});
    market.offer(3, 48'000, at(4));
    EXPECT_EQ(market.state.rank_moved, (std::vector<BidderNo>{1, 2}));
    const Value standing = me(snapshot(market.state, Audience::of_bidder(1)));
    EXPECT_EQ(*standing.at("rank").as_integer(), 3);
    EXPECT_EQ(*standing.at("of").as_integer(), 3);
    EXPECT_TRUE(standing.at("best_price").is_null());
    EXPECT_TRUE(standing.at("prices").is_null());
}

TEST(View, BestAndAllPricesAreToldWhereTheRulesSay) {
    const Market best = played(visible(Visibility::best_price));
    const Value best_view = snapshot(best.state, Audience::of_bidder(3));
    EXPECT_EQ(*me(best_view).at("best_price").as_integer(), 49'000);
    EXPECT_TRUE(me(best_view).at("prices").is_null());
    EXPECT_EQ(best.state.rank_moved, (std::vector<BidderNo>{1, 2}));
    const Market all = played(visible(Visibility::all_prices));
    EXPECT_EQ(canonical(me(snapshot(all.state, Audience::of_bidder(3))).at("prices")),
              R"([{"label":2,"own":false,"price":49000},{"label":1,"own":false,"price":50000},)"
              R"({"label":3,"own":true,"price":60000}])");
}

TEST(View, NoneTellsNothingOfRivals) {
    const Market market = played(visible(Visibility::none));
    const Value view = snapshot(market.state, Audience::of_bidder(1));
    EXPECT_TRUE(me(view).at("rank").is_null());
    EXPECT_EQ(pushed(market, Audience::of_bidder(1)), (Strings{"round_opened", "offer_placed"}));
    EXPECT_TRUE(snapshot(market.state, Audience::of_everybody()).at("offer_count").is_null());
}

TEST(View, ABuyerWhoWaitsSeesWhoAndWhenButNoPriceUntilTheClose) {
    Market market = played(a_market().sealed());
    const Value before = snapshot(market.state, Audience::of_buyer());
    ASSERT_EQ(before.at("offers").as_array()->size(), 3U);
    for (const Value& offer : *before.at("offers").as_array()) {
        EXPECT_TRUE(offer.at("price").is_null());
        EXPECT_TRUE(offer.at("score").is_null());
        EXPECT_TRUE(offer.at("rank").is_null());
        EXPECT_EQ(*offer.at("state").as_string(), "hidden");
        EXPECT_FALSE(offer.at("business").at("name").is_null());
    }
    EXPECT_EQ(*before.at("offers").as_array()->front().at("business").at("name").as_string(), "Shop 1");
    market.tick(at(600) + settle);
    const Value after = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(*after.at("offers").as_array()->front().at("price").as_integer(), 49'000);
    EXPECT_EQ(*after.at("offers").as_array()->front().at("rank").as_integer(), 1);
}

TEST(View, ABuyerWhoSeesLiveSeesSealedPricesToo) {
    const Market market = played(a_market().sealed().rules([](Rules& r) { r.buyer_sees = BuyerSees::live; }));
    const Value view = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(*view.at("offers").as_array()->front().at("price").as_integer(), 49'000);
}

TEST(View, ABuyerOfAnOpenRoundWaitsTooWhereItsRulesSaySo) {
    Market market = played(a_market().rules([](Rules& r) { r.buyer_sees = BuyerSees::at_close; }));
    const Value before = snapshot(market.state, Audience::of_buyer());
    ASSERT_EQ(before.at("offers").as_array()->size(), 3U);
    for (const Value& offer : *before.at("offers").as_array())
        EXPECT_TRUE(offer.at("price").is_null());
    market.tick(at(600) + settle);
    const Value after = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(*after.at("offers").as_array()->front().at("price").as_integer(), 49'000);
}

TEST(View, WhatIsConfirmedHasEndedInTheSnapshotAsInTheStream) {
    Market market = played(visible(Visibility::rank));
    market.award(2, at(10));
    market.confirm_award(2, at(11));
    for (const Audience& audience : {Audience::of_everybody(), Audience::of_buyer(), Audience::of_bidder(1)})
        EXPECT_EQ(canonical(snapshot(market.state, audience).at("ended_at")), "\"2026-11-24T09:00:11Z\"");
}

TEST(View, TheExactPlaceAndASealedBudgetAreTheBuyersAlone) {
    const Market market = a_market().budget(61'234, true).bidders(1).running();
    EXPECT_EQ(*snapshot(market.state, Audience::of_buyer()).at("place").at("name").as_string(), "LS6 2AB");
    EXPECT_EQ(*snapshot(market.state, Audience::of_buyer()).at("budget").at("amount").as_integer(), 61'234);
    for (const Audience& other : {Audience::of_everybody(), Audience::of_bidder(1)}) {
        const std::string text = canonical(snapshot(market.state, other));
        EXPECT_EQ(text.find("LS6 2AB"), std::string::npos);
        EXPECT_EQ(text.find("61234"), std::string::npos);
        EXPECT_EQ(text.find("53819000"), std::string::npos);
    }
    const Market open = a_market().budget(61'234).bidders(1).running();
    EXPECT_NE(canonical(snapshot(open.state, Audience::of_bidder(1))).find("61234"), std::string::npos);
    const Market unshown = a_market().budget(61'234).rules([](Rules& r) { r.show_budget = false; }).running();
    EXPECT_EQ(canonical(snapshot(unshown.state, Audience::of_everybody())).find("61234"), std::string::npos);
}

TEST(View, AFloorIsNobodysToSee) {
    Market market = visible(Visibility::all_prices).auto_bidder(50'000, 43'219).bidders(1).running();
    market.offer(2, 49'000, at(1));
    market.tick(at(600) + settle);
    for (const Audience& audience :
         {Audience::of_everybody(), Audience::of_buyer(), Audience::of_bidder(1), Audience::of_bidder(2)})
        EXPECT_EQ(canonical(snapshot(market.state, audience)).find("43219"), std::string::npos);
}

TEST(View, RivalsAreNeverNamedToABidder) {
    Market market = played(visible(Visibility::all_prices));
    market.tick(at(600) + settle);
    const std::string text = canonical(snapshot(market.state, Audience::of_bidder(1)));
    EXPECT_EQ(text.find("Shop 2"), std::string::npos);
    EXPECT_EQ(text.find(to_text(business_id(2))), std::string::npos);
    EXPECT_EQ(text.find(to_text(offer_id(2))), std::string::npos);
}

TEST(View, WhoDeclinedHearsNoMore) {
    Market market = a_market().bidders(2).running();
    market.submit(Market::from_bidder(1, DeclineInvitation{"too_busy"}, at(1)));
    market.offer(2, 50'000, at(2));
    market.tick(at(600) + settle);
    EXPECT_EQ(pushed(market, Audience::of_bidder(1)), (Strings{"round_opened"}));
}

TEST(View, AResultIsForThoseWhoOffered) {
    Market market = a_market().bidders(2).running();
    market.offer(2, 50'000, at(2));
    market.tick(at(600) + settle);
    EXPECT_EQ(pushed(market, Audience::of_bidder(1)), (Strings{"round_opened", "round_closed"}));
    EXPECT_EQ(pushed(market, Audience::of_bidder(2)),
              (Strings{"round_opened", "offer_placed", "round_closed", "round_result"}));
}

TEST(View, TheBuyersOwnWordsAtTheEndAreForTheBuyer) {
    Market market = played(visible(Visibility::rank));
    market.submit(Market::from_buyer(Cancel{"my cousin has one"}, at(10)));
    const Record& ended = market.last[1];
    ASSERT_TRUE(std::holds_alternative<IntentEnded>(ended.event));
    State walking;
    for (const Record& record : market.log) {
        evolve(walking, record);
        if (record.seq == ended.seq)
            break;
    }
    EXPECT_EQ(*view(walking, ended, Audience::of_buyer()).at(0).data.at("reason").as_string(), "my cousin has one");
    EXPECT_TRUE(view(walking, ended, Audience::of_everybody()).at(0).data.at("reason").is_null());
    EXPECT_TRUE(view(walking, ended, Audience::of_bidder(1)).at(0).data.at("reason").is_null());
}

TEST(View, OfAnUnconfirmedIntentThePublicHearsNothing) {
    Market market = a_market().created();
    market.submit(Market::from_buyer(Cancel{}, at(-50)));
    EXPECT_EQ(pushed(market, Audience::of_everybody()), Strings{});
    EXPECT_EQ(pushed(market, Audience::of_buyer()), (Strings{"intent_ended"}));
}

/// What lands on a bidder's desk.
Strings on_desk(const Market& market, BidderNo bidder) {
    Strings types;
    State walking;
    for (const Record& record : market.log) {
        evolve(walking, record);
        if (const auto push = desk_view(walking, record, bidder))
            types.push_back(push->type);
    }
    return types;
}

TEST(ClosingPrices, AreToldUnderLabelsOnceNothingIsToCome) {
    Market market = played(a_market());
    EXPECT_TRUE(closing_prices(market.state).is_null()) << "offers may still come";
    market.tick(at(600) + settle);
    const Value prices = closing_prices(market.state);
    ASSERT_NE(prices.as_array(), nullptr);
    std::vector<std::pair<std::int64_t, std::int64_t>> told;
    for (const Value& one : *prices.as_array())
        told.emplace_back(*one.at("label").as_integer(), *one.at("price").as_integer());
    EXPECT_EQ(told, (std::vector<std::pair<std::int64_t, std::int64_t>>{{2, 49'000}, {1, 50'000}, {3, 60'000}}));
}

TEST(PublicChange, IsOfWhatEverybodySees) {
    Market market = played(a_market());
    EXPECT_EQ(public_changed_at(market.state), market.state.public_at) << "offers are no news to everybody";
    market.tick(at(600) + settle);
    EXPECT_GE(public_changed_at(market.state), at(600));
}

TEST(Desk, HasTheBiddersOwnNews) {
    Market market = played(visible(Visibility::rank));
    market.invite(4, at(20));
    market.submit(Market::from_bidder(4, DeclineInvitation{"too_far"}, at(21)));
    market.invite(5, at(22));
    market.tick(at(600) + settle);
    market.award(2, at(700));
    market.confirm_award(2, at(701));
    EXPECT_EQ(on_desk(market, 1), (Strings{"invited", "round_result", "disposed", "disposed"}));
    EXPECT_EQ(on_desk(market, 2), (Strings{"invited", "round_result", "awarded", "award_confirmed", "disposed"}));
    EXPECT_EQ(on_desk(market, 4), (Strings{"invited", "invitation_closed"}));
    EXPECT_EQ(on_desk(market, 5), (Strings{"invited", "invitation_closed"}));
}

TEST(ToldAt, IsTheSendersOwnTimeWhileASealedRoundRuns) {
    Market market = a_market().sealed().bidders(2).running();
    market.offer(2, 49'000, at(10));
    market.offer(1, 50'000, at(9), at(10));
    EXPECT_EQ(market.last[0].at, at(10)) << "time does not go back along the log";
    EXPECT_EQ(told_at(market.state, market.last[0]), at(9));
    EXPECT_EQ(market.decision->use.at, at(9));
    EXPECT_EQ(*me(snapshot(market.state, Audience::of_bidder(1))).at("offer").at("at").as_string(),
              "2026-11-24T09:00:09Z");
    Market open = a_market().bidders(2).running();
    open.offer(2, 49'000, at(10));
    open.offer(1, 50'000, at(9), at(10));
    EXPECT_EQ(told_at(open.state, open.last[0]), at(10));
}

TEST(StreamTime, IsThatOfTheNewestPushOfEachAudience) {
    Market market = a_market().sealed().bidders(3).running();
    market.offer(2, 49'000, at(10));
    market.offer(1, 50'000, at(9), at(10));
    EXPECT_EQ(stream_time(market.state, Audience::of_buyer()), at(9)) << "in the order of the log";
    EXPECT_EQ(stream_time(market.state, Audience::of_bidder(1)), at(9));
    EXPECT_EQ(stream_time(market.state, Audience::of_bidder(2)), at(10));
    EXPECT_EQ(stream_time(market.state, Audience::of_bidder(3)), t0) << "rivals' offers are not its news";
    EXPECT_EQ(stream_time(market.state, Audience::of_everybody()), t0);
    market.invite(4, at(20));
    EXPECT_EQ(stream_time(market.state, Audience::of_bidder(4)), at(20)) << "before its first push, its invitation";
}

} // namespace
} // namespace parley::core

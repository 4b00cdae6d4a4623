#include "core/state.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Bidder with_offer(BidderNo number, Minor score, std::string_view at_text, std::int64_t seq) {
    Bidder bidder;
    bidder.number = number;
    bidder.offer.emplace();
    bidder.offer->score = score;
    bidder.offer->at = *parse_rfc3339(at_text);
    bidder.offer->seq = seq;
    return bidder;
}

Bidders those(std::vector<Bidder> bidders) {
    Bidders out;
    for (Bidder& bidder : bidders)
        out.add(std::move(bidder));
    return out;
}

TEST(Bidders, OfACopyAreSharedUntilOneIsChanged) {
    const Bidders before =
        those({with_offer(1, 5, "2026-01-01T00:00:00Z", 1), with_offer(2, 6, "2026-01-01T00:00:00Z", 2)});
    Bidders after = before;
    after.own(2).offer->score = 4;
    EXPECT_EQ(before.find(2)->offer->score, 6);
    EXPECT_EQ(after.find(2)->offer->score, 4);
    EXPECT_EQ(before.find(1), after.find(1)) << "nobody changed the first";
    after.change_where([](const Bidder& bidder) { return bidder.offer->score > 4; },
                       [](Bidder& bidder) { bidder.declined = "no_time"; });
    EXPECT_FALSE(before.find(1)->declined);
    EXPECT_TRUE(after.find(1)->declined);
    EXPECT_FALSE(after.find(2)->declined);
    EXPECT_EQ(after.find(0), nullptr);
    EXPECT_EQ(after.find(3), nullptr);
}

TEST(Ranking, PutsTheLowestScoreFirstAndTheEarlierOfEquals) {
    // From the doctests of a public procurement engine's sorting, best first here.
    EXPECT_EQ(rank_offers(those({with_offer(1, 395'500, "2015-04-24T11:07:30.723296+03:00", 2),
                                 with_offer(2, 396'600, "2015-04-24T11:07:30.723296+03:00", 3),
                                 with_offer(3, 395'500, "2015-04-23T15:48:41.971644+03:00", 1)})),
              (std::vector<BidderNo>{3, 1, 2}));
    EXPECT_EQ(rank_offers(those({with_offer(1, 396'600, "2015-04-24T11:07:20+03:00", 1),
                                 with_offer(2, 396'600, "2015-04-24T11:07:30+03:00", 2),
                                 with_offer(3, 396'600, "2015-04-24T11:07:40+03:00", 3)})),
              (std::vector<BidderNo>{1, 2, 3}));
}

TEST(Ranking, OfTheSameMomentTheLowerSeqIsFirst) {
    EXPECT_EQ(
        rank_offers(those({with_offer(1, 5, "2026-01-01T00:00:00Z", 9), with_offer(2, 5, "2026-01-01T00:00:00Z", 8)})),
        (std::vector<BidderNo>{2, 1}));
}

TEST(Ranking, LeavesOutWhatDoesNotStand) {
    Bidder gone = with_offer(1, 5, "2026-01-01T00:00:00Z", 1);
    gone.offer->standing = false;
    Bidder silent;
    silent.number = 2;
    const auto ranking = rank_offers(those({gone, silent, with_offer(3, 9, "2026-01-01T00:00:00Z", 2)}));
    EXPECT_EQ(ranking, (std::vector<BidderNo>{3}));
    EXPECT_EQ(rank_of(ranking, 3), 1);
    EXPECT_EQ(rank_of(ranking, 1), 0);
}

TEST(NextDue, FollowsTheIntentThroughItsLife) {
    Market market = a_market().bidders(1).created();
    EXPECT_EQ(next_due(market.state), at(-60) + confirm_within);
    market.submit(Market::from_buyer(Confirm{t0, 1}, at(-30)));
    EXPECT_EQ(next_due(market.state), t0);
    market.invite(1, at(-20));
    market.tick(t0);
    EXPECT_EQ(next_due(market.state), at(600) + settle);
    market.offer(1, 50'000, at(10));
    market.tick(at(600) + settle);
    EXPECT_EQ(next_due(market.state), at(600 + 86'400));
    market.award(1, at(700));
    EXPECT_EQ(next_due(market.state), at(700 + 86'400));
    market.confirm_award(1, at(800));
    EXPECT_EQ(next_due(market.state), std::nullopt);
    EXPECT_EQ(next_due(State{}), std::nullopt);
}

TEST(NextDue, WaitsForAnAutoOfferThatTakesItsTime) {
    const Market market = a_market().auto_bidder(50'000, 40'000, seconds(45)).running();
    EXPECT_EQ(next_due(market.state), at(45));
}

TEST(StateDeathTest, ALogHasNoGapsAndTimeDoesNotGoBack) {
    Market market = a_market().created();
    EXPECT_DEATH(evolve(market.state, Record{3, at(0), at(0), "", IntentConfirmed{}}), "no gaps");
    EXPECT_DEATH(evolve(market.state, Record{2, at(-61), at(-61), "", IntentConfirmed{}}), "does not go back");
    EXPECT_DEATH(evolve(market.state, Record{2, at(0), at(0), "", OfferWithdrawn{1}}), "invited first");
}

TEST(State, FindsBiddersByNumberBusinessAndOffer) {
    Market market = a_market().bidders(2).running();
    market.offer(2, 50'000, at(1));
    EXPECT_EQ(market.state.bidder(2), market.state.bidder_of(business_id(2)));
    EXPECT_EQ(market.state.bidder(2), market.state.bidder_with(offer_id(2)));
    EXPECT_EQ(market.state.bidder(0), nullptr);
    EXPECT_EQ(market.state.bidder(3), nullptr);
    EXPECT_EQ(market.state.bidder_of(business_id(9)), nullptr);
    EXPECT_EQ(market.state.bidder_with(offer_id(1)), nullptr);
}

TEST(State, ARoundsOwnScoringHoldsForOffersThatStandWhenItOpens) {
    Rules second;
    second.duration_s = 600;
    second.scoring = {{"delivery_days", 200}};
    Market market = a_market().bidders(2).then(second).running();
    PlaceOffer slow = Market::price_offer(1, 40'000);
    slow.attributes = {{"delivery_days", 10}};
    market.offer(1, slow, at(1));
    market.offer(2, 41'000, at(2));
    ASSERT_EQ(market.state.ranking, (std::vector<BidderNo>{1, 2}));
    market.tick(at(600) + settle);
    market.tick(at(600) + settle);
    ASSERT_EQ(market.round().phase, RoundPhase::running);
    EXPECT_EQ(market.offer_of(1).score, 42'000);
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{2, 1}));
}

} // namespace
} // namespace parley::core

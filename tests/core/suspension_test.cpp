// What an intent does about a business that the operator suspended: nobody is led to it, and nobody waits for it.
#include "core/market_builders.hpp"
#include "core/verify.hpp"
#include "core/view.hpp"

namespace parley::core {
namespace {

using namespace testing;

std::string suspend(Market& market, BidderNo number, Instant when) {
    return market.submit(Market::from_system(SuspendBidder{business_id(number)}, when));
}

/// A log that breaks off does not hold: what still runs is ended first.
void expect_holds(Market market) {
    if (!market.state.is_over())
        market.submit(Market::from_buyer(Cancel{}, market.state.at + 1));
    KnownParts parts;
    for (const Record& record : market.log)
        for (const Part& part : write_event(record.event, record.seq, {}).parts)
            parts.emplace(record.seq, part.name);
    for (const LogView view : {LogView::whole_log, LogView::public_log})
        for (const LogFault& fault : check_log(market.log, view, parts).faults)
            ADD_FAILURE() << fault.seq << ": " << fault.what;
}

TEST(Suspension, TakesTheOfferBackAndStopsItsMoves) {
    Market market = a_market().auto_bidder(50'000, 40'000).bidders(1).running();
    ASSERT_TRUE(market.offer_of(1).standing);
    EXPECT_EQ(suspend(market, 1, at(10)), "accepted");
    EXPECT_EQ(market.last_types(), Strings{"offer_withdrawn"});
    EXPECT_EQ(market.events<OfferWithdrawn>().back().reason, WithdrawalReason::suspended);
    const Value buyer = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(*buyer.at("offers").as_array()->back().at("withdrawn_because").as_string(), "suspended");
    market.offer(2, 45'000, at(11));
    market.tick(at(120));
    EXPECT_FALSE(market.offer_of(1).standing) << "it does not answer the better offer";
    EXPECT_EQ(suspend(market, 1, at(121)), "accepted");
    EXPECT_TRUE(market.last.empty()) << "twice is once";
    EXPECT_EQ(market.award(1, at(122)), "offer_withdrawn");
    expect_holds(market);
}

TEST(Suspension, StopsAnAutoOfferThatHasNotAnsweredYet) {
    Market market = a_market().auto_bidder(50'000, 40'000, seconds(60)).running();
    EXPECT_EQ(suspend(market, 1, at(10)), "accepted");
    EXPECT_EQ(market.last_types(), Strings{"auto_offer_dropped"});
    market.tick(at(120));
    EXPECT_FALSE(market.state.bidder(1)->offer);
}

TEST(Suspension, OfTheChosenOneLetsTheBuyerChooseAgainAtOnce) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 40'000, at(1));
    market.offer(2, 41'000, at(2));
    ASSERT_EQ(market.award(1, at(10)), "accepted");
    EXPECT_EQ(suspend(market, 1, at(11)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"offer_withdrawn", "award_lapsed", "disposed"}));
    EXPECT_EQ(market.events<Disposed>(market.last).front().reason, "suspended");
    EXPECT_EQ(market.told(1), Strings{"withdrawn!"});
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.confirm_award(1, at(12)), "award_unknown");
    EXPECT_EQ(market.award(2, at(13)), "accepted");
    EXPECT_EQ(market.confirm_award(2, at(14)), "accepted");
    expect_holds(market);
}

TEST(Suspension, EndsWhatHasNothingLeftToChoose) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 40'000, at(1));
    market.award(1, at(10));
    EXPECT_EQ(suspend(market, 1, at(11)), "accepted");
    EXPECT_EQ(market.state.lifecycle, Lifecycle::expired);
    EXPECT_EQ(market.events<IntentEnded>().back().reason, "suspended");
    expect_holds(market);
}

TEST(Suspension, WhenLiftedLetsOffersComeAgainWhileTheRoundRuns) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 40'000, at(1));
    suspend(market, 1, at(2));
    EXPECT_EQ(market.offer(1, 40'000, at(3)), "accepted");
    EXPECT_TRUE(market.offer_of(1).standing);
    expect_holds(market);
}

TEST(Suspension, IsForTheSystemAloneAndOnlyWhileTheIntentGoesOn) {
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_buyer(SuspendBidder{business_id(1)}, at(1))), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, SuspendBidder{business_id(1)}, at(1))), "not_yours");
    EXPECT_EQ(suspend(market, 9, at(2)), "accepted");
    EXPECT_TRUE(market.last.empty()) << "it takes no part";
    market.submit(Market::from_buyer(Cancel{}, at(3)));
    EXPECT_EQ(suspend(market, 1, at(4)), "intent_over");
    Market nothing;
    EXPECT_EQ(suspend(nothing, 1, at(4)), "intent_unknown");
}

TEST(Suspension, AnAwardThatLapsesEarlyWithoutOneIsFound) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 40'000, at(1));
    market.offer(2, 41'000, at(2));
    market.award(1, at(10));
    suspend(market, 1, at(11));
    std::erase_if(market.log, [](const Record& record) {
        const auto* withdrawn = std::get_if<OfferWithdrawn>(&record.event);
        return withdrawn != nullptr && withdrawn->reason == WithdrawalReason::suspended;
    });
    for (std::size_t i = 0; i < market.log.size(); ++i)
        market.log[i].seq = static_cast<std::int64_t>(i) + 1;
    EXPECT_FALSE(check_log(market.log, LogView::whole_log, {}).faults.empty());
}

} // namespace
} // namespace parley::core

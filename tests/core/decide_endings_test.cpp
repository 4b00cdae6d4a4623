// Who may do what to an intent, how it can end, and what every bidder is told then.
#include "core/dispositions.hpp"
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Join join_of(BidderNo number) {
    Join join;
    join.self.business.id = business_id(number);
    return join;
}

/// Three offers (48, 49 and 60 thousand), one bidder that withdrew, one that never offered; the round has closed.
Market decided_upon(MarketBuilder builder = a_market()) {
    Market market = builder.bidders(5).running();
    EXPECT_EQ(market.offer(1, 48'000, at(1)), "accepted");
    EXPECT_EQ(market.offer(2, 49'000, at(2)), "accepted");
    EXPECT_EQ(market.offer(3, 60'000, at(3)), "accepted");
    EXPECT_EQ(market.offer(4, 45'000, at(4)), "accepted");
    EXPECT_EQ(market.withdraw(4, at(5)), "accepted");
    EXPECT_EQ(market.tick(at(600) + settle), "accepted");
    return market;
}

/// Invariant 13: whoever made an offer has exactly one final disposition, and it is the last thing told.
void expect_one_final_each(const Market& market) {
    ASSERT_TRUE(market.state.is_over());
    for (const Bidder& bidder : market.state.bidders) {
        const auto told = market.told(bidder.number);
        const auto finals = std::count_if(told.begin(), told.end(), [](const auto& one) { return one.back() == '!'; });
        EXPECT_EQ(finals, bidder.offer ? 1 : 0) << bidder.number;
        if (bidder.offer)
            EXPECT_EQ(told.back().back(), '!') << bidder.number;
    }
}

TEST(Award, OthersStandByAndThenHearForGood) {
    Market market = decided_upon();
    EXPECT_EQ(market.award(1, at(700)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"awarded", "disposed", "disposed"}));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::awarded);
    EXPECT_EQ(market.award(2, at(701)), "already_awarded");
    EXPECT_EQ(market.confirm_award(2, at(702)), "award_unknown");
    EXPECT_EQ(market.confirm_award(1, at(703)), "accepted");
    EXPECT_EQ(market.state.lifecycle, Lifecycle::confirmed);
    EXPECT_EQ(market.told(1), (Strings{"won!"}));
    EXPECT_EQ(market.told(2), (Strings{"stand_by", "lost!"}));
    EXPECT_EQ(market.told(4), (Strings{"withdrawn!"}));
    EXPECT_EQ(market.told(5), Strings{});
    expect_one_final_each(market);
}

TEST(Award, TellsWhyAndHowFarInBands) {
    Market market = decided_upon();
    market.award(1, at(700));
    market.confirm_award(1, at(701));
    EXPECT_EQ(market.state.bidder(2)->verdict->reason, "higher_price");
    EXPECT_EQ(market.state.bidder(2)->verdict->band, "0-5");   // 2.08 %
    EXPECT_EQ(market.state.bidder(3)->verdict->band, "15-30"); // 25 %
    Market dearer = decided_upon();
    dearer.award(3, at(700));
    dearer.confirm_award(3, at(701));
    EXPECT_EQ(dearer.state.bidder(1)->verdict->reason, "other_preferred");
    EXPECT_EQ(dearer.state.bidder(1)->verdict->band, "");
}

TEST(Award, BandsEndWhereTheySay) {
    const auto band = [](Minor other) {
        Market market = a_market().bidders(2).running();
        market.offer(1, 10'000, at(1));
        market.offer(2, other, at(2));
        market.award(1, at(3));
        market.confirm_award(1, at(4));
        return market.state.bidder(2)->verdict->band;
    };
    EXPECT_EQ(band(10'001), "0-5");
    EXPECT_EQ(band(10'500), "0-5");
    EXPECT_EQ(band(10'501), "5-15");
    EXPECT_EQ(band(11'500), "5-15");
    EXPECT_EQ(band(11'501), "15-30");
    EXPECT_EQ(band(13'000), "15-30");
    EXPECT_EQ(band(13'001), "30+");
}

TEST(Award, OfEqualPricesTheLaterHearsThatItWasLater) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 10'000, at(1));
    market.offer(2, 10'000, at(2));
    market.award(1, at(3));
    market.confirm_award(1, at(4));
    EXPECT_EQ(market.state.bidder(2)->verdict->reason, "same_price_later");
    EXPECT_EQ(market.state.bidder(2)->verdict->band, "");
}

TEST(Award, OfEqualPricesTheEarlierIsNotToldThatItWasLater) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 10'000, at(1));
    market.offer(2, 10'000, at(2));
    market.award(2, at(3));
    market.confirm_award(2, at(4));
    EXPECT_EQ(market.state.bidder(1)->verdict->reason, "other_preferred");
}

TEST(Award, InARunningOpenRoundClosesIt) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.award(1, at(20)), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"round_closed", "awarded"}));
    EXPECT_EQ(market.round().cause, CloseCause::buyer_chose);
    EXPECT_EQ(market.round().closed_at, at(20));
}

TEST(Award, ARunningSealedRoundIsClosedFirst) {
    Market market = a_market().sealed().bidders(2).running();
    EXPECT_EQ(market.award(1, at(20)), "sealed_round_running");
    market.offer(1, 50'000, at(21));
    EXPECT_EQ(market.award(1, at(22)), "sealed_round_running");
    market.submit(Market::from_buyer(CloseEarly{}, at(23)));
    EXPECT_EQ(market.award(1, at(24)), "accepted");
}

TEST(Award, NeedsAnOfferThatStands) {
    Market market = a_market().bidders(2).running();
    EXPECT_EQ(market.award(1, at(20)), "nothing_to_award");
    market.offer(1, 50'000, at(21));
    EXPECT_EQ(market.award(2, at(22)), "offer_unknown");
    market.offer(2, 50'000, at(23));
    market.withdraw(2, at(24));
    EXPECT_EQ(market.award(2, at(25)), "offer_withdrawn");
    market.withdraw(1, at(26));
    EXPECT_EQ(market.award(1, at(27)), "nothing_to_award");
}

TEST(Award, LapsesWhenItIsNotConfirmedInTime) {
    Market market = decided_upon(a_market().rules([](Rules& r) { r.confirm_s = 100; }));
    market.award(1, at(700));
    EXPECT_EQ(market.confirm_award(1, at(800)), "award_unknown");
    market.tick(at(800));
    EXPECT_EQ(market.last_types(), (Strings{"award_lapsed", "disposed"}));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.state.decision_ends_at, at(800 + 86'400));
    EXPECT_EQ(market.told(1), (Strings{"lost!"}));
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{2, 3}));
    EXPECT_EQ(market.award(1, at(801)), "offer_withdrawn");
    EXPECT_EQ(market.award(2, at(802)), "accepted");
    EXPECT_EQ(market.confirm_award(2, at_us(902, -1)), "accepted");
    EXPECT_EQ(market.told(2), (Strings{"stand_by", "won!"}));
    EXPECT_EQ(market.told(3), (Strings{"stand_by", "stand_by", "lost!"}));
    expect_one_final_each(market);
}

TEST(Award, TheLastOneThatLapsesEndsTheIntent) {
    Market market = a_market().rules([](Rules& r) { r.confirm_s = 100; }).bidders(1).running();
    market.offer(1, 50'000, at(1));
    market.award(1, at(20));
    market.tick(at(120));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::expired);
    EXPECT_EQ(market.told(1), (Strings{"lost!"}));
    expect_one_final_each(market);
}

TEST(Ending, NobodyDecided) {
    Market market = decided_upon();
    market.tick(at(600 + 86'400) - 1);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.award(1, at(600 + 86'400)), "intent_over");
    market.tick(at(600 + 86'400));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::expired);
    EXPECT_EQ(market.told(2), (Strings{"no_award!"}));
    EXPECT_EQ(market.told(4), (Strings{"withdrawn!"}));
    expect_one_final_each(market);
}

TEST(Ending, TheBuyerDeclinesAll) {
    Market market = decided_upon();
    EXPECT_EQ(market.submit(Market::from_buyer(DeclineAll{"call me on 0113 496 0000"}, at(700))), "accepted");
    EXPECT_EQ(market.state.lifecycle, Lifecycle::cancelled);
    EXPECT_EQ(market.told(1), (Strings{"declined_all!"}));
    EXPECT_EQ(market.state.bidder(1)->verdict->reason, "declined_all") << "the buyer's words are for nobody";
    expect_one_final_each(market);
}

TEST(Ending, TheBuyerDeclinesAllWhileTheRoundRuns) {
    Market market = a_market().sealed().bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.submit(Market::from_buyer(DeclineAll{}, at(20)));
    EXPECT_EQ(market.last_types(), (Strings{"round_closed", "intent_ended", "disposed"}));
    EXPECT_EQ(market.round().cause, CloseCause::cancelled);
    expect_one_final_each(market);
}

TEST(Ending, TheBuyerCancelsAtAnyTime) {
    Market running = a_market().bidders(2).running();
    running.offer(1, 50'000, at(1));
    running.submit(Market::from_buyer(Cancel{"my cousin has one"}, at(20)));
    EXPECT_EQ(running.state.lifecycle, Lifecycle::cancelled);
    EXPECT_EQ(running.state.bidder(1)->verdict->reason, "cancelled");
    expect_one_final_each(running);
    Market awarded = decided_upon();
    awarded.award(1, at(700));
    awarded.submit(Market::from_buyer(Cancel{}, at(701)));
    EXPECT_EQ(awarded.told(1), (Strings{"no_award!"}));
    EXPECT_EQ(awarded.told(2), (Strings{"stand_by", "no_award!"}));
    expect_one_final_each(awarded);
    EXPECT_EQ(awarded.submit(Market::from_buyer(Cancel{}, at(702))), "intent_over");
    EXPECT_EQ(awarded.submit(Market::from_buyer(DeclineAll{}, at(702))), "intent_over");
    EXPECT_EQ(awarded.confirm_award(1, at(702)), "intent_over");
}

TEST(Ending, WithoutOffersThoseWhoWithdrewStillHear) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.withdraw(1, at(2));
    market.tick(at(600) + settle);
    market.tick(at(1'200) + settle);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::no_offers);
    EXPECT_EQ(market.told(1), (Strings{"withdrawn!"}));
    expect_one_final_each(market);
}

TEST(Ending, AnAwardedIntentIsNotDeclined) {
    Market market = decided_upon();
    market.award(1, at(700));
    EXPECT_EQ(market.submit(Market::from_buyer(DeclineAll{}, at(701))), "already_awarded");
}

// --- invitations ---------------------------------------------------------------------------------------------------

TEST(Invitation, IsMadeOncePerBusiness) {
    Market market = a_market().bidders(2).scheduled();
    EXPECT_EQ(market.invite(2, at(-10)), "accepted");
    EXPECT_TRUE(market.last.empty());
    EXPECT_EQ(market.invite(3, at(-9)), "accepted");
    EXPECT_EQ(market.state.bidder(3)->wave, 2);
    EXPECT_EQ(market.state.bidders.size(), 3U);
}

TEST(Invitation, DeclinedMeansSilence) {
    Market market = a_market().bidders(2).running();
    EXPECT_EQ(market.submit(Market::from_bidder(1, DeclineInvitation{"too_busy"}, at(1))), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(1, DeclineInvitation{"too_busy"}, at(2))), "invitation_declined");
    EXPECT_EQ(market.offer(1, 50'000, at(3)), "invitation_declined");
    EXPECT_EQ(market.submit(Market::from_bidder(1, join_of(1), at(4))), "invitation_declined");
    EXPECT_EQ(market.submit(Market::from_bidder(7, DeclineInvitation{"too_busy"}, at(5))), "not_invited");
    EXPECT_EQ(market.offer(7, 50'000, at(6)), "not_invited");
}

TEST(Invitation, WhoOfferedWithdrawsInsteadOfDeclining) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.submit(Market::from_bidder(1, DeclineInvitation{"too_busy"}, at(2))), "not_yours");
}

/// Whether the business takes part, waits in the queue (and as which), or neither.
std::string stands(const Market& market, BidderNo number) {
    if (market.state.bidder_of(business_id(number)) != nullptr)
        return "in";
    for (std::size_t i = 0; i < market.state.queue.size(); ++i)
        if (market.state.queue[i].business.id == business_id(number))
            return "waits as " + std::to_string(i + 1);
    return "out";
}

TEST(Joining, TakesAPlaceWhileOneIsFree) {
    Market market = a_market().rules([](Rules& r) { r.invite_count = 2; }).bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_bidder(5, join_of(5), at(1))), "accepted");
    EXPECT_EQ(market.state.bidder_of(business_id(5))->number, 2);
    EXPECT_EQ(market.submit(Market::from_bidder(5, join_of(5), at(2))), "accepted") << "it is in already";
    EXPECT_TRUE(market.last.empty());
    EXPECT_EQ(market.submit(Market::from_bidder(6, join_of(7), at(3))), "not_yours");
    market.offer(1, 50'000, at(4));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.submit(Market::from_bidder(8, join_of(8), at(601))), "round_closed");
}

TEST(Joining, QueuesForTheNextPlaceFirstComeFirst) {
    Market market = a_market().rules([](Rules& r) { r.invite_count = 2; }).bidders(2).running();
    for (const BidderNo number : {7, 6, 8})
        EXPECT_EQ(market.submit(Market::from_bidder(number, join_of(number), at(number - 5))), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(6, join_of(6), at(4))), "accepted") << "it waits already";
    EXPECT_TRUE(market.last.empty());
    EXPECT_EQ(market.offer(8, 50'000, at(5)), "not_invited");
    EXPECT_EQ(stands(market, 7), "waits as 1");
    EXPECT_EQ(stands(market, 6), "waits as 2");
    EXPECT_EQ(stands(market, 8), "waits as 3");

    market.offer(1, 50'000, at(6));
    EXPECT_EQ(market.last_types(), (Strings{"offer_placed", "invited"})) << "an offer frees its place";
    EXPECT_EQ(stands(market, 7), "in");
    market.submit(Market::from_bidder(2, DeclineInvitation{"too_busy"}, at(7)));
    EXPECT_EQ(market.last_types(), (Strings{"invitation_declined", "invited"})) << "and so does a no";
    EXPECT_EQ(stands(market, 6), "in");
    EXPECT_EQ(stands(market, 8), "waits as 1");
    market.offer(1, 49'000, at(8));
    EXPECT_EQ(market.last_types(), Strings{"offer_revised"}) << "but no second offer";
    EXPECT_EQ(market.offer(7, 48'000, at(9)), "accepted");
    EXPECT_EQ(stands(market, 8), "in");
    EXPECT_TRUE(market.state.queue.empty());
}

TEST(Joining, FromTheQueueAlsoWhenAnAutomaticOfferFreesAPlace) {
    Market market = a_market().rules([](Rules& r) { r.invite_count = 1; }).bidders(1).running();
    AutoTerms terms;
    terms.opening = 50'000;
    terms.floor = 40'000;
    terms.respond_after = seconds(20);
    EXPECT_EQ(market.submit(Market::from_bidder(1, SetAutoOffer{terms}, at(1))), "accepted");
    EXPECT_EQ(market.submit(Market::from_bidder(5, join_of(5), at(2))), "accepted");
    EXPECT_EQ(stands(market, 5), "waits as 1");
    EXPECT_TRUE(market.tick_when_due());
    EXPECT_EQ(market.last_types(), (Strings{"offer_placed", "invited"}));
    EXPECT_EQ(market.state.bidder_of(business_id(5))->invited_at, at(21));
}

TEST(Joining, OfOneWhoIsAskedMeanwhileLeavesTheQueue) {
    Market market = a_market().rules([](Rules& r) { r.invite_count = 2; }).bidders(2).running();
    market.submit(Market::from_bidder(3, join_of(3), at(1)));
    EXPECT_EQ(stands(market, 3), "waits as 1");
    EXPECT_EQ(market.invite(3, at(2)), "accepted");
    EXPECT_EQ(stands(market, 3), "in");
    EXPECT_TRUE(market.state.queue.empty());
}

TEST(Joining, DoesNotTellWhetherOffersCameInASealedRound) {
    Market market = a_market().sealed().rules([](Rules& r) { r.invite_count = 2; }).bidders(2).running();
    market.submit(Market::from_bidder(5, join_of(5), at(1)));
    market.offer(1, 50'000, at(2));
    EXPECT_EQ(stands(market, 5), "waits as 1");
    market.submit(Market::from_bidder(2, DeclineInvitation{"too_busy"}, at(4)));
    EXPECT_EQ(stands(market, 5), "waits as 1") << "nor whether one said no";
    market.submit(Market::from_bidder(6, join_of(6), at(5)));
    EXPECT_EQ(stands(market, 6), "waits as 2");
}

// --- whose command it is ---------------------------------------------------------------------------------------------

TEST(Senders, DoOnlyWhatIsTheirs) {
    Market market = decided_upon();
    const Instant now = at(700);
    EXPECT_EQ(market.submit(Market::from_bidder(1, Award{offer_id(1), ""}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, CloseEarly{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, ExtendOnce{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, Cancel{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, DeclineAll{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, Invite{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_bidder(1, Confirm{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(Market::price_offer(1, 1'000), now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(SetAutoOffer{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(WithdrawOffer{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(ConfirmAward{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(DeclineInvitation{}, now)), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(join_of(9), now)), "not_yours");
}

TEST(Senders, OfAnIntentThatIsNotThereHearOnlyThat) {
    Market nothing;
    for (const Envelope& envelope :
         {Market::from_buyer(Confirm{}, t0), Market::from_buyer(Award{}, t0), Market::from_buyer(Cancel{}, t0),
          Market::from_bidder(1, Market::price_offer(1, 1'000), t0), Market::from_bidder(1, WithdrawOffer{}, t0),
          Market::from_bidder(1, join_of(1), t0), Market::from_bidder(1, ConfirmAward{}, t0),
          Market::from_bidder(1, DeclineInvitation{}, t0), Market::from_system(Invite{}, t0)})
        EXPECT_EQ(nothing.submit(envelope), "intent_unknown");
    EXPECT_EQ(nothing.submit(Market::from_system(Tick{}, t0)), "accepted");
    EXPECT_TRUE(nothing.log.empty());
}

} // namespace
} // namespace parley::core

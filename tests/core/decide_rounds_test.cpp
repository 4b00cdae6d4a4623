// When a round takes offers, when it ends, and what moves its end.
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

TEST(RoundOpening, TakesOffersFromItsFirstMicrosecondOn) {
    Market market = a_market().bidders(1).scheduled();
    EXPECT_EQ(market.offer(1, 50'000, at_us(0, -1)), "round_not_open");
    EXPECT_EQ(*market.details.at("round_opens_at").as_string(), "2026-11-24T09:00:00Z");
    EXPECT_EQ(market.offer(1, 50'000, t0), "accepted");
    EXPECT_EQ(market.last_types(), (Strings{"round_opened", "offer_placed"}));
    EXPECT_EQ(market.log[market.log.size() - 2].at, t0);
}

TEST(RoundOpening, WhatCameBeforeItIsTooEarlyEvenWhenDecidedAfter) {
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.offer(1, 50'000, at_us(0, -1), at(1)), "round_not_open");
    EXPECT_EQ(market.offer(1, 50'000, t0, at(1)), "accepted");
}

TEST(RoundOpening, ALateTickStampsTheScheduledTime) {
    Market market = a_market().bidders(1).scheduled();
    market.tick(at(5));
    EXPECT_EQ(market.round().closes_at, at(600));
    EXPECT_EQ(market.last.front().at, t0);
}

TEST(RoundOpening, NeverLiesBeforeTheConfirmation) {
    Market market = a_market().created();
    market.submit(Market::from_buyer(Confirm{at(-90), 3}, at(-30)));
    EXPECT_EQ(market.round().opens_at, at(-30));
    EXPECT_EQ(market.round().phase, RoundPhase::running);
}

TEST(RoundClosing, TakesOffersUntilItsLastMicrosecond) {
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.offer(1, 50'000, at_us(600, -1)), "accepted");
    EXPECT_EQ(market.offer(1, 49'000, at(600)), "held");
    EXPECT_EQ(market.decision->hold, at(600) + settle);
    EXPECT_EQ(market.offer(1, 49'000, at_us(600, 1)), "held");
}

TEST(RoundClosing, IsDecidedOnlyAfterItHasSettled) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.tick(at(600)), "held");
    EXPECT_EQ(market.tick(at(600) + settle - 1), "held");
    EXPECT_EQ(market.offer(2, 40'000, at_us(600, -1), at(600) + settle - 1), "accepted");
    EXPECT_EQ(market.tick(at(600) + settle), "accepted");
    EXPECT_EQ(market.round().closed_at, at(600));
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{2, 1}));
    EXPECT_EQ(market.offer(2, 39'000, at(600), at(601)), "round_closed");
    EXPECT_TRUE(*market.details.at("round_closed").as_bool());
}

TEST(RoundClosing, AnInTimeOfferCountsUntilTheCloseIsRecorded) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.offer(2, 40'000, at_us(600, -1), at(700)), "accepted");
    market.tick(at(701));
    EXPECT_EQ(market.round().ranking.front(), 2);
}

TEST(RoundClosing, AnInTimeOfferAfterTheRecordedCloseIsNotRecorded) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.offer(2, 40'000, at_us(600, -1), at(601)), "not_recorded");
    EXPECT_TRUE(*market.details.at("round_closed").as_bool());
    EXPECT_EQ(market.offer(2, 40'000, at(601)), "round_closed"); // a repeat
    EXPECT_EQ(market.offer(3, 40'000, at_us(600, -1), at(601)), "not_invited");
}

TEST(RoundClosing, AnInTimeOfferIsNotRecordedWhateverCameNext) {
    Market ended = a_market().bidders(1).running();
    ended.tick(at(600) + settle);
    ended.tick(at(1'200) + settle);
    ASSERT_EQ(ended.state.lifecycle, Lifecycle::no_offers);
    EXPECT_EQ(ended.offer(1, 50'000, at_us(1'200, -1), at(1'300)), "not_recorded");
    EXPECT_EQ(ended.offer(1, 50'000, at(1'200), at(1'300)), "intent_over");

    Market next_round = a_market().bidders(2).then(Rules{}, {}, 60).running();
    next_round.offer(1, 50'000, at(1));
    next_round.tick(at(600) + settle);
    EXPECT_EQ(next_round.offer(2, 40'000, at(599), at(610)), "not_recorded");
    EXPECT_EQ(next_round.offer(2, 40'000, at(610)), "round_not_open");
    next_round.tick(at(660));
    EXPECT_EQ(next_round.offer(2, 40'000, at(599), at(670)), "not_recorded");

    Market chosen = a_market().bidders(2).running();
    chosen.offer(1, 50'000, at(1));
    chosen.award(1, at(20));
    EXPECT_EQ(chosen.offer(2, 40'000, at(19), at(21)), "not_recorded");
    EXPECT_EQ(chosen.offer(2, 40'000, at(21)), "round_closed");
}

TEST(RoundClosing, WhatCameBeforeTheOpeningOrTheBuyersEndIsNoOfferInTime) {
    Market early = a_market().bidders(2).running();
    early.offer(1, 50'000, at(1));
    early.tick(at(600) + settle);
    EXPECT_EQ(early.offer(2, 40'000, at_us(0, -1), at(601)), "round_closed");
    EXPECT_EQ(early.offer(2, 40'000, t0, at(601)), "not_recorded");
    for (const Command& end : {Command(Cancel{}), Command(DeclineAll{})}) {
        Market ended = a_market().bidders(2).running();
        ended.offer(1, 50'000, at(1));
        ended.submit(Market::from_buyer(end, at(20)));
        EXPECT_EQ(ended.offer(2, 40'000, at(19), at(21)), "intent_over") << "there is nothing left to be recorded for";
    }
}

TEST(RoundClosing, WhatComesLateIsDecidedOnTheMarketOfThatMoment) {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.submit(Market::from_buyer(Award{offer_id(1), ""}, at(600))), "held");
    EXPECT_EQ(market.submit(Market::from_buyer(Award{offer_id(1), ""}, at(600)), at(600) + settle), "accepted");
    EXPECT_EQ(market.last_types().front(), "round_closed");
    EXPECT_EQ(market.round().cause, CloseCause::time);
}

TEST(RoundClosing, AHoldLeavesTheStateAsItWas) {
    Market market = a_market().auto_bidder(50'000, 40'000, seconds(599)).running();
    EXPECT_EQ(market.tick(at(600)), "held");
    EXPECT_EQ(portrait(market.decision->state), portrait(market.state));
    EXPECT_TRUE(market.decision->records.empty());
}

// --- soft close --------------------------------------------------------------------------------------------------

MarketBuilder soft(Trigger trigger, std::int64_t rank = 1) {
    return a_market().rules([=](Rules& r) {
        r.close_mode = CloseMode::soft;
        r.window_s = 120;
        r.extension_s = 120;
        r.trigger = trigger;
        r.trigger_rank = rank;
    });
}

TEST(SoftClose, OnlyWithinItsWindow) {
    Market market = soft(Trigger::lead_change).bidders(3).running();
    market.offer(1, 50'000, at_us(480, -1));
    EXPECT_EQ(market.round().closes_at, at(600));
    market.offer(2, 49'000, at(480)); // 480 + 120 is the end already
    EXPECT_EQ(market.round().closes_at, at(600));
    market.offer(3, 48'000, at_us(480, 1));
    EXPECT_EQ(market.round().closes_at, at_us(600, 1));
    market.offer(1, 47'000, at_us(600, 0));
    EXPECT_EQ(market.round().closes_at, at(720));
    const auto extended = market.events<RoundExtended>();
    ASSERT_EQ(extended.size(), 2U);
    EXPECT_EQ(extended[1].cause, ExtensionCause::late_offer);
    EXPECT_EQ(extended[1].from, at_us(600, 1));
    EXPECT_EQ(extended[1].to, at(720));
}

TEST(SoftClose, TheWindowsFirstMicrosecondIsWithinIt) {
    const MarketBuilder builder = soft(Trigger::lead_change).rules([](Rules& r) { r.window_s = 60; }).bidders(1);
    Market before = MarketBuilder(builder).running();
    before.offer(1, 50'000, at_us(540, -1));
    EXPECT_EQ(before.round().closes_at, at(600));
    Market first = MarketBuilder(builder).running();
    first.offer(1, 50'000, at(540));
    EXPECT_EQ(first.round().closes_at, at(660));
}

TEST(SoftClose, OnALeadChange) {
    Market market = soft(Trigger::lead_change).bidders(2).running();
    market.offer(1, 50'000, at(500));
    EXPECT_EQ(market.round().closes_at, at(620)) << "the first offer takes the lead";
    market.offer(2, 51'000, at(550));
    market.offer(1, 49'000, at(560));
    EXPECT_EQ(market.round().closes_at, at(620)) << "the leader's own improvement";
    market.offer(2, 48'000, at(570));
    EXPECT_EQ(market.round().closes_at, at(690));
    market.offer(2, 47'000, at(689));
    EXPECT_EQ(market.round().closes_at, at(690));
}

TEST(SoftClose, OnAnyImprovement) {
    Market market = soft(Trigger::any_improvement).bidders(2).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 60'000, at(500));
    EXPECT_EQ(market.round().closes_at, at(620)) << "a first offer improves on none";
    market.offer(2, 61'000, at(610));
    EXPECT_EQ(market.round().closes_at, at(620)) << "a raise does not";
    market.offer(2, 59'000, at(615));
    EXPECT_EQ(market.round().closes_at, at(735));
}

TEST(SoftClose, ComingBackImprovesNothingUntilItIsBetterThanWhatWasTakenBack) {
    for (const Trigger trigger : {Trigger::any_improvement, Trigger::rank}) {
        Market market = soft(trigger, 2).bidders(2).running();
        market.offer(1, 50'000, at(1));
        market.offer(2, 40'000, at(2));
        market.withdraw(1, at(590));
        EXPECT_EQ(market.offer(1, 50'000, at(591)), "accepted");
        EXPECT_EQ(market.round().closes_at, at(600)) << "else two clicks, again and again, hold a round open";
        market.withdraw(1, at(592));
        EXPECT_EQ(market.offer(1, 49'999, at(593)), "accepted");
        EXPECT_EQ(market.round().closes_at, at(713));
    }
}

TEST(SoftClose, TakingTheLeadBackAtTheSamePriceIsNoImprovement) {
    Market market = soft(Trigger::lead_change).bidders(2).running();
    market.offer(1, 40'000, at(1));
    market.offer(2, 50'000, at(2));
    market.withdraw(1, at(590));
    EXPECT_EQ(market.offer(1, 40'000, at(591)), "accepted");
    EXPECT_EQ(market.round().closes_at, at(600)) << "else a leader holds a round open with two clicks, again and again";
    market.withdraw(1, at(592));
    EXPECT_EQ(market.offer(1, 39'000, at(593)), "accepted");
    EXPECT_EQ(market.round().closes_at, at(713));
}

TEST(SoftClose, OnAnOfferThatReachesARank) {
    Market market = soft(Trigger::rank, 2).bidders(3).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 51'000, at(2));
    market.offer(3, 60'000, at(500));
    EXPECT_EQ(market.round().closes_at, at(600)) << "third";
    market.offer(3, 50'500, at(510));
    EXPECT_EQ(market.round().closes_at, at(630)) << "second";
    market.offer(3, 50'600, at(600));
    EXPECT_EQ(market.round().closes_at, at(630)) << "still second, but raised";
}

TEST(SoftClose, EndsAtItsCap) {
    Market market = soft(Trigger::lead_change).rules([](Rules& r) { r.max_total_s = 700; }).bidders(2).running();
    market.offer(1, 50'000, at(599));
    EXPECT_EQ(market.round().closes_at, at(700));
    market.offer(2, 49'000, at(699));
    EXPECT_EQ(market.round().closes_at, at(700));
    EXPECT_EQ(market.events<RoundExtended>().size(), 1U);
}

TEST(SoftClose, ACapBelowThePromisedEndTakesNothingAway) {
    Market market = soft(Trigger::lead_change).rules([](Rules& r) { r.max_total_s = 300; }).bidders(1).running();
    market.offer(1, 50'000, at(599));
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(SoftClose, AnOutageIsNotCountedAgainstTheCap) {
    Market market = soft(Trigger::lead_change).rules([](Rules& r) { r.max_total_s = 700; }).bidders(1).running();
    market.submit(Market::from_system(ClaimOutage{at(100), at(150)}, at(150)));
    ASSERT_EQ(market.round().closes_at, at(650));
    market.offer(1, 50'000, at(649));
    EXPECT_EQ(market.round().closes_at, at(750));
}

TEST(SoftClose, RefusedOffersNeverExtend) {
    Market market = soft(Trigger::any_improvement).rules([](Rules& r) { r.own_min = 1'000; }).bidders(1).running();
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.offer(1, 49'999, at(599)), "step_too_small");
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(SoftClose, AutomaticOffersNeverExtend) {
    Market market = soft(Trigger::any_improvement).auto_bidder(50'000, 40'000, seconds(590)).bidders(1).running();
    market.offer(2, 60'000, at(1));
    market.tick(at(590));
    ASSERT_EQ(market.state.ranking.front(), 1);
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(SoftClose, AutomaticAnswersNeverExtendEither) {
    Market market = soft(Trigger::any_improvement).auto_bidder(50'000, 40'000, seconds(120)).bidders(1).running();
    market.tick(at(120));
    market.offer(2, 45'000, at(479));
    market.tick(at(599));
    ASSERT_EQ(market.last_types(), (Strings{"offer_revised"}));
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(SoftClose, AManualOfferThatAnAutoOfferBeatsAtOnceStillExtends) {
    Market market = soft(Trigger::lead_change).auto_bidder(50'000, 40'000).bidders(1).running();
    market.offer(2, 49'000, at(590));
    EXPECT_EQ(market.state.ranking.front(), 1);
    EXPECT_EQ(market.round().closes_at, at(710));
    EXPECT_EQ(market.events<RoundExtended>().size(), 1U);
}

TEST(SoftClose, AnInTimeOfferDecidedLateExtendsFromWhenItWasReceived) {
    Market market = soft(Trigger::lead_change).bidders(1).running();
    EXPECT_EQ(market.offer(1, 50'000, at(599), at(800)), "accepted");
    EXPECT_EQ(market.round().closes_at, at(719));
    market.tick(at(801));
    EXPECT_EQ(market.round().closed_at, at(719));
}

TEST(HardClose, StaysWhereItIs) {
    Market market = a_market().rules([](Rules& r) { r.window_s = r.extension_s = 120; }).bidders(1).running();
    market.offer(1, 50'000, at(599));
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(SealedRound, ClosesHardAlways) {
    // rules_from refuses this; the core does not rely on it.
    Market market = soft(Trigger::any_improvement).sealed().bidders(1).running();
    market.offer(1, 50'000, at(599));
    EXPECT_EQ(market.round().closes_at, at(600));
}

// --- the other reasons to extend -----------------------------------------------------------------------------------

TEST(RoundWithoutOffers, IsExtendedOnceAndThenTheIntentEnds) {
    Market market = a_market().bidders(2).running();
    market.tick(at(600) + settle);
    EXPECT_EQ(market.last_types(), (Strings{"round_extended"}));
    EXPECT_EQ(market.events<RoundExtended>().at(0).cause, ExtensionCause::no_offers);
    EXPECT_EQ(market.round().closes_at, at(1'200));
    EXPECT_EQ(market.round().phase, RoundPhase::running);
    market.tick(at(1'200) + settle);
    EXPECT_EQ(market.last_types(), (Strings{"round_closed", "intent_ended"}));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::no_offers);
    EXPECT_EQ(market.state.ended_at, at(1'200));
}

TEST(RoundWithoutOffers, AnOfferTakenBackIsNone) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    market.withdraw(1, at(2));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.round().closes_at, at(1'200));
    market.offer(1, 50'000, at(601));
    market.tick(at(1'200) + settle);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
}

TEST(BuyerExtension, IsGrantedOnce) {
    Market market = a_market().bidders(1).scheduled();
    EXPECT_EQ(market.submit(Market::from_buyer(ExtendOnce{}, at(-1))), "round_not_open");
    EXPECT_EQ(market.submit(Market::from_buyer(ExtendOnce{25}, at(10))), "accepted");
    EXPECT_EQ(market.round().closes_at, at(1'200));
    EXPECT_EQ(market.state.widen_km, 25);
    EXPECT_EQ(market.submit(Market::from_buyer(ExtendOnce{}, at(20))), "already_extended");
    market.offer(1, 50'000, at(30));
    market.tick(at(1'200) + settle);
    EXPECT_EQ(market.submit(Market::from_buyer(ExtendOnce{}, at(1'201))), "round_closed");
}

TEST(CloseEarly, ClosesNow) {
    Market market = a_market().sealed().bidders(2).scheduled();
    EXPECT_EQ(market.submit(Market::from_buyer(CloseEarly{}, at(-1))), "round_not_open");
    market.offer(1, 50'000, at(1));
    EXPECT_EQ(market.submit(Market::from_buyer(CloseEarly{}, at(20))), "accepted");
    EXPECT_EQ(market.round().cause, CloseCause::buyer_closed);
    EXPECT_EQ(market.round().closed_at, at(20));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.submit(Market::from_buyer(CloseEarly{}, at(21))), "round_closed");
    EXPECT_EQ(market.offer(2, 50'000, at(21)), "round_closed");
}

TEST(CloseEarly, WithoutOffersEndsTheIntent) {
    Market market = a_market().bidders(2).running();
    market.submit(Market::from_buyer(CloseEarly{}, at(20)));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::no_offers);
}

TEST(CloseEarly, EndsThePlanToo) {
    Market market = a_market().bidders(1).then(Rules{}).running();
    market.offer(1, 50'000, at(1));
    market.submit(Market::from_buyer(CloseEarly{}, at(20)));
    EXPECT_EQ(market.state.rounds.size(), 1U);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
}

// --- outages -------------------------------------------------------------------------------------------------------

std::string outage(Market& market, std::int64_t from_s, std::int64_t to_s) {
    return market.submit(Market::from_system(ClaimOutage{at(from_s), at(to_s)}, at(to_s)));
}

TEST(Outage, WhatWasLeftOfARunningRoundIsLeftAgain) {
    Market market = a_market().bidders(1).running();
    outage(market, 590, 6'000);
    EXPECT_EQ(market.round().closes_at, at(6'010));
    EXPECT_EQ(market.round().opens_at, t0);
    EXPECT_EQ(market.last_types(), (Strings{"round_extended"}));
    EXPECT_EQ(market.offer(1, 50'000, at(6'005)), "accepted");
}

TEST(Outage, ShorterThanTheRestMovesTheEndByItsLength) {
    Market market = a_market().bidders(1).running();
    outage(market, 100, 110);
    EXPECT_EQ(market.round().closes_at, at(610));
    outage(market, 200, 230);
    EXPECT_EQ(market.round().closes_at, at(640));
    EXPECT_EQ(market.round().outage, seconds(40));
}

TEST(Outage, ARoundDueToOpenInItOpensAtItsEndInFullLength) {
    Market market = a_market().bidders(1).scheduled();
    outage(market, -10, 50);
    EXPECT_EQ(market.round().opens_at, at(50));
    EXPECT_EQ(market.round().phase, RoundPhase::running);
    EXPECT_EQ(market.round().closes_at, at(650));
    EXPECT_EQ(market.round().outage, 0) << "it moved as a whole";
}

TEST(Outage, ARoundThatOpensAfterItStays) {
    Market market = a_market().bidders(1).scheduled();
    outage(market, -15, -5);
    EXPECT_EQ(market.round().opens_at, t0);
    Market at_its_end = a_market().bidders(1).scheduled();
    outage(at_its_end, -15, 0);
    EXPECT_EQ(at_its_end.round().opens_at, t0);
    EXPECT_EQ(at_its_end.round().closes_at, at(600));
}

TEST(Outage, ARoundThatEndedBeforeItStaysClosedAtItsTime) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    outage(market, 600, 700);
    EXPECT_EQ(market.round().phase, RoundPhase::closed);
    EXPECT_EQ(market.round().closed_at, at(600));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
}

TEST(Outage, AnEndOneMicrosecondAfterItsStartIsSaved) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    market.submit(Market::from_system(ClaimOutage{at_us(600, -1), at(700)}, at(700)));
    EXPECT_EQ(market.round().closes_at, at_us(700, 1));
}

TEST(Outage, ARoundThatHadEndedWhenItBeganStaysSoWhileItSettles) {
    Market market = a_market().bidders(1).running();
    market.offer(1, 50'000, at(1));
    market.submit(Market::from_system(ClaimOutage{at(600), at_us(600, 1'000)}, at_us(600, 1'000)));
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(Outage, IsTheSystemsToClaimAndNeverTakesTimeAway) {
    Market market = a_market().bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_bidder(1, ClaimOutage{at(1), at(50)}, at(50))), "not_yours");
    EXPECT_EQ(market.submit(Market::from_buyer(ClaimOutage{at(1), at(50)}, at(50))), "not_yours");
    EXPECT_EQ(market.submit(Market::from_system(ClaimOutage{at(50), at(10)}, at(50))), "accepted");
    EXPECT_TRUE(market.last.empty());
    EXPECT_EQ(market.round().closes_at, at(600));
}

TEST(Outage, OfANotYetConfirmedOrDecidedIntentMovesNothing) {
    Market market = a_market().bidders(1).created();
    EXPECT_EQ(outage(market, -50, -40), "accepted");
    EXPECT_TRUE(market.last.empty());
    Market unconfirmed = a_market().created();
    EXPECT_EQ(outage(unconfirmed, -50, 86'400), "accepted");
    EXPECT_EQ(unconfirmed.state.lifecycle, Lifecycle::lapsed);
}

// --- plans ---------------------------------------------------------------------------------------------------------

Rules open_rules() {
    Rules rules;
    rules.duration_s = 600;
    return rules;
}

Market after_first_round(Admit admit) {
    Market market = a_market().sealed().bidders(4).then(open_rules(), admit, 60).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 48'000, at(2));
    market.offer(3, 49'000, at(3));
    market.tick(at(600) + settle);
    EXPECT_EQ(market.last_types(), (Strings{"round_closed", "round_scheduled"}));
    EXPECT_EQ(market.round().opens_at, at(660));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::open);
    market.tick(at(660));
    return market;
}

TEST(SecondRound, AdmitsAll) {
    Market market = after_first_round({});
    EXPECT_EQ(market.offer(4, 47'000, at(661)), "accepted");
    EXPECT_EQ(market.invite(5, at(662)), "accepted");
    EXPECT_EQ(market.offer(5, 46'000, at(663)), "accepted");
    market.tick(at(1'260) + settle);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
    EXPECT_EQ(market.state.ranking, (std::vector<BidderNo>{5, 4, 2, 3, 1}));
}

TEST(SecondRound, AdmitsTheBest) {
    Market market = after_first_round({AdmitMode::best, 2});
    EXPECT_EQ(market.offer(2, 47'000, at(661)), "accepted");
    EXPECT_EQ(market.offer(3, 46'000, at(662)), "accepted");
    EXPECT_EQ(market.offer(1, 45'000, at(663)), "not_admitted");
    EXPECT_EQ(market.offer(4, 45'000, at(664)), "not_admitted");
    EXPECT_EQ(market.set_auto(1, 45'000, 40'000, at(665)), "not_admitted");
    EXPECT_EQ(market.invite(5, at(666)), "not_admitted");
}

TEST(SecondRound, AdmitsTheWinner) {
    Market market = after_first_round({AdmitMode::winner, 0});
    EXPECT_EQ(market.offer(3, 46'000, at(661)), "not_admitted");
    EXPECT_EQ(market.offer(2, 46'000, at(662)), "accepted");
}

TEST(SecondRound, IsFrozenUnderItsOwnRules) {
    const Market market = after_first_round({});
    EXPECT_EQ(market.round().rules, open_rules());
    EXPECT_EQ(market.round().rules_hash, rules_hash(open_rules()));
    EXPECT_EQ(market.state.rounds.front().rules.format, Format::sealed);
    const auto scheduled = market.events<RoundScheduled>();
    EXPECT_EQ(scheduled.at(0).rules_hash, rules_hash(market.state.rounds.front().rules));
    EXPECT_EQ(scheduled.at(1).rules_hash, rules_hash(open_rules()));
}

// --- confirmation ----------------------------------------------------------------------------------------------------

TEST(Confirmation, ComesWithinADay) {
    Market late = a_market().created();
    const Instant end = at(-60) + confirm_within;
    EXPECT_EQ(late.submit(Market::from_buyer(Confirm{end, 3}, end)), "intent_over");
    late.tick(end);
    EXPECT_EQ(late.state.lifecycle, Lifecycle::lapsed);
    EXPECT_EQ(late.state.ended_at, end);
    Market just = a_market().created();
    EXPECT_EQ(just.submit(Market::from_buyer(Confirm{end, 3}, end - 1)), "accepted");
    EXPECT_EQ(just.submit(Market::from_buyer(Confirm{end, 3}, end - 1)), "already_confirmed");
}

TEST(Confirmation, BeforeItNobodyElseKnowsTheIntent) {
    Market market = a_market().created();
    EXPECT_EQ(market.offer(1, 50'000, at(1)), "intent_unknown");
    EXPECT_EQ(market.submit(Market::from_bidder(1, Join{{{business_id(1), "", "", "", 0, false}, {}, 0, {}}}, at(1))),
              "intent_unknown");
    EXPECT_EQ(market.submit(Market::from_bidder(1, DeclineInvitation{"busy"}, at(1))), "intent_unknown");
    EXPECT_EQ(market.submit(Market::from_bidder(1, ConfirmAward{}, at(1))), "intent_unknown");
    EXPECT_EQ(market.invite(1, at(1)), "not_confirmed");
    EXPECT_EQ(market.submit(Market::from_buyer(CloseEarly{}, at(1))), "not_confirmed");
    EXPECT_EQ(market.submit(Market::from_buyer(Cancel{}, at(1))), "accepted");
}

} // namespace
} // namespace parley::core

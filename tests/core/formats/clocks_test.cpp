// The two clocks: what they show when, who wins, and who is out.
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

/// 100.00, and 10.00 more every 60 s, up to 150.00: six prices in 360 s.
MarketBuilder rising() {
    MarketBuilder builder;
    builder.rules([](Rules& rules) {
        rules.format = Format::rising_clock;
        rules.clock = {10'000, 1'000, 60, 15'000};
    });
    return builder;
}
/// 150.00, and 10.00 less every 60 s, down to 100.00: six prices in 360 s.
MarketBuilder falling() {
    MarketBuilder builder;
    builder.rules([](Rules& rules) {
        rules.format = Format::falling_clock;
        rules.clock = {15'000, 1'000, 60, 10'000};
    });
    return builder;
}

std::string accept(Market& market, BidderNo number, Instant received_at, std::optional<Minor> price = {}) {
    Accept command;
    command.price = price;
    command.new_id = offer_id(number);
    return market.submit(Market::from_bidder(number, command, received_at), received_at + settle);
}

void run_out(Market& market) {
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
}

TEST(RisingClock, TheFirstToAcceptHasTheDealAtThePriceShown) {
    Market market = rising().bidders(2).running();
    EXPECT_EQ(accept(market, 2, at_us(119, 999'999)), "accepted");
    EXPECT_EQ(market.price_of(2), 11'000);
    EXPECT_EQ(market.round().phase, RoundPhase::closed);
    EXPECT_EQ(*market.round().closed_at, at_us(119, 999'999));
    EXPECT_EQ(market.round().cause, CloseCause::accepted);
    EXPECT_EQ(market.events<RoundClosed>().back().pays, 11'000);
    EXPECT_EQ(accept(market, 1, at_us(119, 999'999)), "round_closed") << "of two at one moment the first in order";
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
}

TEST(RisingClock, ShowsTheNextPriceFromTheMomentOfItsStep) {
    Market market = rising().bidders(1).running();
    EXPECT_EQ(accept(market, 1, at_us(-1, 999'999)), "round_not_open");
    EXPECT_EQ(accept(market, 1, at(120)), "accepted");
    EXPECT_EQ(market.price_of(1), 12'000);
}

TEST(RisingClock, EndsWhenItsLastPriceHasBeenShownForItsTime) {
    Market market = rising().bidders(1).running();
    EXPECT_EQ(market.round().closes_at, at(360));
    EXPECT_EQ(accept(market, 1, at(360)), "intent_over") << "nobody accepted, so nothing goes on";
    Market in_time = rising().bidders(1).running();
    EXPECT_EQ(accept(in_time, 1, at_us(359, 999'999)), "accepted");
    EXPECT_EQ(in_time.price_of(1), 15'000);
    Market silent = rising().bidders(1).running();
    run_out(silent);
    EXPECT_EQ(silent.state.lifecycle, Lifecycle::no_offers);
    EXPECT_EQ(silent.state.round()->extensions, 0) << "a clock is not wound up again";
}

TEST(RisingClock, DecidesAnAcceptWhenNoEarlierOneCanBeOnItsWay) {
    Market market = rising().bidders(2).running();
    const auto from = [&](BidderNo number, Instant received_at, Instant now) {
        Accept command;
        command.new_id = offer_id(number);
        return market.submit(Market::from_bidder(number, command, received_at), now);
    };
    EXPECT_EQ(from(1, at_us(70, 200), at_us(70, 200)), "held");
    EXPECT_EQ(from(2, at_us(70, 100), at_us(70, 300)), "held") << "sent earlier, arrived later";
    EXPECT_EQ(from(2, at_us(70, 100), at_us(70, 100) + settle), "accepted");
    EXPECT_EQ(from(1, at_us(70, 200), at_us(70, 200) + settle), "round_closed");
}

TEST(RisingClock, RefusesAPriceThatItNoLongerShows) {
    Market market = rising().bidders(1).running();
    EXPECT_EQ(accept(market, 1, at(60), 10'000), "price_moved");
    EXPECT_EQ(market.details.at("accepted").at("price"), Value(11'000));
    EXPECT_EQ(accept(market, 1, at(61), 11'000), "accepted");
}

TEST(RisingClock, TakesAcceptsAndNoPrices) {
    Market market = rising().bidders(1).running();
    EXPECT_EQ(market.offer(1, 10'000, at(10)), "clock_sets_price");
    Market open = a_market().bidders(1).running();
    EXPECT_EQ(accept(open, 1, at(10)), "no_clock");
}

TEST(RisingClock, StopsAtAnEnforcedBudget) {
    Market market = rising().rules([](Rules& r) { r.ceiling_enforce = true; }).budget(12'000).bidders(1).running();
    EXPECT_EQ(accept(market, 1, at(180)), "above_budget");
    EXPECT_EQ(accept(market, 1, at(179)), "accepted") << "the refused one changed nothing";
    EXPECT_EQ(market.price_of(1), 12'000);
}

TEST(RisingClock, StandsStillDuringAnOutage) {
    Market market = rising().bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_system(ClaimOutage{at(50), at(80)}, at(80))), "accepted");
    EXPECT_EQ(market.round().closes_at, at(390));
    EXPECT_EQ(accept(market, 1, at_us(89, 999'999), 10'000), "accepted") << "ten of its sixty seconds were left";
}

TEST(RisingClock, WithoutAStopRunsForTheDuration) {
    Market market = rising().rules([](Rules& r) { r.clock.stop = 0, r.duration_s = 130; }).bidders(1).running();
    EXPECT_EQ(market.round().closes_at, at(130));
    EXPECT_EQ(accept(market, 1, at(129)), "accepted");
    EXPECT_EQ(market.price_of(1), 12'000);
}

TEST(RisingClock, AnAutoOfferAcceptsAsSoonAsItsFloorIsShown) {
    Market market = rising().auto_bidder(20'000, 12'500).auto_bidder(20'000, 12'001).running();
    run_out(market);
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1})) << "both want 130.00; the first was set earlier";
    EXPECT_EQ(market.price_of(1), 13'000);
    EXPECT_EQ(*market.round().closed_at, at(180));
}

TEST(RisingClock, AnAutoOfferWaitsOutAnOutageWithTheClock) {
    Market market = rising().auto_bidder(20'000, 12'000).running();
    EXPECT_EQ(market.submit(Market::from_system(ClaimOutage{at(50), at(80)}, at(80))), "accepted");
    run_out(market);
    EXPECT_EQ(*market.round().closed_at, at(150));
    EXPECT_EQ(market.price_of(1), 12'000) << "never below its floor";
}

TEST(RisingClock, APersonIsAheadOfAnAutoOfferThatComesLater) {
    Market market = rising().bidders(1).auto_bidder(20'000, 12'000).running();
    EXPECT_EQ(accept(market, 1, at_us(119, 999'999)), "accepted");
    Market late = rising().bidders(1).auto_bidder(20'000, 12'000).running();
    EXPECT_EQ(accept(late, 1, at(120)), "round_closed") << "the auto-offer accepted at that very moment";
    EXPECT_EQ(late.tick(at(121)), "accepted");
    EXPECT_EQ(late.round().ranking, (std::vector<BidderNo>{2}));
}

TEST(FallingClock, WhoeverLetsAPriceGoByIsOut) {
    Market market = falling().bidders(3).running();
    EXPECT_EQ(accept(market, 1, at(1)), "accepted");
    EXPECT_EQ(accept(market, 2, at_us(59, 999'999)), "accepted");
    EXPECT_EQ(accept(market, 3, at(60)), "dropped_out") << "too late for the first price";
    EXPECT_EQ(market.offer(3, 1, at(61)), "dropped_out");
    EXPECT_EQ(market.offer(2, 1, at(61)), "clock_sets_price");
    EXPECT_EQ(accept(market, 1, at(61)), "accepted");
    EXPECT_EQ(accept(market, 1, at(62)), "unchanged");
    EXPECT_EQ(market.price_of(1), 14'000);
    run_out(market);
    EXPECT_EQ(*market.round().closed_at, at(120)) << "only one was left";
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 2}));
    EXPECT_EQ(market.events<RoundClosed>().back().pays, 14'000);
}

TEST(FallingClock, WhereAllDropOutAtOnceTheEarliestOfTheLastPriceWins) {
    Market market = falling().bidders(3).running();
    for (const BidderNo number : {2, 3, 1})
        EXPECT_EQ(accept(market, number, at(10 * number)), "accepted");
    for (const BidderNo number : {3, 2, 1})
        EXPECT_EQ(accept(market, number, at(60 + (5 - number))), "accepted");
    run_out(market);
    EXPECT_EQ(*market.round().closed_at, at(180)) << "nobody accepted 130.00";
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{3, 2, 1}));
    EXPECT_EQ(market.price_of(3), 14'000);
}

TEST(FallingClock, EndsAtItsStopWithTheEarliestWhoAcceptedIt) {
    Market market = falling().bidders(2).running();
    for (std::int64_t level = 0; level < 6; ++level) {
        EXPECT_EQ(accept(market, 2, at(60 * level + 5)), "accepted");
        EXPECT_EQ(accept(market, 1, at(60 * level + 6)), "accepted");
    }
    run_out(market);
    EXPECT_EQ(*market.round().closed_at, at(360));
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{2, 1}));
    EXPECT_EQ(market.price_of(2), 10'000);
    EXPECT_EQ(market.events<ClockStepped>().size(), 5U);
}

TEST(FallingClock, AloneOneHasTheDealAtTheFirstPrice) {
    Market market = falling().bidders(2).running();
    accept(market, 1, at(30));
    run_out(market);
    EXPECT_EQ(*market.round().closed_at, at(60));
    EXPECT_EQ(market.price_of(1), 15'000);
    Market nobody = falling().bidders(2).running();
    run_out(nobody);
    EXPECT_EQ(nobody.state.lifecycle, Lifecycle::no_offers);
}

TEST(FallingClock, RefusesAPriceThatItDoesNotShow) {
    Market market = falling().bidders(2).running();
    accept(market, 1, at(1));
    accept(market, 2, at(2));
    EXPECT_EQ(accept(market, 1, at(60), 15'000), "price_moved") << "nobody accepts less than they saw";
    EXPECT_EQ(accept(market, 1, at(60), 14'000), "accepted");
}

TEST(FallingClock, WaitsForWhatIsStillOnItsWay) {
    Market market = falling().bidders(2).running();
    accept(market, 1, at(1));
    EXPECT_EQ(market.tick(at(60)), "held");
    Accept late;
    late.new_id = offer_id(2);
    EXPECT_EQ(market.submit(Market::from_bidder(2, late, at_us(59, 999'999)), at(60) + settle - 1), "accepted");
    EXPECT_EQ(market.tick(at(60) + settle), "accepted");
    EXPECT_FALSE(market.state.bidder(2)->dropped_out);
}

TEST(FallingClock, WhoeverTakesItsOfferBackIsOutToo) {
    Market market = falling().bidders(3).running();
    for (const BidderNo number : {1, 2, 3})
        accept(market, number, at(number));
    EXPECT_EQ(market.withdraw(1, at(10)), "accepted");
    EXPECT_EQ(accept(market, 1, at(11)), "dropped_out");
    run_out(market);
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{2, 3}));
}

TEST(FallingClock, IsNotForWhoeverIsAskedWhenItHasGoneOn) {
    Market market = falling().bidders(2).running();
    EXPECT_EQ(market.invite(3, at(59)), "accepted");
    for (const BidderNo number : {1, 2, 3})
        EXPECT_EQ(accept(market, number, at(59)), "accepted");
    market.tick(at(60) + settle);
    EXPECT_EQ(market.invite(4, at(61)), "not_admitted");
}

TEST(FallingClock, GivesBackWhatAnOutageTook) {
    Market market = falling().bidders(2).running();
    market.submit(Market::from_system(ClaimOutage{at(50), at(80)}, at(80)));
    EXPECT_EQ(accept(market, 1, at_us(89, 999'999)), "accepted");
    EXPECT_EQ(accept(market, 2, at_us(89, 999'999)), "accepted");
    EXPECT_EQ(accept(market, 2, at(90)), "accepted");
    EXPECT_EQ(market.price_of(2), 14'000);
    EXPECT_EQ(market.round().closes_at, at(390));
}

TEST(FallingClock, AnAutoOfferStaysInDownToItsFloor) {
    Market market = falling().auto_bidder(20'000, 12'000).auto_bidder(20'000, 13'500).running();
    run_out(market);
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 2}));
    EXPECT_EQ(market.price_of(1), 13'000) << "the other let 130.00 go by";
    EXPECT_EQ(market.price_of(2), 14'000);
}

TEST(Plans, ADutchRoundThenASealedOneThenTheBestBid) {
    Rules sealed;
    sealed.format = Format::sealed;
    sealed.duration_s = 300;
    Rules best;
    best.duration_s = 60;
    best.own_min = 100;
    Market market = rising().bidders(3).then(sealed).then(best, {AdmitMode::winner, 0}).running();
    accept(market, 1, at(130));
    EXPECT_EQ(market.round().number, 2);
    EXPECT_EQ(market.round().opens_at, at(130));
    EXPECT_EQ(market.offer(2, 11'500, at(200)), "accepted");
    EXPECT_EQ(market.offer(3, 11'900, at(210)), "accepted");
    market.tick(at(430) + settle);
    market.tick(at(430) + settle);
    EXPECT_EQ(market.offer(3, 10'000, at(440)), "not_admitted");
    EXPECT_EQ(market.offer(2, 11'000, at(440)), "accepted");
    market.tick(at(490) + settle);
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{2, 3, 1}));
    EXPECT_EQ(market.state.lifecycle, Lifecycle::deciding);
}

TEST(Plans, WhereNobodyAcceptsTheClockTheNextRoundStillComes) {
    Rules sealed;
    sealed.format = Format::sealed;
    Market market = rising().bidders(2).then(sealed).running();
    market.tick(at(360) + settle);
    EXPECT_EQ(market.round().number, 2);
    Market for_the_winner = rising().bidders(2).then(sealed, {AdmitMode::winner, 0}).running();
    for_the_winner.tick(at(360) + settle);
    EXPECT_EQ(for_the_winner.state.lifecycle, Lifecycle::no_offers) << "there is no winner to go on with";
}

} // namespace
} // namespace parley::core

// Auto-offers against worked examples that houses publish for their proxies (proxy_worked_examples, those with a single
// increment). Theirs are forward auctions: a price p is mirrored to M - p, and money is x 100.
#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

/// An open round in which the lead must be beaten by `step`; the first price is at most `start`.
MarketBuilder house(Minor start, Minor step) {
    MarketBuilder builder;
    builder.budget(start).rules([&](Rules& rules) { rules.lead_min = step; });
    return builder;
}

struct Stand {
    BidderNo leader = 0;
    Minor price = 0;
    friend bool operator==(const Stand&, const Stand&) = default;
    friend void PrintTo(const Stand& stand, std::ostream* out) { *out << stand.leader << " at " << stand.price; }
};
Stand stand_of(const Market& market) {
    const BidderNo leader = market.state.ranking.front();
    return {leader, market.price_of(leader)};
}

constexpr Minor asks_all = price_max;

TEST(Proxies, BidKit) {
    const auto mirrored = [](Minor p) { return (300 - p) * 100; };
    Market market = house(mirrored(100), 1'000).bidders(5).running();
    const auto bids = [&](BidderNo number, Minor most) {
        EXPECT_EQ(market.set_auto(number, asks_all, mirrored(most), at(number)), "accepted");
        return stand_of(market);
    };
    EXPECT_EQ(bids(1, 110), (Stand{1, mirrored(100)})) << "alone at the ceiling";
    EXPECT_EQ(bids(2, 160), (Stand{2, mirrored(120)}));
    EXPECT_EQ(bids(3, 130), (Stand{2, mirrored(140)}));
    EXPECT_EQ(bids(4, 160), (Stand{2, mirrored(160)})) << "of equal floors the earlier one";
    EXPECT_EQ(bids(5, 170), (Stand{5, mirrored(170)}));
}

TEST(Proxies, ShopGoodwill) {
    const auto mirrored = [](Minor p) { return (10 - p) * 100; };
    Market against_a_price = house(mirrored(0), 100).bidders(2).running();
    against_a_price.offer(1, mirrored(3), at(1));
    against_a_price.set_auto(2, asks_all, mirrored(6), at(2));
    EXPECT_EQ(stand_of(against_a_price), (Stand{2, mirrored(4)}));
    Market market = house(mirrored(3), 100).bidders(2).running();
    market.set_auto(1, asks_all, mirrored(7), at(1));
    EXPECT_EQ(stand_of(market), (Stand{1, mirrored(3)}));
    market.set_auto(2, asks_all, mirrored(6), at(2));
    EXPECT_EQ(stand_of(market), (Stand{1, mirrored(7)}));
}

TEST(Proxies, EpsJumpsToAReserveThatTheRulesHide) {
    const auto mirrored = [](Minor p) { return (20'000 - p) * 100; };
    // The start is what each may ask at most, the reserve is the budget that the rules do not show.
    const auto with_reserve = [&](Minor reserve) {
        return house(mirrored(reserve), 10'000).rules([](Rules& rules) { rules.show_budget = false; });
    };
    Market met = with_reserve(5'000).bidders(2).running();
    met.set_auto(1, mirrored(3'000), mirrored(5'000), at(1));
    EXPECT_EQ(stand_of(met), (Stand{1, mirrored(5'000)}));
    met.set_auto(2, mirrored(3'000), mirrored(5'000), at(2));
    EXPECT_EQ(stand_of(met), (Stand{1, mirrored(5'000)}));
    EXPECT_EQ(met.offer(2, mirrored(5'100) + 1, at(3)), "lead_step_too_small") << "the next must reach 5100";
    Market unmet = with_reserve(10'000).bidders(1).running();
    unmet.set_auto(1, mirrored(5'000), mirrored(5'000), at(1));
    EXPECT_EQ(stand_of(unmet), (Stand{1, mirrored(5'000)})) << "it does what it can, and is above the reserve";
    Market beyond = with_reserve(10'000).bidders(2).running();
    beyond.offer(1, mirrored(10'000), at(1));
    beyond.set_auto(2, mirrored(5'000), mirrored(15'000), at(2));
    EXPECT_EQ(stand_of(beyond), (Stand{2, mirrored(10'100)}));
}

TEST(Proxies, AribasFrontBuffer) {
    const auto mirrored = [](Minor p) { return 20'000 - p; };
    Market market = house(mirrored(0), 100).rules([](Rules& rules) { rules.own_min = 500; }).bidders(2).running();
    EXPECT_EQ(market.offer(1, mirrored(10'000), at(180)), "accepted");
    EXPECT_EQ(market.offer(1, mirrored(10'499), at(240)), "step_too_small");
    EXPECT_EQ(market.offer(1, mirrored(10'500), at(300)), "accepted");
    EXPECT_EQ(market.offer(2, mirrored(10'599), at(420)), "lead_step_too_small");
    EXPECT_EQ(market.offer(2, mirrored(10'600), at(421)), "accepted");
}

TEST(Proxies, InterneteesAutobidder) {
    const auto mirrored = [](Minor p) { return 30'000 - p; };
    Market market = house(mirrored(0), 1'000).bidders(3).running();
    market.offer(3, mirrored(500), at(1));
    market.set_auto(1, asks_all, mirrored(20'000), at(2));
    market.set_auto(2, asks_all, mirrored(15'000), at(3));
    EXPECT_EQ(stand_of(market), (Stand{1, mirrored(16'000)}));
    Market equal = house(mirrored(0), 1'000).bidders(3).running();
    equal.offer(3, mirrored(500), at(1));
    equal.set_auto(1, asks_all, mirrored(20'000), at(2));
    equal.set_auto(2, asks_all, mirrored(20'000), at(3));
    EXPECT_EQ(stand_of(equal), (Stand{1, mirrored(20'000)})) << "the earlier one";
    Market close = house(mirrored(0), 10).bidders(2).running();
    close.offer(1, mirrored(299), at(1));
    close.set_auto(2, asks_all, mirrored(399), at(2));
    close.set_auto(1, asks_all, mirrored(400), at(3));
    EXPECT_EQ(stand_of(close), (Stand{1, mirrored(400)})) << "it wins by less than the step";
    Market enforced =
        house(mirrored(2'500), 100).rules([](Rules& rules) { rules.ceiling_enforce = true; }).bidders(1).running();
    EXPECT_EQ(enforced.set_auto(1, asks_all, mirrored(1'000), at(1)), "above_budget");
    EXPECT_TRUE(enforced.state.ranking.empty()) << "a maximum below the start bids nothing";
}

TEST(Proxies, OneThatStandsAloneAsksItsOpeningButNoMoreThanAPublicBudget) {
    Market shown = a_market().budget(60'000).auto_bidder(80'000, 40'000).running();
    shown.tick(t0);
    EXPECT_EQ(shown.price_of(1), 60'000);
    Market above = a_market().budget(60'000).auto_bidder(80'000, 70'000).running();
    above.tick(t0);
    EXPECT_EQ(above.price_of(1), 70'000) << "never below its floor";
    Market sealed_budget = a_market().budget(60'000, true).auto_bidder(80'000, 40'000).running();
    sealed_budget.tick(t0);
    EXPECT_EQ(sealed_budget.price_of(1), 80'000) << "a sealed budget is not told by anybody's price";
}

TEST(Proxies, NeverMoveToAPriceAboveAnEnforcedCeiling) {
    // What stands from a round without a ceiling may stand above the one of the next.
    Rules enforced;
    enforced.duration_s = 600;
    enforced.ceiling_enforce = true;
    const auto second_round = [&](bool is_sealed, Minor floor) {
        MarketBuilder builder = a_market().budget(60'000, is_sealed);
        builder.rules([](Rules& rules) { rules.lead_min = 100; });
        Market market = builder.bidders(2).then(enforced).running();
        market.offer(1, 71'000, at(1));
        market.offer(2, 70'000, at(2));
        while (market.round().number == 1 || market.round().phase != RoundPhase::running)
            EXPECT_TRUE(market.tick_when_due());
        EXPECT_EQ(market.submit(Market::from_bidder(
                      1, SetAutoOffer{{floor, floor, {}, "", {}, seconds(5), 0, 0, ""}, false}, market.state.at + 1)),
                  "accepted");
        market.tick(market.state.at + seconds(10));
        return market;
    };
    EXPECT_EQ(second_round(false, 50'000).price_of(1), 60'000) << "the ceiling is known";
    EXPECT_EQ(second_round(true, 50'000).price_of(1), 71'000) << "a sealed one is not told by anybody's price";
    Market market = second_round(true, 50'000);
    EXPECT_EQ(market.offer(2, 58'000, market.state.at + 1), "accepted");
    market.tick(market.state.at + seconds(10));
    EXPECT_EQ(market.price_of(1), 57'999) << "a price below the ceiling it may make";
}

TEST(Proxies, AMoveNamesTheEventThatCausedIt) {
    Market market =
        a_market().rules([](Rules& r) { r.lead_min = 100; }).auto_bidder(60'000, 40'000).bidders(1).running();
    market.tick(t0);
    EXPECT_EQ(market.offer(2, 50'000, at(5)), "accepted");
    ASSERT_EQ(market.last.size(), 2U) << "cause and move go in one append";
    const auto& move = std::get<OfferRevised>(market.last[1].event);
    EXPECT_EQ(move.bidder, 1);
    EXPECT_EQ(move.price, 49'900);
    EXPECT_TRUE(move.automatic);
    EXPECT_EQ(move.cause, market.last[0].seq);
}

} // namespace
} // namespace parley::core

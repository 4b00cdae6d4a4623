// What was said in one market, under other rules: the same words where the format takes them, limits where it does not.
#include "core/counterfactual.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Plan one_round(Format format) {
    Rules rules;
    rules.format = format;
    rules.duration_s = 600;
    if (format == Format::sealed)
        rules.buyer_sees = BuyerSees::at_close;
    rules.turns = {2, 10, 10, 60, 0};
    rules.clock = {52'000, 500, 5, 30'000};
    if (format == Format::rising_clock)
        rules.clock = {30'000, 500, 5, 60'000};
    return {{{rules, 0, {}}}};
}

Market an_open_market() {
    Market market = a_market().bidders(3).running();
    market.offer(1, 50'000, at(10));
    market.offer(2, 48'000, at(20));
    market.offer(1, 45'500, at(30));
    market.offer(3, 49'000, at(40));
    market.withdraw(3, at(50));
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due()) {
    }
    return market;
}

struct Result {
    std::vector<std::pair<std::string, Minor>> ranking;
    friend void PrintTo(const Result& result, std::ostream* out) {
        for (const auto& [name, price] : result.ranking)
            *out << name << " at " << price << "; ";
    }
    friend bool operator==(const Result&, const Result&) = default;
};

Result under(const std::vector<Record>& log, const Plan& plan) {
    const Replay played = replay(scenario_of(log, plan));
    Result result;
    for (const BidderNo number : played.state.round()->ranking)
        result.ranking.emplace_back(played.names[static_cast<std::size_t>(number - 1)],
                                    played.state.bidder(number)->offer->price);
    return result;
}

TEST(Counterfactual, UnderItsOwnRulesAMarketEndsAsItDid) {
    const Market market = an_open_market();
    EXPECT_EQ(under(market.log, market.state.intent.plan), (Result{{{"bidder 1", 45'500}, {"bidder 2", 48'000}}}));
    EXPECT_EQ(market.round().ranking, (std::vector<BidderNo>{1, 2}));
}

TEST(Counterfactual, SealedRoundsTakeTheLastWordOfEach) {
    const Market market = an_open_market();
    EXPECT_EQ(under(market.log, one_round(Format::sealed)), (Result{{{"bidder 1", 45'500}, {"bidder 2", 48'000}}}));
    Plan second_price = one_round(Format::sealed);
    second_price.rounds.front().rules.pricing = Pricing::second_price;
    const Replay played = replay(scenario_of(market.log, second_price));
    for (const Record& record : played.log)
        if (const auto* closed = std::get_if<RoundClosed>(&record.event))
            EXPECT_EQ(closed->pays, 48'000);
}

TEST(Counterfactual, ClocksAndTurnsTakeTheLeastOfEachAsItsLimit) {
    const Market market = an_open_market();
    EXPECT_EQ(under(market.log, one_round(Format::rising_clock)), (Result{{{"bidder 1", 45'500}}}))
        << "the clock shows it first";
    // The third goes out at 49 000 and the second at 48 000; whoever is left alone goes no lower.
    const Result falling = under(market.log, one_round(Format::falling_clock));
    EXPECT_EQ(falling.ranking.front(), (std::pair<std::string, Minor>{"bidder 1", 47'500}));
    // In its turns the first need only beat the second's limit.
    const Result turns = under(market.log, one_round(Format::turns));
    EXPECT_EQ(turns.ranking.front(), (std::pair<std::string, Minor>{"bidder 1", 47'999}));
}

TEST(Counterfactual, AutoOffersMoveByThemselvesWhereTheirTermsAreKnown) {
    Market market = a_market().auto_bidder(60'000, 40'000).bidders(1).running();
    market.offer(2, 50'000, at(5));
    market.tick_when_due();
    const Market& known = market;
    Plan steps = one_round(Format::open);
    steps.rounds.front().rules.lead_min = 1'000;
    EXPECT_EQ(under(known.log, steps).ranking.front(), (std::pair<std::string, Minor>{"bidder 1", 49'000}));
    // A public log does not show the terms: then the moves stand for them.
    std::vector<Record> shown = market.log;
    for (Record& record : shown)
        if (auto* invited = std::get_if<Invited>(&record.event))
            invited->auto_offer.reset();
    EXPECT_EQ(under(shown, one_round(Format::sealed)).ranking.front(),
              (std::pair<std::string, Minor>{"bidder 1", market.price_of(1)}));
}

} // namespace
} // namespace parley::core

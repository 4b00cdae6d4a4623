// Advice before offers: who hears it, what it is not, and that no round opens without the buyer's word.
#include "core/market_builders.hpp"
#include "core/view.hpp"

namespace parley::core {
namespace {

using namespace testing;

const std::string answer = "Oak stands damp better than pine";

Market advising() {
    return a_market().advice_first().bidders(2).scheduled();
}
std::string advises(Market& market, BidderNo number, Instant when) {
    return market.submit(Market::from_bidder(number, GiveAdvice{answer}, when));
}

TEST(Advice, IsForTheBuyerAloneAndNoOffer) {
    Market market = advising();
    EXPECT_EQ(advises(market, 1, at(1)), "accepted");
    const Value buyer = snapshot(market.state, Audience::of_buyer());
    EXPECT_EQ(buyer.at("advice").at("answers").as_array()->size(), 1U);
    EXPECT_EQ(buyer.at("advice").at("answers").as_array()->at(0).at("text"), Value(answer));
    EXPECT_TRUE(buyer.at("offers").as_array()->empty());
    EXPECT_TRUE(buyer.at("round").is_null()) << "no round has a time yet";
    const Value own = snapshot(market.state, Audience::of_bidder(1));
    EXPECT_EQ(own.at("advice").at("own").at("text"), Value(answer));
    for (const Audience& other : {Audience::of_bidder(2), Audience::of_everybody()})
        EXPECT_EQ(canonical(snapshot(market.state, other)).find(answer), std::string::npos);
}

TEST(Advice, EndsWhenTheBuyerAsksForOffers) {
    Market market = advising();
    EXPECT_EQ(market.submit(Market::from_buyer(AskForOffers{at(60), 7}, at(5))), "accepted");
    EXPECT_EQ(market.state.round()->opens_at, at(60));
    EXPECT_FALSE(*snapshot(market.state, Audience::of_buyer()).at("advice").at("open").as_bool());
    EXPECT_EQ(market.submit(Market::from_buyer(AskForOffers{at(70), 7}, at(6))), "advice_over");
    market.tick(at(60));
    EXPECT_EQ(market.offer(1, 50'000, at(61)), "accepted") << "those who were asked take part";
    EXPECT_EQ(market.state.round()->closes_at, at(660)) << "the round is as long as its rules say";
}

TEST(Advice, IsAskedForAtTheLatestUntilAWeekIsOver) {
    Market market = advising();
    const Instant end = *market.state.confirmed_at + advice_within;
    EXPECT_EQ(next_due(market.state), end);
    market.tick(end + -1);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::open);
    market.tick(end);
    EXPECT_EQ(market.state.lifecycle, Lifecycle::expired);
    EXPECT_EQ(market.events<IntentEnded>().front().reason, "advice_only");
    EXPECT_TRUE(market.events<RoundOpened>().empty()) << "answers are no offers, and nobody asked for those";
    EXPECT_TRUE(market.events<Disposed>().empty());
}

TEST(Advice, OfOneWhoDeclinedIsNotHeard) {
    Market market = advising();
    market.submit(Market::from_bidder(1, DeclineInvitation{"too_far"}, at(1)));
    EXPECT_EQ(advises(market, 1, at(2)), "invitation_declined");
    EXPECT_EQ(market.submit(Market::from_bidder(2, GiveAdvice{"Ring 07700 900123"}, at(3))), "contact_details");
}

TEST(Advice, OfOneWhoIsBlockedIsTheLastThatTheBuyerHears) {
    Market market = advising();
    advises(market, 1, at(1));
    EXPECT_EQ(market.submit(Market::from_buyer(BlockBidder{{}, business_id(2)}, at(2))), "advice_unknown");
    EXPECT_EQ(market.submit(Market::from_buyer(BlockBidder{{}, business_id(1)}, at(3))), "accepted");
    const Value answers = snapshot(market.state, Audience::of_buyer()).at("advice").at("answers");
    EXPECT_EQ(answers.as_array()->at(0).at("blocked"), Value(true));
    EXPECT_EQ(market.submit(Market::from_bidder(1, Ask{"How damp is it?"}, at(4))), "blocked");
    market.submit(Market::from_buyer(AskForOffers{at(60), 7}, at(5)));
    market.tick(at(60));
    EXPECT_EQ(market.offer(1, 40'000, at(61)), "blocked");
    EXPECT_EQ(market.offer(2, 50'000, at(62)), "accepted");
}

TEST(Advice, OfOneWhoIsBlockedKeepsNoPlaceAndNoStandingOffer) {
    Market market = a_market().advice_first().auto_bidder(60'000, 50'000).bidders(1).scheduled();
    advises(market, 1, at(2));
    market.submit(Market::from_buyer(AskForOffers{at(60), 7}, at(5)));
    const std::int64_t places = free_places(market.state);
    market.submit(Market::from_buyer(BlockBidder{{}, business_id(1)}, at(6)));
    EXPECT_EQ(free_places(market.state), places + 1);
    market.tick(at(60));
    market.tick(at(120));
    EXPECT_TRUE(market.events<OfferPlaced>().empty());
}

TEST(Advice, IsForgottenWithTheBuyer) {
    Market market = advising();
    advises(market, 1, at(1));
    market.submit(Market::from_buyer(Cancel{}, at(2)));
    ASSERT_EQ(market.submit(Market::from_buyer(Erase{}, at(3))), "accepted");
    EXPECT_EQ(canonical(snapshot(market.state, Audience::of_bidder(1))).find(answer), std::string::npos);
}

} // namespace
} // namespace parley::core

// What an invitation permits and until when: the last moment before its end is taken, the end itself is not, and what
// it does not name is refused while all else goes on.
#include "core/talk/solicited.hpp"

#include "core/market_builders.hpp"
#include "core/talk/word.hpp"

namespace parley::core {
namespace {

using namespace testing;

using Contacts = std::vector<Contact>;

std::string asks(Market& market, Instant when) {
    return market.submit(Market::from_bidder(1, Ask{"How wide?"}, when));
}
std::string writes(Market& market, Instant when) {
    return market.submit(Market::from_bidder(1, SendMessage{std::nullopt, MessageKind::message, "Oak"}, when));
}
Solicited of(const Market& market) {
    return solicited(market.state, *market.state.bidder(1));
}

Market one_offer() {
    Market market = a_market().bidders(2).running();
    market.offer(1, 50'000, at(1));
    return market;
}

TEST(Solicited, ByAnInvitationUntilTheTimeToDecideIsOver) {
    for (const auto& contact : {asks, writes}) {
        Market market = one_offer();
        const Solicited told = of(market);
        EXPECT_EQ(told.permits, (Contacts{Contact::offer, Contact::question, Contact::answer}));
        const Rules& rules = market.round().rules;
        EXPECT_EQ(told.until, at(rules.duration_s + rules.decision_window_s));
        Market later = market;
        EXPECT_EQ(contact(market, told.until + -1), "accepted");
        EXPECT_NE(contact(later, told.until), "accepted");
        later.tick(told.until);
        EXPECT_EQ(of(later).permits, Contacts{});
        EXPECT_EQ(of(later).until, told.until) << "what was said came true";
    }
}

TEST(Solicited, ByAPlanOfRoundsUntilTheLastIsDecided) {
    Rules second;
    second.duration_s = 300;
    Market market = a_market().bidders(1).then(second, {}, 60).running();
    const Instant until = of(market).until;
    EXPECT_EQ(until, at(600 + 60 + 300 + second.decision_window_s));
    market.offer(1, 50'000, at(1));
    while (market.state.lifecycle == Lifecycle::open && market.tick_when_due())
        EXPECT_EQ(of(market).until, until);
    EXPECT_EQ(of(market).permits, (Contacts{Contact::question, Contact::answer})) << "no offer after the rounds";
}

TEST(Solicited, ForAdviceIsNothingElseAndTheOtherWayRound) {
    Market advising = a_market().advice_first().bidders(1).scheduled();
    EXPECT_EQ(of(advising).permits, (Contacts{Contact::question, Contact::answer, Contact::advice}));
    const Instant until = of(advising).until;
    EXPECT_EQ(until, *advising.state.confirmed_at + advice_within);
    EXPECT_EQ(advising.offer(1, 50'000, at(1)), "advice_first");
    Market late = advising;
    const auto advises = [](Market& market, Instant when) {
        return market.submit(Market::from_bidder(1, GiveAdvice{"Oak stands damp"}, when));
    };
    EXPECT_EQ(advises(advising, until + -1), "accepted");
    EXPECT_EQ(advises(late, until), "intent_over");
    Market offers = one_offer();
    EXPECT_EQ(advises(offers, at(2)), "advice_over");
    EXPECT_EQ(asks(offers, at(3)), "accepted") << "the intent goes on";
}

TEST(Solicited, IsNobodyWhoDeclinedOrWasBlocked) {
    Market declined = a_market().bidders(1).running();
    declined.submit(Market::from_bidder(1, DeclineInvitation{"too_far"}, at(1)));
    EXPECT_EQ(of(declined).permits, Contacts{});
    Market blocked = one_offer();
    blocked.submit(Market::from_buyer(BlockBidder{offer_id(1), {}}, at(2)));
    EXPECT_EQ(of(blocked).permits, Contacts{});
    EXPECT_EQ(asks(blocked, at(3)), "blocked");
    EXPECT_EQ(writes(blocked, at(4)), "blocked");
}

TEST(Solicited, WhileAnAwardWaitsIsAsLongAsItMayWait) {
    Market market = one_offer();
    market.offer(2, 51'000, at(2));
    market.award(2, at(3));
    EXPECT_EQ(of(market).until, market.state.award->confirm_by);
    EXPECT_EQ(asks(market, market.state.award->confirm_by + -1), "accepted");
}

TEST(Solicited, AfterTheEndIsAnAnswerAloneForAWeekOfTheBuyersLastWord) {
    Market market = one_offer();
    const Instant day = at(40 * 86'400);
    market.submit(Market::from_buyer(SetReadiness{Readiness::ask_me, day}, at(2)));
    market.submit(Market::from_buyer(Cancel{}, at(3)));
    EXPECT_EQ(of(market).permits, Contacts{Contact::answer});
    EXPECT_EQ(of(market).until, day + follow_up_within);
    EXPECT_EQ(asks(market, at(4)), "intent_over");
    Market late = market;
    EXPECT_EQ(writes(market, day + follow_up_within + -1), "accepted");
    EXPECT_EQ(writes(late, day + follow_up_within), "thread_closed");
    const Instant word = day + follow_up_within + seconds(60);
    late.submit(Market::from_buyer(SendMessage{offer_id(1), MessageKind::message, "Still there?"}, word));
    EXPECT_EQ(of(late).until, word + follow_up_within);
    Market too_late = late;
    EXPECT_EQ(writes(late, word + follow_up_within + -1), "accepted");
    EXPECT_EQ(writes(too_late, word + follow_up_within), "thread_closed");
}

} // namespace
} // namespace parley::core

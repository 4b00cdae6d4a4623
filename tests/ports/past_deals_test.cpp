#include "worlds.hpp"

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "core/market_builders.hpp"

namespace parley::test {
namespace {

using app::Judgement;
using app::PastDeal;
using core::testing::at;
using core::testing::business_id;
using core::testing::Market;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t day_s = 86'400;

/// A market in which the first of two bidders was chosen and said yes, with the delivery promised in three days.
Market agreed() {
    Market market = core::testing::a_market().bidders(2).running();
    core::PlaceOffer best = Market::price_offer(1, 40'000);
    best.attributes["delivery_days"] = 3;
    EXPECT_EQ(market.offer(1, best, at(10)), "accepted");
    EXPECT_EQ(market.offer(2, 50'000, at(20)), "accepted");
    EXPECT_EQ(market.submit(Market::from_buyer(core::CloseEarly{}, at(30))), "accepted");
    EXPECT_EQ(market.award(1, at(40)), "accepted");
    EXPECT_EQ(market.confirm_award(1, at(50)), "accepted");
    return market;
}

void judge(Market& market, std::int64_t promise, bool kept, std::int64_t when_s) {
    EXPECT_EQ(market.submit(Market::from_buyer(core::JudgePromise{promise, kept, "as I saw it"}, at(when_s))),
              "accepted");
}

void review(Market& market, std::int64_t when_s) {
    core::ReportOutcome bought;
    bought.where = core::BoughtWhere::here;
    EXPECT_EQ(market.submit(Market::from_buyer(bought, at(when_s))), "accepted");
    EXPECT_EQ(market.submit(Market::from_buyer(core::WriteReview{4, true, "Solid"}, at(when_s + 1))), "accepted");
}

template <class World>
class PastDealsPort : public testing::Test {
protected:
    void store(std::uint64_t number, const Market& market) {
        app::Append append;
        append.intent = intent(number);
        app::EncodedRun run = app::encode_run({}, market.log, {});
        append.events = std::move(run.events);
        append.parts = std::move(run.parts);
        append.head = app::head_facts(market.state);
        ASSERT_EQ(parley::test::run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    }
    /// Erases the words of one event of a stored market.
    void erase_words(std::uint64_t number, const Market& market, std::int64_t seq) {
        app::Append append;
        append.intent = intent(number);
        append.expected_seq = market.state.seq;
        const core::Record erased{market.state.seq + 1, at(99 * day_s), at(99 * day_s), "", core::Erased{}};
        append.events = app::encode_run({}, {erased}, {}).events;
        append.erased = {{seq, "text"}};
        append.head = app::head_facts(market.state);
        ASSERT_EQ(parley::test::run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    }
    std::vector<PastDeal> deals_of(std::vector<core::BusinessId> businesses) {
        return run(world_.past_deals().of(std::move(businesses)));
    }
    std::vector<PastDeal> deals_of(core::BidderNo number) {
        return deals_of(std::vector<core::BusinessId>{business_id(number)});
    }

    World world_;
};
TYPED_TEST_SUITE(PastDealsPort, Worlds, WorldNames);

TYPED_TEST(PastDealsPort, ADealIsItsWinnersAndTellsEachPromise) {
    Market market = agreed();
    judge(market, 2, false, 4 * day_s);
    judge(market, 2, true, 6 * day_s);
    this->store(1, market);

    const auto deals = this->deals_of(1);
    ASSERT_THAT(deals, SizeIs(1));
    EXPECT_EQ(deals[0].business, business_id(1));
    EXPECT_EQ(deals[0].intent, intent(1));
    EXPECT_EQ(deals[0].sector, "furniture/tables");
    EXPECT_EQ(deals[0].agreed_at, at(50));
    EXPECT_FALSE(deals[0].is_automatic);
    EXPECT_FALSE(deals[0].review);
    ASSERT_THAT(deals[0].promises, SizeIs(2));
    EXPECT_EQ(deals[0].promises[0].kind, core::PromiseKind::price);
    EXPECT_EQ(deals[0].promises[0].due_at, std::nullopt);
    EXPECT_THAT(deals[0].promises[0].judgements, IsEmpty());
    EXPECT_EQ(deals[0].promises[1].kind, core::PromiseKind::delivery);
    EXPECT_EQ(deals[0].promises[1].due_at, at(50 + 3 * day_s));
    EXPECT_THAT(deals[0].promises[1].judgements,
                ElementsAre(Judgement{at(4 * day_s), false}, Judgement{at(6 * day_s), true}));
    EXPECT_THAT(this->deals_of(2), IsEmpty()) << "it made an offer and was not chosen";
    EXPECT_THAT(this->deals_of(3), IsEmpty()) << "nobody knows it";
}

TYPED_TEST(PastDealsPort, AnAwardThatNobodyConfirmedIsNoDeal) {
    Market market = core::testing::a_market().bidders(1).running();
    market.offer(1, 40'000, at(10));
    market.submit(Market::from_buyer(core::CloseEarly{}, at(30)));
    ASSERT_EQ(market.award(1, at(40)), "accepted");
    this->store(1, market);
    EXPECT_THAT(this->deals_of(1), IsEmpty());
}

TYPED_TEST(PastDealsPort, TheNewestComeFirstAndEachBusinessHasItsOwn) {
    Market early = agreed();
    Market late = core::testing::a_market().bidders(2).running();
    late.offer(1, 40'000, at(10));
    late.submit(Market::from_buyer(core::CloseEarly{}, at(30)));
    late.award(1, at(40));
    ASSERT_EQ(late.confirm_award(1, at(90)), "accepted");
    Market other = core::testing::a_market().bidders(2).running();
    other.offer(2, 40'000, at(10));
    other.submit(Market::from_buyer(core::CloseEarly{}, at(30)));
    other.award(2, at(40));
    ASSERT_EQ(other.confirm_award(2, at(70)), "accepted");
    this->store(1, early);
    this->store(2, late);
    this->store(3, other);
    std::vector<core::IntentId> intents;
    for (const PastDeal& deal : this->deals_of({business_id(2), business_id(1)}))
        intents.push_back(deal.intent);
    EXPECT_THAT(intents, ElementsAre(intent(3), intent(2), intent(1)));
}

TYPED_TEST(PastDealsPort, WhoIsSimulatedIsTold) {
    Market market = agreed();
    this->store(1, market);
    std::get<core::IntentCreated>(market.log.front().event).simulated = true;
    this->store(2, market);
    for (core::Record& record : market.log)
        if (auto* invited = std::get_if<core::Invited>(&record.event))
            invited->business.simulated = true;
    this->store(3, market);
    std::vector<std::pair<bool, bool>> simulated;
    for (std::uint64_t number = 1; number <= 3; ++number)
        for (const PastDeal& deal : this->deals_of(1))
            if (deal.intent == intent(number))
                simulated.emplace_back(deal.is_buyer_simulated, deal.is_business_simulated);
    EXPECT_THAT(simulated, ElementsAre(std::pair(false, false), std::pair(true, false), std::pair(true, true)));
}

TYPED_TEST(PastDealsPort, AReviewKeepsItsRatingWhenItsWordsAreErased) {
    Market market = agreed();
    judge(market, 1, true, 60);
    review(market, 70);
    this->store(1, market);
    ASSERT_THAT(this->deals_of(1), SizeIs(1));
    EXPECT_EQ(this->deals_of(1)[0].review, (app::DealReview{at(71), 4, true, "Solid"}));
    ASSERT_TRUE(std::holds_alternative<core::Reviewed>(market.log.back().event));
    this->erase_words(1, market, market.log.back().seq);
    const auto deals = this->deals_of(1);
    ASSERT_THAT(deals, SizeIs(1));
    EXPECT_EQ(deals[0].review, (app::DealReview{at(71), 4, true, std::nullopt}));
    EXPECT_THAT(deals[0].promises[0].judgements, ElementsAre(Judgement{at(60), true}));
}

TYPED_TEST(PastDealsPort, WhoMadeTheChosenOfferIsTold) {
    Market market = core::testing::a_market().auto_bidder(40'000, 30'000).bidders(1).running();
    ASSERT_TRUE(market.state.bidder(1)->offer && market.state.bidder(1)->offer->automatic);
    ASSERT_EQ(market.offer(2, 50'000, at(20)), "accepted");
    market.submit(Market::from_buyer(core::CloseEarly{}, at(30)));
    market.award(1, at(40));
    ASSERT_EQ(market.confirm_award(1, at(50)), "accepted");
    this->store(1, market);
    ASSERT_THAT(this->deals_of(1), SizeIs(1));
    EXPECT_TRUE(this->deals_of(1)[0].is_automatic) << "a person offered as well, but was not chosen";
}

} // namespace
} // namespace parley::test

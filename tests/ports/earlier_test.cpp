// No fast test stands on this port: it runs on PostgreSQL alone.
#include "adapters/postgres/earlier.hpp"
#include "stored_market.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using core::testing::at;
using core::testing::Market;
using testing::IsEmpty;
using testing::SizeIs;

core::PlaceOffer offered(core::Minor price, const char* message, const char* item) {
    core::PlaceOffer offer = Market::price_offer(1, price);
    offer.message = message;
    offer.details.item = item;
    return offer;
}

class EarlierPort : public testing::Test {
protected:
    void store(std::uint64_t number, const Market& market, const char* state, std::uint64_t consumer = 1) {
        app::Append append = append_of(intent(number), market);
        append.head.consumer = principal(consumer);
        append.head.state = state;
        append.head.is_public = std::string_view(state) != "unconfirmed";
        append.head.created_at = at(static_cast<std::int64_t>(number));
        ASSERT_EQ(run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
        world_.database().execute("INSERT INTO invitation (business_id, intent_id, bidder, invited_at, answered) "
                                  "VALUES ('" +
                                  core::to_text(business(1)) + "', '" + core::to_text(intent(number)) + "', 1, " +
                                  std::to_string(at(0).us) + ", true)");
    }
    void becomes(std::uint64_t number, const std::string& state) {
        world_.database().execute("UPDATE intent_head SET state = '" + state + "' WHERE intent_id = '" +
                                  core::to_text(intent(number)) + "'");
    }
    std::vector<app::OwnPrice> prices(std::uint64_t but, const std::string& currency = "GBP",
                                      core::Instant since = at(0)) {
        return run(earlier_.prices_of({business(1)}, intent(but), currency, since));
    }
    bool may_begin(std::uint64_t number, std::uint64_t consumer = 1) {
        return run(earlier_.may_begin(principal(consumer), intent(number), 2));
    }

    InPostgres world_;
    postgres::PostgresEarlier earlier_{world_.sessions()};
};

TEST_F(EarlierPort, TheLastWordsOfEachOtherOfferAreABusinesss) {
    Market market = core::testing::a_market().bidders(1).running();
    EXPECT_EQ(market.offer(1, offered(50'000, "First words", ""), at(1)), "accepted");
    EXPECT_EQ(market.offer(1, offered(49'000, "Last words", ""), at(2)), "accepted");
    store(1, market, "open");
    store(2, market, "open");
    const auto found = run(earlier_.offers_of({business(1), business(2)}, intent(2), at(0)));
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].business, business(1));
    EXPECT_EQ(found[0].text, "Last words");
    EXPECT_EQ(found[0].area, market.state.intent.coarse.name);
    EXPECT_THAT(run(earlier_.offers_of({business(1)}, intent(2), at(1))), IsEmpty()) << "asked too long ago";
}

TEST_F(EarlierPort, PricesAreThoseOfStatedItemsInRequestsThatAreOver) {
    Market market = core::testing::a_market().bidders(1).running();
    EXPECT_EQ(market.offer(1, offered(50'000, "", ""), at(1)), "accepted");
    EXPECT_EQ(market.offer(1, offered(49'000, "", "Table R2"), at(2)), "accepted");
    EXPECT_EQ(market.offer(1, offered(48'000, "", "Table R2"), at(3)), "accepted");
    store(1, market, "open");
    EXPECT_THAT(prices(2), IsEmpty());
    becomes(1, "lapsed");
    const auto found = prices(2);
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].price, 49'000);
    EXPECT_EQ(found[0].item, "Table R2");
    EXPECT_EQ(found[1].price, 48'000);
    EXPECT_GT(found[1].at, found[0].at);
    EXPECT_THAT(prices(1), IsEmpty()) << "of other requests";
    EXPECT_THAT(prices(2, "EUR"), IsEmpty());
    EXPECT_THAT(prices(2, "GBP", at(1)), IsEmpty()) << "asked too long ago";
}

TEST_F(EarlierPort, APriceThatWasSealedIsNotTold) {
    Market market = core::testing::a_market().sealed().bidders(1).running();
    EXPECT_EQ(market.offer(1, offered(49'000, "", "Table R2"), at(2)), "accepted");
    store(1, market, "lapsed");
    EXPECT_THAT(prices(2), IsEmpty()) << "it is a part and stays one";
}

TEST_F(EarlierPort, ABuyersRequestsAreTheConfirmedOnesOfThatTime) {
    const Market market = core::testing::a_market().bidders(1).running();
    store(1, market, "open");
    store(2, market, "lapsed");
    store(3, market, "unconfirmed");
    store(4, market, "open");
    store(5, market, "open", 2);
    const auto found = run(earlier_.requests_of(principal(1), intent(4), {at(1), at(9)}));
    ASSERT_THAT(found, SizeIs(2));
    EXPECT_EQ(found[0].state, core::Lifecycle::lapsed) << "newest first";
    EXPECT_EQ(found[0].title, market.state.intent.title);
    EXPECT_FALSE(found[0].got_offer);
    EXPECT_EQ(found[1].created_at, at(1));
    EXPECT_THAT(run(earlier_.requests_of(principal(1), intent(4), {at(2), at(2)})), IsEmpty());
}

TEST_F(EarlierPort, SoManyOfABuyersRequestsBeginCountingThoseThatWereLetTo) {
    const Market market = core::testing::a_market().bidders(1).running();
    store(1, market, "open");
    for (std::uint64_t number : {2, 3})
        store(number, market, "unconfirmed");
    store(4, market, "unconfirmed", 2);
    EXPECT_TRUE(may_begin(2));
    EXPECT_TRUE(may_begin(2)) << "a link that is followed again is the same request";
    EXPECT_FALSE(may_begin(3)) << "the second was let to, though its log does not say so yet";
    EXPECT_TRUE(may_begin(4, 2)) << "another buyer has their own";
    becomes(2, "expired");
    EXPECT_TRUE(may_begin(3));
    becomes(1, "lapsed");
    becomes(3, "open");
    becomes(2, "unconfirmed");
    EXPECT_TRUE(may_begin(2));
}

} // namespace
} // namespace parley::test

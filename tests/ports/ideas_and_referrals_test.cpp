// What stands on public pages besides requests. No fast test stands on these ports: they run on PostgreSQL alone.
#include "adapters/postgres/ideas.hpp"
#include "adapters/postgres/referrals.hpp"
#include "stored_market.hpp"
#include "worlds.hpp"

namespace parley::test {
namespace {

using core::testing::at;
using core::testing::Market;
using testing::IsEmpty;
using testing::SizeIs;

Market with_idea(const std::string& text, std::int64_t when_s) {
    Market market = core::testing::a_market().bidders(1).running();
    EXPECT_EQ(market.submit(Market::from_buyer(core::VoiceIdea{text}, at(when_s))), "accepted");
    return market;
}

class IdeasPort : public testing::Test {
protected:
    void store(std::uint64_t number, const Market& market, const std::string& sector) {
        app::Append append = append_of(intent(number), market);
        append.head.sector = sector;
        ASSERT_EQ(run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    }
    std::vector<std::string> texts(const std::string& sector) {
        std::vector<std::string> found;
        for (const app::SectorIdea& idea : run(ideas_.of_sectors({sector}, 10, std::nullopt)).ideas)
            found.push_back(idea.text);
        return found;
    }

    InPostgres world_;
    postgres::PostgresIdeas ideas_{world_.sessions()};
};

TEST_F(IdeasPort, ASectorHasThoseOfAllBelowItNewestFirst) {
    store(1, with_idea("A table that grows", 1), "furniture/tables");
    store(2, with_idea("A chair that rocks", 2), "furniture/chairs");
    store(3, with_idea("A lamp", 3), "furnitures");
    EXPECT_THAT(texts("furniture"), testing::ElementsAre("A chair that rocks", "A table that grows"));
    EXPECT_THAT(texts("furniture/tables"), testing::ElementsAre("A table that grows"));
}

TEST_F(IdeasPort, OlderOnesFollowFromThePlaceOfTheLast) {
    store(1, with_idea("A table that grows", 1), "furniture/tables");
    store(2, with_idea("A chair that rocks", 2), "furniture/chairs");
    const app::IdeaPage first = run(ideas_.of_sectors({"furniture"}, 1, std::nullopt));
    ASSERT_THAT(first.ideas, SizeIs(1));
    EXPECT_EQ(first.ideas[0].text, "A chair that rocks");
    ASSERT_TRUE(first.older_from);
    const app::IdeaPage second = run(ideas_.of_sectors({"furniture"}, 1, first.older_from));
    ASSERT_THAT(second.ideas, SizeIs(1));
    EXPECT_EQ(second.ideas[0].text, "A table that grows");
    EXPECT_FALSE(second.older_from);
}

TEST_F(IdeasPort, ABusinessHasOneAnswerAndNoneToWhatWasErased) {
    store(1, with_idea("A table that grows", 1), "furniture/tables");
    app::Business shop;
    shop.shop.id = business(1);
    shop.name = "Oak & Sons";
    run(world_.businesses().add(shop));
    EXPECT_TRUE(run(ideas_.answer(intent(1), 1, business(1), "Soon", at(2))));
    EXPECT_TRUE(run(ideas_.answer(intent(1), 1, business(1), "In spring", at(3))));
    EXPECT_FALSE(run(ideas_.answer(intent(1), 2, business(1), "To nothing", at(3))));
    const auto found = run(ideas_.of_sectors({"furniture/tables"}, 10, std::nullopt)).ideas;
    ASSERT_THAT(found, SizeIs(1));
    EXPECT_EQ(found[0].number, 1);
    ASSERT_THAT(found[0].answers, SizeIs(1));
    EXPECT_EQ(found[0].answers[0].name, "Oak & Sons");
    EXPECT_EQ(found[0].answers[0].text, "In spring");
    world_.database().execute("DELETE FROM intent_part WHERE name = 'text'");
    EXPECT_THAT(texts("furniture/tables"), IsEmpty());
    EXPECT_FALSE(run(ideas_.answer(intent(1), 1, business(1), "Too late", at(4))));
}

class ReferralsPort : public testing::Test {
protected:
    void add(const std::string& code, std::optional<core::PrincipalId> sharer) {
        run(referrals_.add({code, intent(9), sharer, at(0)}));
    }
    /// A request of that buyer which was bought.
    void bought(std::uint64_t number, core::PrincipalId buyer) {
        app::Append append = append_of(intent(number), core::testing::a_market().bidders(1).running());
        append.head.consumer = buyer;
        append.head.state = "closed";
        ASSERT_EQ(run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    }
    std::int64_t sales(const std::string& code) { return run(referrals_.find(code))->sales; }

    InPostgres world_;
    postgres::PostgresReferrals referrals_{world_.sessions()};
};

TEST_F(ReferralsPort, TheFirstLinkIsCreditedWithASaleButNotWithTheSharersOwn) {
    add("one", principal(1));
    add("two", {});
    for (std::uint64_t number : {1, 2, 3})
        bought(number, principal(number));
    run(referrals_.note({"one", intent(2), {}, at(1)}));
    run(referrals_.note({"two", intent(2), {}, at(2)}));
    run(referrals_.note({"two", intent(3), {}, at(2)}));
    run(referrals_.note({"one", intent(1), {}, at(3)}));
    run(referrals_.note({"no such code", intent(4), {}, at(3)}));
    EXPECT_EQ(sales("one"), 1) << "the sharer's own purchase is none";
    EXPECT_EQ(sales("two"), 1) << "who came by another link first is the other's";
    EXPECT_FALSE(run(referrals_.find("no such code")));
    const auto found = run(referrals_.find("one"));
    EXPECT_EQ(found->referral.intent, intent(9));
    EXPECT_EQ(found->referral.sharer, principal(1));
    EXPECT_EQ(run(referrals_.find("two"))->referral.sharer, std::nullopt);
}

TEST_F(ReferralsPort, ABusinessThatCameBroughtASaleWhenItsOwnOfferWasBought) {
    add("one", principal(7)); // another than the businesses
    Market market = core::testing::a_market().bidders(2).running();
    EXPECT_EQ(market.offer(1, 40'000, at(10)), "accepted");
    EXPECT_EQ(market.offer(2, 50'000, at(20)), "accepted");
    EXPECT_EQ(market.submit(Market::from_buyer(core::CloseEarly{}, at(30))), "accepted");
    EXPECT_EQ(market.award(1, at(40)), "accepted");
    EXPECT_EQ(market.confirm_award(1, at(50)), "accepted");
    app::Append append = append_of(intent(1), market);
    append.head.state = "closed";
    ASSERT_EQ(run(world_.ledger().append(std::move(append))), app::AppendOutcome::committed);
    for (std::uint64_t number : {1, 2})
        world_.database().execute("INSERT INTO invitation (business_id, intent_id, bidder, invited_at) VALUES ('" +
                                  core::to_text(business(number)) + "', '" + core::to_text(intent(1)) + "', " +
                                  std::to_string(number) + ", 1)");
    run(referrals_.note({"one", intent(1), business(2), at(60)}));
    EXPECT_EQ(sales("one"), 0) << "its offer lost";
    run(referrals_.note({"one", intent(1), business(1), at(60)}));
    EXPECT_EQ(sales("one"), 1);
}

} // namespace
} // namespace parley::test

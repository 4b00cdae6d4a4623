// The market as the rest of the process uses it: its gates, the reactors below it, and streams that span intents.
#include "app/app_world.hpp"

#include <boost/asio/use_future.hpp>

#include <future>

namespace parley::app::test {
namespace {

using testing::ElementsAre;

TEST(Market, TakesNothingButOutagesWhileItsGatesAreClosed) {
    World world;
    const auto id = world.stored(a_market().bidders(1).running());
    world.market().close_gates();
    world.now = at(20);
    const auto refused = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(20))));
    EXPECT_THROW(refused->get(), Unavailable);
    EXPECT_THROW(world.run(world.market().tick(id)), Unavailable);
    const auto outage =
        world.start(world.market().submit(id, Steps::from_system(core::ClaimOutage{at(5), at(20)}, at(20))));
    EXPECT_EQ(World::said(outage->get()), "accepted");
    EXPECT_TRUE(world.run(world.market().look(id, World::buyer()))) << "looking does no harm";
    world.market().open_gates(for_ever);
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(20))), "accepted");
    EXPECT_EQ(world.run(world.market().state(id))->round()->closes_at, at(615));
}

TEST(Market, IntentsLiveOnTheirHomesWhicheverReactorAsks) {
    World world(3);
    for (std::size_t reactor = 0; reactor < 3; ++reactor) {
        const auto id = world.stored(a_market().bidders(1).running(), reactor);
        EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
        EXPECT_EQ(world.run(world.market().look(id, World::buyer()))->state->ranking.size(), 1U);
    }
}

TEST(Market, DeskNewsIsWhatTheEventWasWhenItHappened) {
    World world;
    Steps steps = a_market().bidders(2).running();
    const std::int64_t invited = 4; // after created, confirmed and scheduled
    ASSERT_EQ(steps.offer(1, 50'000, at(1)), "accepted");
    ASSERT_EQ(steps.offer(2, 49'000, at(2)), "accepted");
    steps.tick(at(600) + core::settle);
    ASSERT_EQ(steps.award(1, at(700)), "accepted");
    const auto id = world.stored(steps);
    const auto news = [&](std::int64_t seq, core::BidderNo bidder) {
        return world.run(world.market().topic_push({"desk/x", 7, id, seq, business_id(bidder)}));
    };
    const auto invitation = news(invited, 1);
    ASSERT_TRUE(invitation);
    EXPECT_EQ(invitation->type, "invited");
    EXPECT_EQ(invitation->topic, "desk/x");
    EXPECT_EQ(invitation->seq, 7);
    EXPECT_EQ(invitation->data.at("intent_id"), core::Value(core::to_text(id)));
    EXPECT_EQ(invitation->data.at("intent").at("id"), core::Value(core::to_text(id)));
    EXPECT_EQ(invitation->data.at("intent").at("state"), core::Value("open")) << "and not what became of it";
    EXPECT_FALSE(news(invited, 2)) << "another's invitation";
    EXPECT_FALSE(news(invited, 9)) << "a business that was never asked";
    EXPECT_FALSE(news(999, 1)) << "an event that is not there";

    const std::int64_t awarded = static_cast<std::int64_t>(steps.log.size()) - 1; // then its rival stands by
    const auto award = news(awarded, 1);
    ASSERT_TRUE(award);
    EXPECT_EQ(award->type, "awarded");
    EXPECT_EQ(award->data.at("buyer").at("email"), core::Value("buyer@example.org"));
}

TEST(Market, ASectorHearsOfEachIntentOnce) {
    World world;
    const auto id = world.stored(a_market().bidders(1).running());
    const auto push = world.run(world.market().topic_push({"sector/furniture", 3, id, 3, {}}));
    ASSERT_TRUE(push);
    EXPECT_EQ(push->type, "intent_opened");
    EXPECT_EQ(push->data.at("audience"), core::Value("public"));
    EXPECT_EQ(push->data.at("place").at("name"), core::Value("LS6"));
    EXPECT_FALSE(world.run(world.market().topic_push({"sector/furniture", 3, id, 2, {}})));
}

TEST(Market, AnEventThatAnotherNodeJustCommittedIsReadOn) {
    World world;
    const auto id = world.stored(a_market().bidders(1).running());
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.live_store.loses_messages = true;
    core::Invitee invitee;
    invitee.business.id = business_id(2);
    ASSERT_EQ(world.outcome(id, Steps::from_system(core::Invite{{invitee}}, at(1)), 1), "accepted");
    const auto push = world.run(world.market().topic_push({"desk/x", 1, id, world.ledger.head(id), business_id(2)}));
    ASSERT_TRUE(push);
    EXPECT_EQ(push->type, "invited");
}

// The same on threads of their own, for the sanitizers: many senders, listeners that come and go, the sweep.
TEST(Market, ManyThreadsMakeOneOrderedLog) {
    World world(3);
    constexpr core::BidderNo bidders = 4;
    constexpr int revisions = 25;
    std::vector<core::IntentId> ids;
    for (std::size_t reactor = 0; reactor < 3; ++reactor)
        ids.push_back(world.stored(a_market().bidders(bidders).running(), reactor));
    world.now = at(10);
    Market& market = world.market();
    world.ledger.on_commit = {};
    world.reactors.start();

    auto send = [](Market& to, core::IntentId id, core::BidderNo bidder) -> awaitable<int> {
        int accepted = 0;
        for (int i = 0; i < revisions; ++i) {
            core::Envelope envelope = World::an_offer(bidder, 50'000 - 10 * i - bidder, at(10));
            const Answer answer = co_await to.submit(id, std::move(envelope));
            accepted += answer ? 1 : 0;
        }
        co_return accepted;
    };
    auto listen = [](Market& to, core::IntentId id) -> awaitable<std::vector<std::int64_t>> {
        auto sink = std::make_shared<Listener>();
        Viewer viewer = World::buyer();
        const auto key = co_await to.subscribe(id, std::move(viewer), 0, sink);
        co_await to.reconcile();
        to.unsubscribe(id, *key, sink.get());
        co_return sink->seqs();
    };
    std::vector<std::future<int>> senders;
    std::vector<std::future<std::vector<std::int64_t>>> listeners;
    for (const core::IntentId& id : ids)
        for (core::BidderNo bidder = 1; bidder <= bidders; ++bidder) {
            const auto executor = world.reactors.executor(static_cast<std::size_t>(bidder) % 3);
            senders.push_back(asio::co_spawn(executor, send(market, id, bidder), asio::use_future));
            listeners.push_back(asio::co_spawn(executor, listen(market, id), asio::use_future));
        }
    for (auto& sender : senders)
        EXPECT_EQ(sender.get(), revisions);
    for (auto& listener : listeners) {
        const auto seqs = listener.get();
        for (std::size_t i = 1; i < seqs.size(); ++i)
            EXPECT_EQ(seqs[i], seqs[i - 1] + 1);
    }
    world.reactors.stop();
    world.reactors.join();
    for (const core::IntentId& id : ids) {
        const auto events = world.ledger.events(id);
        EXPECT_EQ(std::count_if(events.begin(), events.end(),
                                [](const StoredEvent& event) { return event.type.starts_with("offer_"); }),
                  bidders * revisions);
    }
}

} // namespace
} // namespace parley::app::test

// What goes wrong around an intent's home, and that nothing goes on from a guess.
#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

using parley::test::LedgerFailure;
using runtime::Outcome;
using testing::ElementsAre;
using testing::IsEmpty;

class IntentHomeFailures : public testing::Test {
protected:
    std::optional<Outcome> failure_of(core::Envelope envelope) {
        try {
            world.submit(id, std::move(envelope));
        } catch (const Unavailable& error) {
            return error.outcome();
        }
        return std::nullopt;
    }
    World world;
    core::IntentId id = world.stored(a_market().bidders(3).running(), 1);
};

TEST_F(IntentHomeFailures, AFailedAppendIsSaidAndNotRemembered) {
    world.ledger.failures.push_back({false, Outcome::not_done});
    EXPECT_EQ(failure_of(World::an_offer(1, 50'000, at(1), "key-1")), Outcome::not_done);
    EXPECT_FALSE(world.run(world.market().state(id))->bidder(1)->offer);
    EXPECT_THAT(world.announced, IsEmpty());
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(2), "key-1")), "accepted") << "and may be sent again";
}

TEST_F(IntentHomeFailures, AnUnknownOutcomeThatWasWrittenIsFoundInTheLog) {
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    world.ledger.failures.push_back({true, Outcome::unknown});
    EXPECT_EQ(failure_of(World::an_offer(1, 50'000, at(1), "key-1")), Outcome::unknown);
    EXPECT_TRUE(world.run(world.market().state(id))->bidder(1)->offer);
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed")) << "what is in the log is told";
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(2), "key-1")), "repeat");
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed")) << "once";
}

TEST_F(IntentHomeFailures, AnUnknownOutcomeThatWasNotWrittenLeavesNoTrace) {
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    world.ledger.failures.push_back({false, Outcome::unknown});
    EXPECT_EQ(failure_of(World::an_offer(1, 50'000, at(1), "key-1")), Outcome::unknown);
    EXPECT_THAT(buyer->types(), IsEmpty());
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(2), "key-1")), "accepted");
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed"));
}

TEST_F(IntentHomeFailures, WhatWaitsBehindAFailedAppendIsStillDecided) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.ledger.failures.push_back({false, Outcome::unknown});
    world.ledger.before_commit.close();
    world.now = at(3);
    const auto first = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(1))));
    const auto second = world.start(world.market().submit(id, World::an_offer(2, 49'000, at(2))));
    world.ledger.before_commit.open();
    world.until([&] { return first->done && second->done; });
    EXPECT_THROW(first->get(), Unavailable);
    EXPECT_EQ(World::said(second->get()), "accepted");
}

TEST_F(IntentHomeFailures, MemoryGoesOnFromTheLogWhenTheLedgerCameBackLater) {
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    world.ledger.failures.push_back({true, Outcome::unknown});
    world.ledger.reads_fail = true;
    EXPECT_EQ(failure_of(World::an_offer(1, 50'000, at(1), "key-1")), Outcome::unknown);
    EXPECT_THAT(buyer->types(), IsEmpty()) << "nobody knows yet";
    world.ledger.reads_fail = false;
    EXPECT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed", "offer_placed")) << "the one that was missed, then the new";
    EXPECT_EQ(buyer->seqs()[1], buyer->seqs()[0] + 1);
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(3), "key-1")), "repeat");
}

TEST_F(IntentHomeFailures, WhoSubscribesWhileTheLedgerIsAwayHearsWhatComesLater) {
    // One caller's read fails while another's is under way: both are of the same intent, whoever fails.
    world.ledger.read_answers.close();
    auto sink = std::make_shared<Listener>();
    world.live_store.is_away = true;
    const auto subscribed = world.start(world.market().subscribe(id, World::buyer(), {}, sink));
    ASSERT_EQ(world.ledger.read_answers.waiting(), 1U);
    world.ledger.reads_fail = true;
    world.now = at(1);
    const auto failed = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(1))));
    world.until([&] { return failed->done; });
    EXPECT_THROW(failed->get(), Unavailable);
    world.ledger.reads_fail = false;
    world.ledger.read_answers.open();
    world.until([&] { return subscribed->done; });
    ASSERT_TRUE(subscribed->get());
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    EXPECT_THAT(sink->types(), ElementsAre("snapshot", "offer_placed"));
}

TEST_F(IntentHomeFailures, AnIntentThatCannotBeReadFailsItsCallersAndNobodyElse) {
    world.ledger.tamper(id, 1, [](StoredEvent& event) { event.type = "nonsense"; });
    const auto other = world.stored(a_market().bidders(1).running());
    EXPECT_THROW(world.submit(id, World::an_offer(1, 50'000, at(1))), BrokenLog);
    EXPECT_THROW(world.run(world.market().look(id, World::buyer())), BrokenLog);
    EXPECT_EQ(world.outcome(other, World::an_offer(1, 50'000, at(1))), "accepted");
}

TEST_F(IntentHomeFailures, TheCacheSparesReadingAllButTheLastEvent) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    // The log went into the cache from its middle, which the cache does not take; another node's whole one it does.
    EXPECT_TRUE(world.run(world.node(0).live.cached(id)).events.empty());
    const auto fresh = world.intent_at(0);
    ASSERT_EQ(world.outcome(fresh, Steps::from_buyer(core::Create{a_market().created().state.intent}, at(-60))),
              "accepted");
    ASSERT_EQ(world.outcome(fresh, Steps::from_buyer(core::Confirm{t0, 3}, at(-30))), "accepted");
    const std::size_t length = world.run(world.node(0).live.cached(fresh)).events.size();
    ASSERT_GT(length, 2U);
    world.ledger.events_read = 0;
    const auto state = world.run(world.node(1).market.state(fresh));
    ASSERT_NE(state, nullptr);
    EXPECT_EQ(state->seq, static_cast<std::int64_t>(length));
    EXPECT_EQ(world.ledger.events_read, 1U);
}

TEST_F(IntentHomeFailures, ACacheThatIsBehindIsReadOnInTheLedger) {
    // A node that died between its commit and the cache may have told people what the cache does not know.
    const auto fresh = world.intent_at(0);
    ASSERT_EQ(world.outcome(fresh, Steps::from_buyer(core::Create{a_market().created().state.intent}, at(-60))),
              "accepted");
    world.live_store.is_away = true;
    ASSERT_EQ(world.outcome(fresh, Steps::from_buyer(core::Confirm{t0, 3}, at(-30))), "accepted");
    world.live_store.is_away = false;
    EXPECT_EQ(world.run(world.node(1).market.state(fresh))->seq, world.ledger.head(fresh));
    const std::size_t before = world.ledger.appends().size();
    EXPECT_EQ(world.outcome(fresh, Steps::from_buyer(core::Confirm{t0, 3}, at(-29)), 1), "already_confirmed");
    EXPECT_EQ(world.ledger.appends().size(), before + 1) << "what was read is true, so nothing is decided twice";
}

TEST_F(IntentHomeFailures, ACacheThatIsAheadOfTheTruthIsNotBelieved) {
    // A database that came back from a backup has less than Redis remembers.
    const auto restored = world.stored(a_market().bidders(2).running());
    Steps longer = a_market().bidders(2).running();
    ASSERT_EQ(longer.offer(1, 50'000, at(1)), "accepted");
    const EncodedRun run = encode_run({}, longer.log, core::Entropy{});
    auto remember = [](Node& node, Committed committed) -> awaitable<void> {
        node.live.committed(std::move(committed));
        co_return;
    };
    world.run(remember(world.node(0), {restored, run.events, run.parts, {}}));
    EXPECT_EQ(world.run(world.market().state(restored))->seq, world.ledger.head(restored));
    EXPECT_TRUE(world.run(world.node(0).live.cached(restored)).events.empty()) << "what was found wrong is dropped";
    const Answer answer = world.submit(restored, World::an_offer(2, 49'000, at(2)));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->state->ranking, std::vector<core::BidderNo>{2});
}

// --- two at once ----------------------------------------------------------------------------------------------------

TEST_F(IntentHomeFailures, WhoReadsTheLogWhileItIsBeingWrittenTellsNothingTwice) {
    // A stream's relay may see our own commit in the database before its answer has reached us.
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    const std::int64_t head = world.ledger.head(id);
    world.ledger.after_commit.close();
    world.now = at(1);
    const auto answer = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(1))));
    ASSERT_EQ(world.ledger.after_commit.waiting(), 1U);
    const auto push = world.run(world.market().topic_push({"desk/x", 1, id, head + 1, business_id(1)}));
    EXPECT_FALSE(push) << "an offer is no news for its own desk";
    world.ledger.after_commit.open();
    world.until([&] { return answer->done; });
    EXPECT_EQ(World::said(answer->get()), "accepted");
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed"));
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    EXPECT_EQ(buyer->seqs()[1], buyer->seqs()[0] + 1);
}

TEST_F(IntentHomeFailures, WhoReadsOnWhileACommitIsLosingLeavesNothingToReadAndNothingToDoubt) {
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    world.live_store.loses_messages = true;
    const std::int64_t head = world.ledger.head(id);
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1)), 1), "accepted");
    // Our commit has lost to that of the other node, and before we hear of it somebody reads on.
    world.ledger.after_commit.close();
    world.now = at(2);
    const auto answer = world.start(world.market().submit(id, World::an_offer(2, 49'000, at(2))));
    ASSERT_EQ(world.ledger.after_commit.waiting(), 1U);
    world.run(world.market().topic_push({"desk/x", 1, id, head + 1, business_id(1)}));
    world.ledger.after_commit.open();
    world.until([&] { return answer->done; });
    EXPECT_EQ(World::said(answer->get()), "accepted");
    ASSERT_THAT(buyer->types(), ElementsAre("offer_placed", "offer_placed"));
    EXPECT_EQ(buyer->seqs()[1], buyer->seqs()[0] + 1);
}

TEST_F(IntentHomeFailures, TheSweepMeetsACommitUnderWay) {
    const auto buyer = world.listener(id, World::buyer());
    buyer->pushes.clear();
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1)), 1), "accepted");
    // The sweep has seen that the ledger is ahead and is reading, when a command comes and commits.
    world.ledger.read_answers.close();
    const auto sweep = world.start(world.market().reconcile());
    ASSERT_EQ(world.ledger.read_answers.waiting(), 1U);
    world.now = at(2);
    const auto answer = world.start(world.market().submit(id, World::an_offer(2, 49'000, at(2))));
    world.ledger.read_answers.open();
    world.until([&] { return answer->done && sweep->done; });
    EXPECT_EQ(World::said(answer->get()), "accepted");
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed", "offer_placed"));
    EXPECT_EQ(buyer->seqs()[1], buyer->seqs()[0] + 1);
    EXPECT_EQ(world.run(world.market().state(id))->seq, world.ledger.head(id));
}

} // namespace
} // namespace parley::app::test

// Load, decide, save, tell: what is answered and told, and when.
#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class IntentHome : public testing::Test {
protected:
    World world;
    core::IntentId id = world.stored(a_market().bidders(3).running());
};

TEST_F(IntentHome, AnAnswerIsWhatTheLedgerHas) {
    const Answer answer = world.submit(id, World::an_offer(1, 50'000, at(1), "key-1"));
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->first_offer);
    EXPECT_FALSE(answer->repeated);
    EXPECT_EQ(answer->at, at(1));
    const auto events = world.ledger.events(id);
    EXPECT_EQ(events.back().type, "offer_placed");
    EXPECT_EQ(events.back().command_key, "business " + core::to_text(business_id(1)) + "/key-1#50000");
    EXPECT_EQ(answer->state->seq, events.back().seq);
    EXPECT_EQ(answer->caller_seq, answer->state->bidder(1)->stream_head);
}

TEST_F(IntentHome, TheChainGoesOnWhereTheStoredOneEnds) {
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    digest::Sha256 head{};
    for (const StoredEvent& event : world.ledger.events(id)) {
        head = core::chain(head, core::chained_value(event.seq, event.at, event.received_at, event.type, event.body));
        EXPECT_EQ(head, event.hash) << event.seq;
    }
}

TEST_F(IntentHome, NothingIsToldOrAnsweredBeforeTheCommit) {
    const auto buyer = world.listener(id, World::buyer());
    const auto rival = world.listener(id, World::bidder(2));
    buyer->pushes.clear();
    world.journal.clear();
    world.ledger.before_commit.close();
    world.now = at(1);
    const auto answer = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(1))));
    EXPECT_EQ(world.ledger.before_commit.waiting(), 1U);
    EXPECT_FALSE(answer->done);
    EXPECT_THAT(world.journal, IsEmpty());
    EXPECT_THAT(world.announced, IsEmpty());
    EXPECT_FALSE(world.run(world.market().state(id))->bidder(1)->offer) << "nobody sees what is not committed";

    world.ledger.after_commit.close();
    world.ledger.before_commit.open();
    world.settle();
    EXPECT_THAT(world.journal, ElementsAre("committed"));
    EXPECT_FALSE(answer->done) << "the ledger has not said yet that it is written";
    EXPECT_TRUE(world.run(world.node(0).live.cached(id)).events.empty()) << "Redis comes after the commit";

    world.ledger.after_commit.open();
    world.until([&] { return answer->done; });
    EXPECT_EQ(World::said(*answer->value), "accepted");
    EXPECT_THAT(world.journal, ElementsAre("committed", "told offer_placed"));
    EXPECT_THAT(buyer->types(), ElementsAre("offer_placed"));
    ASSERT_EQ(world.announced.size(), 1U);
    EXPECT_EQ(world.announced[0].intent, id);
}

TEST_F(IntentHome, ListenersAreToldBeforeTheSenderIsAnswered) {
    const auto buyer = world.listener(id, World::buyer());
    world.journal.clear();
    world.now = at(1);
    auto and_note = [](World& w, core::IntentId intent) -> awaitable<void> {
        co_await w.market().submit(intent, World::an_offer(1, 50'000, at(1)));
        w.journal.emplace_back("answered");
    };
    world.run(and_note(world, id));
    EXPECT_THAT(world.journal, ElementsAre("committed", "told offer_placed", "answered"));
}

TEST_F(IntentHome, ARefusalRidesAlongAsAnEmptyAppend) {
    world.ledger.before_commit.close();
    world.now = at(1);
    const auto answer = world.start(world.market().submit(id, World::an_offer(7, 50'000, at(1))));
    EXPECT_FALSE(answer->done) << "a refusal too waits for what proves its state";
    ASSERT_EQ(world.ledger.appends().size(), 1U);
    EXPECT_TRUE(world.ledger.appends()[0].events.empty());
    EXPECT_EQ(world.ledger.appends()[0].expected_seq, world.ledger.head(id));
    world.ledger.before_commit.open();
    world.until([&] { return answer->done; });
    EXPECT_EQ(World::said(*answer->value), "not_invited");
}

TEST_F(IntentHome, ARefusalFromAnOldStateIsDecidedAgain) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.live_store.loses_messages = true;
    // Another node invites the fourth business, and this one does not hear of it.
    core::Invitee invitee;
    invitee.business.id = business_id(4);
    ASSERT_EQ(world.outcome(id, Steps::from_system(core::Invite{{invitee}}, at(1)), 1), "accepted");
    EXPECT_EQ(world.outcome(id, World::an_offer(4, 50'000, at(2))), "accepted");
}

TEST_F(IntentHome, AnOverIntentIsRefusedAtOnceWithoutTheLedger) {
    ASSERT_EQ(world.outcome(id, Steps::from_buyer(core::Cancel{"changed my mind"}, at(1))), "accepted");
    const std::size_t before = world.ledger.appends().size();
    world.ledger.before_commit.close();
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(2))), "intent_over");
    EXPECT_EQ(world.ledger.appends().size(), before);
}

TEST_F(IntentHome, AnUnknownIntentIsUnknown) {
    const auto unknown = world.intent_at(0);
    EXPECT_EQ(world.outcome(unknown, World::an_offer(1, 50'000, at(1))), "intent_unknown");
    EXPECT_EQ(world.run(world.market().state(unknown)), nullptr);
    EXPECT_FALSE(world.run(world.market().look(unknown, World::buyer())));
}

TEST_F(IntentHome, ALoserDecidesAgainFromWhatIsTrueNow) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1)), 1), "accepted");
    const auto rival = world.listener(id, World::buyer());
    rival->pushes.clear();
    // Memory says that nobody has offered yet; the ledger knows better.
    const Answer answer = world.submit(id, World::an_offer(2, 49'000, at(2)));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->state->ranking, (std::vector<core::BidderNo>{2, 1}));
    EXPECT_EQ(world.ledger.appends().size(), 3U) << "the other node's, the one that lost, the one that won";
    EXPECT_THAT(rival->types(), ElementsAre("offer_placed", "offer_placed")) << "first what was missed";
    const auto seqs = rival->seqs();
    EXPECT_EQ(seqs[1], seqs[0] + 1);
}

TEST_F(IntentHome, ARepeatGetsTheFirstAnswer) {
    const Answer first = world.submit(id, World::an_offer(1, 50'000, at(1), "key-1"));
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    const Answer again = world.submit(id, World::an_offer(1, 50'000, at(3), "key-1"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->caller_seq, first->caller_seq);
    EXPECT_EQ(again->at, first->at);
    EXPECT_TRUE(again->first_offer);
    EXPECT_EQ(world.outcome(id, World::an_offer(1, 48'000, at(4), "key-1")), "key_reused");
}

TEST_F(IntentHome, AnAnswerInASealedRoundTellsNoTimeButTheSendersOwn) {
    const auto sealed = world.stored(a_market().bidders(2).sealed().running());
    ASSERT_EQ(world.outcome(sealed, World::an_offer(1, 50'000, at(2), "key-1")), "accepted");
    // It was received before the rival's, which was recorded first and moved the log's time on.
    const Answer first = world.submit(sealed, World::an_offer(2, 49'000, at(1), "key-2"));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->at, at(1));
    const Answer again = world.submit(sealed, World::an_offer(2, 49'000, at(3), "key-2"));
    ASSERT_TRUE(again);
    EXPECT_EQ(again->at, first->at);
    EXPECT_EQ(again->caller_seq, first->caller_seq);
}

TEST_F(IntentHome, ARepeatOnAnotherNodeGetsTheFirstAnswerToo) {
    ASSERT_TRUE(world.run(world.node(1).market.state(id)));
    world.live_store.loses_messages = true;
    const Answer first = world.submit(id, World::an_offer(1, 50'000, at(1), "key-1"));
    const std::int64_t head = world.ledger.head(id);
    const Answer again = world.submit(id, World::an_offer(1, 50'000, at(2), "key-1"), 1);
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->repeated);
    EXPECT_EQ(again->at, first->at);
    EXPECT_EQ(world.ledger.head(id), head) << "one effect";
}

TEST_F(IntentHome, WhatWaitsGoesAsOneAppend) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.ledger.before_commit.close();
    world.now = at(10);
    std::vector<std::shared_ptr<Ended<Answer>>> answers;
    for (core::BidderNo bidder = 1; bidder <= 3; ++bidder)
        answers.push_back(world.start(world.market().submit(id, World::an_offer(bidder, 50'000 - bidder, at(bidder)))));
    answers.push_back(world.start(world.market().submit(id, World::an_offer(9, 1, at(4)))));
    EXPECT_EQ(world.ledger.appends().size(), 1U) << "one at a time";
    world.ledger.before_commit.open();
    world.until([&] { return answers.back()->done; });
    ASSERT_EQ(world.ledger.appends().size(), 2U);
    EXPECT_EQ(world.ledger.appends()[0].events.size(), 1U);
    EXPECT_EQ(world.ledger.appends()[1].events.size(), 2U) << "both that waited, on top of each other";
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(World::said(answers[i]->get()), "accepted");
        EXPECT_EQ(answers[i]->get()->caller_seq, 2) << "the opening and its own offer";
    }
    EXPECT_EQ(World::said(answers[3]->get()), "not_invited");
}

TEST_F(IntentHome, ALostBatchIsDecidedAgainInItsOrder) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(3, 60'000, at(1)), 1), "accepted");
    world.ledger.before_commit.close();
    world.now = at(10);
    const auto first = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(2))));
    const auto second = world.start(world.market().submit(id, World::an_offer(2, 50'000, at(2))));
    const auto third = world.start(world.market().submit(id, World::an_offer(2, 49'000, at(2))));
    world.ledger.before_commit.open();
    world.until([&] { return first->done && second->done && third->done; });
    EXPECT_EQ(World::said(first->get()), "accepted");
    EXPECT_EQ(World::said(second->get()), "accepted");
    EXPECT_EQ(World::said(third->get()), "accepted");
    std::vector<std::string> types;
    for (const StoredEvent& event : world.ledger.events(id))
        types.push_back(event.type);
    types.erase(types.begin(), types.end() - 4);
    EXPECT_THAT(types, ElementsAre("offer_placed", "offer_placed", "offer_placed", "offer_revised"));
}

TEST_F(IntentHome, ManyWaitNoMoreThanTheBound) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.ledger.before_commit.close();
    world.now = at(1);
    std::vector<std::shared_ptr<Ended<Answer>>> answers;
    for (int i = 0; i < 1'026; ++i)
        answers.push_back(world.start(world.market().submit(id, World::an_offer(9, 50'000, at(1)))));
    EXPECT_THROW(answers.back()->get(), Unavailable) << "one is with the ledger, 1024 wait";
    EXPECT_FALSE(answers[1'024]->done);
    world.ledger.before_commit.open();
    world.until([&] { return answers[1'024]->done; });
    EXPECT_EQ(world.ledger.appends().size(), 1U + 1'024U / 64U) << "64 decided on top of each other";
}

TEST_F(IntentHome, IntentsOfOneHomeDoNotWaitForEachOther) {
    const auto other = world.stored(a_market().bidders(1).running());
    world.ledger.before_commit.close();
    world.now = at(1);
    const auto first = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(1))));
    const auto second = world.start(world.market().submit(other, World::an_offer(1, 50'000, at(1))));
    EXPECT_EQ(world.ledger.before_commit.waiting(), 2U);
    world.ledger.before_commit.open();
    world.until([&] { return first->done && second->done; });
}

// --- time -----------------------------------------------------------------------------------------------------------

TEST_F(IntentHome, WhatComesAtTheCloseIsHeldUntilNothingElseCanComeBeforeIt) {
    world.now = at(600) + core::settle - 1'000;
    const auto late = world.start(world.market().submit(id, World::an_offer(1, 50'000, at(600))));
    EXPECT_FALSE(late->done);
    EXPECT_THAT(world.ledger.appends(), IsEmpty());
    // One that was received in time and comes in only now still counts.
    EXPECT_EQ(World::said(world.run(world.market().submit(id, World::an_offer(2, 49'000, at(599))))), "accepted");
    EXPECT_FALSE(late->done);
    world.now = at(600) + core::settle;
    world.until([&] { return late->done; });
    EXPECT_EQ(World::said(late->get()), "round_closed");
}

TEST_F(IntentHome, AHeldCommandSeesWhatMovedTheCloseMeanwhile) {
    const auto soft = world.stored(a_market()
                                       .bidders(2)
                                       .rules([](core::Rules& rules) {
                                           rules.close_mode = core::CloseMode::soft;
                                           rules.window_s = 60;
                                           rules.extension_s = 60;
                                           rules.max_total_s = 3'600;
                                           rules.trigger = core::Trigger::any_improvement;
                                       })
                                       .running());
    world.now = at(600) + 100'000;
    const auto held = world.start(world.market().submit(soft, World::an_offer(1, 50'000, at(600))));
    EXPECT_FALSE(held->done);
    ASSERT_EQ(World::said(world.run(world.market().submit(soft, World::an_offer(2, 49'000, at(599))))), "accepted");
    world.now = at(600) + core::settle;
    world.until([&] { return held->done; });
    EXPECT_EQ(World::said(held->get()), "accepted") << "the end is at 659 s now";
}

TEST_F(IntentHome, ATickThatFindsNothingToDoGivesTheClockItsDeadlineBack) {
    world.now = at(5);
    world.run(world.market().tick(id));
    world.settle();
    EXPECT_THAT(world.ledger.appends(), IsEmpty());
    EXPECT_EQ(world.live_store.scheduled_only, 1);
    EXPECT_EQ(world.node(0).live.due_of(id), at(600) + core::settle);
}

TEST_F(IntentHome, ATickClosesWhatIsDue) {
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    world.now = at(600) + core::settle;
    world.run(world.market().tick(id));
    EXPECT_EQ(world.ledger.events(id).back().type, "round_closed");
    EXPECT_EQ(world.ledger.events(id).back().at, at(600)) << "stamped with its scheduled time";
    EXPECT_EQ(world.ledger.facts(id).state, "deciding");
    EXPECT_EQ(world.node(0).live.due_of(id), *world.run(world.market().state(id))->decision_ends_at);
}

TEST_F(IntentHome, AnOfferThatLostItsRoundIsCounted) {
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    world.now = at(600) + core::settle;
    world.run(world.market().tick(id));
    EXPECT_EQ(world.outcome(id, World::an_offer(2, 40'000, at(599))), "not_recorded");
}

// --- what the intent promises ---------------------------------------------------------------------------------------

TEST_F(IntentHome, WhatFollowsIsPromisedInTheSameCommit) {
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    const Append append = world.ledger.appends().back();
    ASSERT_EQ(append.outbox.size(), 2U);
    for (const auto& row : append.outbox) {
        EXPECT_EQ(row.target, "buyer");
        EXPECT_EQ(row.intent_seq, append.events[0].seq);
    }
    EXPECT_EQ(append.outbox[0].kind, push_job);
    EXPECT_EQ(append.outbox[0].not_before, at(1)) << "a notice is for whoever waits";
    EXPECT_EQ(append.outbox[1].kind, mail_job);
    EXPECT_EQ(append.outbox[1].not_before, at(1) + mail_grace_default);
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    EXPECT_THAT(world.ledger.appends().back().outbox, IsEmpty()) << "only the first offer is worth a message";
}

TEST_F(IntentHome, ADeedIsTheSendersOwnEventAndNotWhatWasDueBefore) {
    const auto opens = world.stored(a_market().bidders(2).scheduled());
    world.now = at(1);
    ASSERT_TRUE(world.run(world.market().submit(opens, World::an_offer(1, 50'000, at(1)), "seat")));
    const Append append = world.ledger.appends().back();
    ASSERT_GT(append.events.size(), 1U) << "the round opened first";
    ASSERT_EQ(append.deeds.size(), 1U);
    EXPECT_EQ(append.deeds[0].seq, append.events.back().seq);
    EXPECT_EQ(append.events.back().type, "offer_placed");
    EXPECT_EQ(append.deeds[0].business, business_id(1));
    EXPECT_EQ(append.deeds[0].seat, "seat");
}

TEST_F(IntentHome, TheHeadSaysWhatTheListsShow) {
    const auto open = world.stored(
        a_market().bidders(3).rules([](core::Rules& rules) { rules.visibility = core::Visibility::rank; }).running());
    ASSERT_EQ(world.outcome(open, World::an_offer(1, 50'000, at(1))), "accepted");
    const HeadFacts head = world.ledger.facts(open);
    EXPECT_EQ(head.state, "open");
    EXPECT_EQ(head.sector, "furniture/tables");
    EXPECT_EQ(head.consumer, the_buyer());
    EXPECT_EQ(head.next_due, at(600) + core::settle);
    EXPECT_TRUE(head.is_public);
    EXPECT_EQ(head.summary.at("offer_count"), core::Value(1));
    EXPECT_EQ(head.summary.at("place").at("name"), core::Value("LS6")) << "never the exact place";
}

} // namespace
} // namespace parley::app::test

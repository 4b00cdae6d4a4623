// The streams of one intent: gapless for each audience, whoever comes when, and from whichever node.
#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

core::testing::MarketBuilder ranked() {
    return a_market().rules([](core::Rules& rules) { rules.visibility = core::Visibility::rank; });
}

/// What one can compare of a push.
Strings told(const Listener& listener) {
    Strings lines;
    for (const PushPtr& push : listener.pushes)
        lines.push_back(std::to_string(push->seq) + ' ' + push->type + ' ' + core::canonical(push->data));
    return lines;
}

void expect_consecutive(const Listener& listener, std::int64_t after) {
    for (const std::int64_t seq : listener.seqs())
        EXPECT_EQ(seq, ++after);
}

/// Streams are told on reactor 0; the intent lives on 0 or 1.
class Streams : public testing::TestWithParam<std::size_t> {
protected:
    core::IntentId stored(const Steps& steps) { return world.stored(steps, GetParam()); }
    Steps played() {
        Steps steps = ranked().bidders(3).running();
        EXPECT_EQ(steps.offer(1, 50'000, at(1)), "accepted");
        EXPECT_EQ(steps.offer(2, 49'000, at(2)), "accepted");
        EXPECT_EQ(steps.offer(3, 60'000, at(3)), "accepted");
        EXPECT_EQ(steps.offer(1, 48'000, at(4)), "accepted");
        return steps;
    }
    World world;
};
INSTANTIATE_TEST_SUITE_P(OnTheSameReactorAndOnAnother, Streams, testing::Values(0, 1));

TEST_P(Streams, WithoutAPlaceOneGetsASnapshotAndThenWhatComes) {
    const auto id = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    ASSERT_EQ(buyer->notes.size(), 1U);
    EXPECT_EQ(buyer->notes[0].topic, "intent/" + core::to_text(id));
    ASSERT_THAT(buyer->types(), ElementsAre("snapshot"));
    EXPECT_EQ(buyer->pushes[0]->seq, buyer->notes[0].head);
    EXPECT_EQ(buyer->notes[0].heard_from, buyer->notes[0].head) << "a picture may not show what others were told";
    EXPECT_EQ(buyer->pushes[0]->data.at("seq"), core::Value(buyer->notes[0].head));
    EXPECT_EQ(buyer->pushes[0]->data.at("id"), core::Value(core::to_text(id)));
    EXPECT_EQ(buyer->pushes[0]->data.at("stream_epoch"), core::Value("1.0"));
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5))), "accepted");
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised"));
    EXPECT_EQ(buyer->pushes[1]->seq, buyer->notes[0].head + 1);
    EXPECT_EQ(*buyer->pushes[1]->frame, buyer->pushes[1]->topic + ' ' + std::to_string(buyer->pushes[1]->seq));
}

TEST_P(Streams, WhereverOneStoppedTheRestIsTheSame) {
    const auto id = stored(played());
    for (const Viewer& viewer : {World::buyer(), World::anybody(), World::bidder(1), World::bidder(2)}) {
        const auto whole = world.listener(id, viewer, 0);
        const std::int64_t head = whole->notes.at(0).head;
        ASSERT_GE(head, 2);
        ASSERT_EQ(whole->pushes.size(), static_cast<std::size_t>(head));
        expect_consecutive(*whole, 0);
        for (std::int64_t after = 1; after <= head; ++after) {
            const auto rest = world.listener(id, viewer, after);
            EXPECT_EQ(rest->notes.at(0).head, head);
            EXPECT_EQ(rest->notes.at(0).heard_from, 0) << "an earlier line told it the beginning";
            Strings expected = told(*whole);
            expected.erase(expected.begin(), expected.begin() + after);
            EXPECT_EQ(told(*rest), expected) << "after " << after;
        }
    }
}

TEST_P(Streams, WhatIsReplayedIsWhatWasToldLive) {
    const auto id = stored(ranked().bidders(3).running());
    std::vector<Viewer> viewers{World::buyer(), World::anybody(), World::bidder(1), World::bidder(2)};
    std::vector<std::shared_ptr<Listener>> live;
    for (const Viewer& viewer : viewers)
        live.push_back(world.listener(id, viewer, 0));
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    ASSERT_EQ(world.outcome(id, Steps::from_bidder(1, core::WithdrawOffer{}, at(3))), "accepted");
    world.now = at(600) + core::settle;
    world.run(world.market().tick(id));
    ASSERT_EQ(world.outcome(id, Steps::from_buyer(core::Award{offer_id(2), "near"}, at(700))), "accepted");
    ASSERT_EQ(world.outcome(id, Steps::from_bidder(2, core::ConfirmAward{}, at(701))), "accepted");
    world.settle();
    for (std::size_t i = 0; i < viewers.size(); ++i) {
        expect_consecutive(*live[i], 0);
        EXPECT_EQ(told(*live[i]), told(*world.listener(id, viewers[i], 0))) << i;
        // A node that has folded nothing yet tells the same out of the log.
        EXPECT_EQ(told(*live[i]), told(*world.listener(id, viewers[i], 0, 1))) << i;
    }
}

TEST_P(Streams, MoreThanAThousandBehindGetsASnapshot) {
    Steps steps = a_market().bidders(1).running();
    for (int i = 0; i < 1'010; ++i)
        ASSERT_EQ(steps.offer(1, 50'000 - i, at(1)), "accepted");
    const auto id = stored(steps);
    const std::int64_t head = steps.state.buyer_head;
    const auto too_far = world.listener(id, World::buyer(), head - 1'001);
    ASSERT_THAT(too_far->types(), ElementsAre("snapshot"));
    EXPECT_EQ(too_far->pushes[0]->seq, head);
    const auto near_enough = world.listener(id, World::buyer(), head - 1'000);
    EXPECT_EQ(near_enough->pushes.size(), 1'000U);
    expect_consecutive(*near_enough, head - 1'000);
}

TEST_P(Streams, APlaceThatIsNotThereYetGetsASnapshot) {
    const auto id = stored(played());
    const auto ahead = world.listener(id, World::buyer(), 1'000);
    EXPECT_THAT(ahead->types(), ElementsAre("snapshot"));
}

TEST_P(Streams, AMessageIsEncodedOnceForAllWhoListen) {
    const auto id = stored(played());
    std::vector<std::shared_ptr<Listener>> buyers;
    for (int i = 0; i < 10; ++i)
        buyers.push_back(world.listener(id, World::buyer()));
    world.encoded = 0;
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5))), "accepted");
    world.settle();
    EXPECT_EQ(world.encoded, 1U) << "and none for audiences that nobody is of";
    for (const auto& buyer : buyers)
        EXPECT_EQ(buyer->pushes.back(), buyers[0]->pushes.back()) << "one shared message";
}

TEST_P(Streams, WhoLeavesHearsNothingMore) {
    const auto id = stored(played());
    auto sink = std::make_shared<Listener>();
    const auto key = world.run(world.market().subscribe(id, World::buyer(), {}, sink));
    const auto stays = world.listener(id, World::buyer());
    world.settle();
    world.market().unsubscribe(id, *key, sink.get());
    world.settle();
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5))), "accepted");
    world.settle();
    EXPECT_THAT(sink->types(), ElementsAre("snapshot"));
    EXPECT_THAT(stays->types(), ElementsAre("snapshot", "offer_revised"));
    world.market().unsubscribe(id, *key, stays.get());
    world.settle();
    world.encoded = 0;
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 46'000, at(6))), "accepted");
    EXPECT_EQ(world.encoded, 0U);
}

TEST_P(Streams, NobodyListensToWhatIsNotThereForThem) {
    const auto unconfirmed = stored(a_market().created());
    EXPECT_FALSE(world.run(world.market().subscribe(unconfirmed, World::anybody(), {}, std::make_shared<Listener>())));
    EXPECT_FALSE(world.run(world.market().subscribe(unconfirmed, World::bidder(1), {}, std::make_shared<Listener>())));
    EXPECT_TRUE(world.run(world.market().subscribe(unconfirmed, World::buyer(), {}, std::make_shared<Listener>())));
    const auto id = stored(played());
    EXPECT_EQ(world.run(world.market().look(id, World::bidder(9)))->audience, core::Audience::of_everybody())
        << "a business that was not asked sees what everybody sees";
    EXPECT_EQ(world.run(world.market().look(id, World::bidder(2)))->audience, core::Audience::of_bidder(2));
}

// --- sealed rounds --------------------------------------------------------------------------------------------------

TEST_P(Streams, ASealedRoundTellsABidderNothingAboutRivals) {
    const auto id = stored(a_market().bidders(3).sealed().running());
    const auto first = world.listener(id, World::bidder(1));
    const auto all = world.listener(id, World::anybody());
    const auto buyer = world.listener(id, World::buyer());
    const Strings before = told(*first);
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(1))), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(3, 48'000, at(2))), "accepted");
    ASSERT_EQ(world.outcome(id, Steps::from_bidder(3, core::WithdrawOffer{}, at(3))), "accepted");
    world.settle();
    EXPECT_EQ(told(*first), before);
    EXPECT_THAT(all->types(), ElementsAre("snapshot"));
    // Its own answer is as if it were alone, too.
    const Answer answer = world.submit(id, World::an_offer(1, 50'000, at(4)));
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->caller_seq, first->pushes.back()->seq);
    EXPECT_EQ(first->pushes.back()->type, "offer_placed");
    EXPECT_EQ(first->pushes.back()->seq, first->notes[0].head + 1);
    for (const PushPtr& push : buyer->pushes)
        EXPECT_TRUE(push->data.at("offer").at("price").is_null()) << "who and when, not the price";
    EXPECT_THAT(buyer->types(),
                ElementsAre("snapshot", "offer_placed", "offer_placed", "offer_withdrawn", "offer_placed"));
}

TEST_P(Streams, ASealedRoundTellsNobodyWhenARivalsOfferCame) {
    const auto id = stored(a_market().bidders(2).sealed().running());
    const auto first = world.listener(id, World::bidder(1));
    // The first one's offer came first and waited on its way; the log's time never goes back.
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 49'000, at(2))), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1))), "accepted");
    world.settle();
    EXPECT_EQ(first->pushes.back()->type, "offer_placed");
    EXPECT_EQ(first->pushes.back()->at, at(1));
    // Nor whether somebody was asked because another had answered.
    EXPECT_TRUE(world.run(world.market().look(id, World::anybody()))->view.at("asked").is_null());
    EXPECT_EQ(world.run(world.market().look(id, World::buyer()))->view.at("asked"), core::Value(2));
}

// --- other nodes ----------------------------------------------------------------------------------------------------

TEST_P(Streams, WhatAnotherNodeCommittedIsTold) {
    const auto id = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised"));
    expect_consecutive(*buyer, buyer->notes[0].head - 1);
}

TEST_P(Streams, AGapBetweenNodesIsReadFromTheLedger) {
    const auto id = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(3, 46'000, at(6)), 1), "accepted");
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot"));
    world.live_store.loses_messages = false;
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 45'000, at(7)), 1), "accepted");
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised", "offer_revised", "offer_revised"));
    expect_consecutive(*buyer, buyer->notes[0].head - 1);
}

TEST_P(Streams, WhatComesTwiceOrLateIsToldOnce) {
    const auto id = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(3, 46'000, at(6)), 1), "accepted");
    world.settle();
    const Strings before = told(*buyer);
    for (const Committed& run : world.announced)
        world.market().committed_elsewhere(run);
    // Both in one message of which the first half is known.
    Committed both = world.announced[0];
    both.events.insert(both.events.end(), world.announced[1].events.begin(), world.announced[1].events.end());
    world.market().committed_elsewhere(both);
    world.settle();
    EXPECT_EQ(told(*buyer), before);
}

TEST_P(Streams, AnAnnouncementWithoutItsEventsIsLookedUp) {
    const auto id = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    world.market().committed_elsewhere({id, {}, {}, {}});
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised"));
}

TEST_P(Streams, TheSweepFindsWhatWasNeverAnnounced) {
    const auto id = stored(played());
    const auto untouched = stored(played());
    const auto buyer = world.listener(id, World::buyer());
    world.listener(untouched, World::buyer());
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    world.run(world.market().reconcile());
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised"));
    world.run(world.market().reconcile());
    world.settle();
    EXPECT_EQ(buyer->pushes.size(), 2U);
}

TEST_P(Streams, OneLogThatCannotBeReadStopsNobodyElsesSweep) {
    const auto broken = stored(played());
    const auto id = stored(played());
    world.listener(broken, World::buyer());
    const auto buyer = world.listener(id, World::buyer());
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(broken, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    ASSERT_EQ(world.outcome(id, World::an_offer(2, 47'000, at(5)), 1), "accepted");
    world.ledger.tamper(broken, world.ledger.head(broken), [](StoredEvent& event) { event.type = "nonsense"; });
    world.run(world.market().reconcile());
    world.settle();
    EXPECT_THAT(buyer->types(), ElementsAre("snapshot", "offer_revised"));
}

// --- the winner -----------------------------------------------------------------------------------------------------

TEST_P(Streams, OnlyTheWinnerGetsTheBuyersContactAndOnWhicheverNode) {
    const auto id = stored(played());
    const auto winner = world.listener(id, World::bidder(1));
    const auto loser = world.listener(id, World::bidder(2));
    const auto far_away = world.listener(id, World::bidder(1), {}, 1);
    ASSERT_EQ(world.outcome(id, Steps::from_buyer(core::Award{offer_id(1), "near"}, at(10))), "accepted");
    world.settle();
    for (const auto& listener : {winner, far_away}) {
        const auto& awarded = listener->pushes.back();
        ASSERT_EQ(awarded->type, "awarded");
        EXPECT_EQ(awarded->data.at("buyer").at("email"), core::Value("buyer@example.org"));
    }
    for (const PushPtr& push : loser->pushes)
        EXPECT_TRUE(push->data.at("buyer").is_null());
    const auto seen = [&](core::BidderNo bidder, std::size_t on_node) {
        return world.run(world.node(on_node).market.look(id, World::bidder(bidder)))->view.at("buyer");
    };
    EXPECT_EQ(seen(1, 0).at("email"), core::Value("buyer@example.org"));
    EXPECT_TRUE(seen(2, 0).is_null());
    world.buyer_contact = {};
    EXPECT_TRUE(seen(1, 0).is_null()) << "nothing once erased";
    EXPECT_TRUE(world.listener(id, World::bidder(1), {}, 1)->pushes.back()->data.at("buyer").is_null());
}

TEST_P(Streams, NobodyHearsOfAnAwardWhileTheContactCannotBeRead) {
    const auto id = stored(played());
    const auto winner = world.listener(id, World::bidder(1));
    const auto far_away = world.listener(id, World::bidder(1), {}, 1);
    const auto heard = [&] { return std::pair(winner->pushes.back()->type, far_away->pushes.back()->type); };
    const auto before = heard();
    const auto award = Steps::from_buyer(core::Award{offer_id(1), "near"}, at(10));
    world.contact_fails = true;
    EXPECT_THROW(world.outcome(id, award), runtime::Unavailable);
    world.settle();
    EXPECT_EQ(heard(), before) << "nothing is committed that the winner could not be told of";

    world.contact_fails = false;
    ASSERT_EQ(world.outcome(id, award), "accepted") << "and the buyer may try again";
    world.settle();
    for (const auto& listener : {winner, far_away}) {
        EXPECT_EQ(listener->pushes.back()->type, "awarded");
        EXPECT_EQ(listener->pushes.back()->data.at("buyer").at("email"), core::Value("buyer@example.org"));
    }
}

} // namespace
} // namespace parley::app::test

#include "app/uptime_watch.hpp"

#include "app/app_world.hpp"
#include "support/fakes/fake_uptime.hpp"

namespace parley::app::test {
namespace {

using namespace std::chrono_literals;

class TheUptimeWatch : public testing::Test {
protected:
    TheUptimeWatch() { pace.beat_every = 1ms; }

    /// A node that starts anew, with its gates closed.
    void start_node(std::size_t index) {
        world.node(index).market.close_gates();
        watches.push_back(
            std::make_unique<UptimeWatch>(world.node(index).market, uptime, "node " + std::to_string(index), pace));
        tasks.push_back(world.start(watches.back()->run()));
    }
    void until_taking(std::size_t index = 0) {
        world.until([&] { return world.node(index).market.is_taking(); });
    }
    core::Instant closes_at(const core::IntentId& intent) {
        return world.run(world.market().state(intent))->round()->closes_at;
    }
    std::size_t extensions(const core::IntentId& intent) const {
        const auto events = world.ledger.events(intent);
        return static_cast<std::size_t>(std::count_if(
            events.begin(), events.end(), [](const StoredEvent& event) { return event.type == "round_extended"; }));
    }
    core::Envelope offer_now(core::Minor price) { return World::an_offer(1, price, world.now); }

    UptimePace pace;
    World world;
    parley::test::FakeUptime uptime{[this] { return world.now; }};
    std::vector<std::unique_ptr<UptimeWatch>> watches;
    std::vector<std::shared_ptr<Ended<void>>> tasks;
    core::IntentId id = world.stored(a_market().bidders(1).running());
};

TEST_F(TheUptimeWatch, TheFirstStartOpensTheGates) {
    start_node(0);
    until_taking();
    EXPECT_EQ(uptime.last_beat(), world.now);
    EXPECT_TRUE(uptime.outages().empty());
}

TEST_F(TheUptimeWatch, AShortGapMovesNothing) {
    world.run(uptime.beat("gone", at(10)));
    world.now = at(15);
    start_node(0);
    until_taking();
    EXPECT_EQ(closes_at(id), at(600));
    EXPECT_EQ(extensions(id), 0U);
}

TEST_F(TheUptimeWatch, ALongerOneIsGivenBackOnceWhoeverComesBack) {
    const auto opening_at = [&](core::Instant opens_at) {
        Steps steps = a_market().created();
        EXPECT_EQ(steps.submit(Steps::from_buyer(core::Confirm{opens_at, 3}, at(-30))), "accepted");
        return world.stored(steps);
    };
    const auto opened_in_it = opening_at(at(20));
    const auto opens_later = opening_at(at(100));
    world.run(uptime.beat("gone", at(10)));
    world.now = at(40);
    for (std::size_t node = 0; node < 3; ++node)
        start_node(node);
    for (std::size_t node = 0; node < 3; ++node)
        until_taking(node);
    world.run(world.market().reconcile());
    EXPECT_EQ(extensions(id), 1U);
    EXPECT_EQ(closes_at(id), at(630));
    EXPECT_EQ(world.run(world.market().state(opened_in_it))->round()->opens_at, at(40)) << "when offers can come";
    EXPECT_EQ(extensions(opened_in_it), 1U);
    EXPECT_EQ(extensions(opens_later), 0U);
    EXPECT_EQ(uptime.outages().size(), 1U);
    // The same node, going on for a while.
    world.now = at(41);
    world.until([&] { return uptime.last_beat() == at(41); });
    EXPECT_EQ(extensions(id), 1U);
}

TEST_F(TheUptimeWatch, NothingElseIsTakenBeforeTheTimeIsGivenBack) {
    world.run(uptime.beat("gone", at(10)));
    world.now = at(40);
    world.ledger.before_commit.close();
    start_node(0);
    world.until([&] { return world.ledger.before_commit.waiting() == 1; });
    EXPECT_FALSE(world.market().is_taking());
    EXPECT_THROW(world.submit(id, offer_now(50'000)), Unavailable);
    world.ledger.before_commit.open();
    until_taking();
    EXPECT_EQ(closes_at(id), at(630));
    EXPECT_EQ(world.outcome(id, offer_now(50'000)), "accepted");
}

TEST_F(TheUptimeWatch, WhatWasDueInTheGapIsGivenBackAndNotClosed) {
    world.run(uptime.beat("gone", at(590)));
    world.now = at(700);
    start_node(0);
    until_taking();
    EXPECT_EQ(closes_at(id), at(710)) << "what was left at the last beat";
    EXPECT_EQ(world.outcome(id, offer_now(50'000)), "accepted");
}

TEST_F(TheUptimeWatch, ANodeThatCannotBeatStopsTakingUntilTheTimeIsGivenBack) {
    world.now = at(590);
    start_node(0);
    until_taking();
    uptime.is_away = true;
    world.now = at(594);
    EXPECT_TRUE(world.market().is_taking()) << "a short gap moves nothing, so nothing needs to wait for it";
    world.now = at(595);
    EXPECT_FALSE(world.market().is_taking()) << "from here on somebody may find an outage";
    world.now = at(620);
    EXPECT_THROW(world.run(world.market().tick(id)), Unavailable) << "it would close a round that gets time back";
    uptime.is_away = false;
    until_taking();
    EXPECT_EQ(closes_at(id), at(630));
    EXPECT_EQ(extensions(id), 1U);
}

TEST_F(TheUptimeWatch, AnotherNodesBeatsAreEnough) {
    start_node(0);
    until_taking();
    world.now = at(300);
    world.run(uptime.beat("other", at(298)));
    start_node(1);
    until_taking(1);
    EXPECT_EQ(extensions(id), 0U);
}

TEST_F(TheUptimeWatch, AClockThatIsOffTakesNothing) {
    for (const core::Micros off : {50'001, -50'001}) {
        uptime.ahead = off;
        start_node(0);
        const int asked = uptime.asked;
        world.until([&] { return uptime.asked >= asked + 2; });
        EXPECT_FALSE(world.market().is_taking());
        EXPECT_FALSE(uptime.last_beat()) << "and says of itself that it does not";
    }
    uptime.ahead = 50'000;
    until_taking();
}

TEST_F(TheUptimeWatch, WhoFindsAnOutageAndFailsMakesItGoodLater) {
    const auto other = world.stored(a_market().bidders(1).running());
    world.run(uptime.beat("gone", at(10)));
    world.now = at(40);
    world.ledger.failures.push_back({true, runtime::Outcome::unknown});
    start_node(0);
    until_taking();
    EXPECT_EQ(extensions(id), 1U) << "the one whose answer was lost was written";
    EXPECT_EQ(extensions(other), 1U);
    EXPECT_EQ(closes_at(id), at(630));
}

TEST_F(TheUptimeWatch, OneBrokenLogKeepsNobodyClosed) {
    const auto broken = world.stored(a_market().bidders(1).running());
    const auto other = world.stored(a_market().bidders(1).running());
    world.ledger.tamper(broken, 1, [](StoredEvent& event) { event.type = "nonsense"; });
    world.run(uptime.beat("gone", at(10)));
    world.now = at(40);
    start_node(0);
    until_taking();
    EXPECT_EQ(extensions(id), 1U);
    EXPECT_EQ(extensions(other), 1U);
}

} // namespace
} // namespace parley::app::test

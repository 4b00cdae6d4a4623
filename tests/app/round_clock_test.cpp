#include "app/round_clock.hpp"

#include "app/app_world.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

class TheRoundClock : public testing::Test {
protected:
    TheRoundClock() {
        pace.claim_every = 1ms;
        pace.sweep_every = 1ms;
    }
    RoundClock& clock(std::size_t node = 0) {
        clocks.push_back(std::make_unique<RoundClock>(world.node(node).market, pace));
        return *clocks.back();
    }
    /// Until each loop that runs has come around: what it had to do is done, or has failed.
    void let_it_turn(bool claims, bool sweeps) {
        const int claimed = world.live_store.claims;
        const int swept = world.ledger.due_calls;
        world.until([&] {
            return (!claims || world.live_store.claims >= claimed + 2) &&
                   (!sweeps || world.ledger.due_calls >= swept + 2);
        });
    }

    ClockPace pace;
    World world;
    std::vector<std::unique_ptr<RoundClock>> clocks;
    core::IntentId id = world.stored(a_market().bidders(1).running());
};

TEST_F(TheRoundClock, FillsAnEmptyClockFromTheLedgerAndDecidesWhatIsDue) {
    const auto later = world.stored(a_market().rules([](core::Rules& r) { r.duration_s = 900; }).bidders(1).running());
    const auto running = world.start(clock().run_claims());
    world.until([&] { return world.node(0).live.due_of(later).has_value(); });
    EXPECT_EQ(world.node(0).live.due_of(id), at(600) + core::settle);
    EXPECT_EQ(world.ledger.events(id).back().type, "round_opened") << "not before its time";
    world.now = at(600) + core::settle;
    // Nobody offered, so the round is extended once.
    world.until([&] { return world.ledger.events(id).back().type == "round_extended"; });
    EXPECT_EQ(world.ledger.events(id).back().at, at(600)) << "stamped with its scheduled time";
    EXPECT_EQ(world.ledger.events(later).back().type, "round_opened");
    world.now = at(1'200) + core::settle;
    world.until([&] { return world.ledger.facts(id).state == "no_offers"; });
    world.until([&] { return !world.node(0).live.due_of(id).has_value(); });
    EXPECT_FALSE(running->done);
}

TEST_F(TheRoundClock, AnEmptiedClockIsFilledAgain) {
    world.start(clock().run_claims());
    world.until([&] { return world.node(0).live.due_of(id).has_value(); });
    world.live_store.flush();
    world.until([&] { return world.node(0).live.due_of(id).has_value(); });
}

TEST_F(TheRoundClock, TwoNodesDecideEachDeadlineOnce) {
    std::vector<core::IntentId> ids{id};
    for (int i = 0; i < 10; ++i)
        ids.push_back(world.stored(a_market().bidders(1).running(), i % 2));
    world.start(clock(0).run_claims());
    world.start(clock(1).run_claims());
    world.until([&] { return world.node(0).live.due_of(ids.back()).has_value(); });
    world.now = at(600) + core::settle;
    for (const auto& one : ids)
        world.until([&] { return world.ledger.events(one).back().type == "round_extended"; });
    EXPECT_EQ(world.ledger.appends().size(), ids.size()) << "nobody tried in vain";
}

TEST_F(TheRoundClock, TheSweepClosesWhatRedisForgotASecondLate) {
    world.live_store.is_away = true;
    world.start(clock().run_claims());
    world.start(clock().run_sweep());
    world.now = at(600) + core::settle + core::seconds(1) - 1;
    let_it_turn(true, true);
    EXPECT_EQ(world.ledger.events(id).back().type, "round_opened");
    world.now = at(600) + core::settle + core::seconds(1);
    world.until([&] { return world.ledger.events(id).back().type == "round_extended"; });
    EXPECT_EQ(world.ledger.events(id).back().at, at(600));
}

TEST_F(TheRoundClock, TheSweepTellsListenersWhatNobodyAnnounced) {
    const auto buyer = world.listener(id, World::buyer());
    world.live_store.loses_messages = true;
    ASSERT_EQ(world.outcome(id, World::an_offer(1, 50'000, at(1)), 1), "accepted");
    world.start(clock().run_sweep());
    world.until([&] { return buyer->pushes.size() == 2; });
    EXPECT_EQ(buyer->pushes.back()->type, "offer_placed");
}

TEST_F(TheRoundClock, NothingIsDecidedWhileTheGatesAreClosed) {
    ASSERT_TRUE(world.run(world.market().state(id)));
    world.market().close_gates();
    world.start(clock().run_claims());
    world.start(clock().run_sweep());
    world.now = at(700);
    const int asked = world.ledger.heads_calls; // the sweep compares heads all the same
    world.until([&] { return world.ledger.heads_calls >= asked + 2; });
    EXPECT_THAT(world.ledger.appends(), testing::IsEmpty());
    world.market().open_gates(for_ever);
    world.until([&] { return world.ledger.events(id).back().type == "round_extended"; });
}

TEST_F(TheRoundClock, WhatFailsIsTriedAgainAndStopsNothing) {
    const auto broken = world.stored(a_market().bidders(1).running());
    world.ledger.tamper(broken, 1, [](StoredEvent& event) { event.type = "nonsense"; });
    world.ledger.failures.push_back({false, runtime::Outcome::not_done});
    const auto claims = world.start(clock().run_claims());
    const auto sweep = world.start(clock().run_sweep());
    world.until([&] { return world.node(0).live.due_of(id).has_value(); });
    world.now = at(700);
    world.until([&] { return world.ledger.events(id).back().type == "round_extended"; });
    EXPECT_FALSE(claims->done);
    EXPECT_FALSE(sweep->done);
}

TEST_F(TheRoundClock, TurnsOnAfterFailuresOfWhateverKind) {
    const auto claims = world.start(clock().run_claims());
    const auto sweep = world.start(clock().run_sweep());
    world.ledger.reads_fail = true;
    let_it_turn(true, true);
    world.ledger.reads_fail = false;
    world.ledger.reads_break = true;
    let_it_turn(true, true);
    world.ledger.reads_break = false;
    EXPECT_FALSE(claims->done);
    EXPECT_FALSE(sweep->done);
    world.now = at(700);
    world.until([&] { return world.ledger.events(id).back().type == "round_extended"; });
}

} // namespace
} // namespace parley::app::test

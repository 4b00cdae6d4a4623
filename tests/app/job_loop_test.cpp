// Work that was promised: requests side by side, the jobs of one request one after another.
#include "app/app_world.hpp"
#include "app/job_loop.hpp"
#include "support/fakes/gate.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;

core::IntentId intent(std::uint64_t n) {
    core::IntentId id;
    id.high = n;
    return id;
}

class JobLoopTest : public testing::Test {
protected:
    JobLoop loop(std::size_t at_once) {
        return {world.reactors.executor(0),
                world.outbox,
                [] { return t0; },
                {"work", {}, [this](OutboxJob job) { return work(std::move(job)); }, at_once}};
    }
    awaitable<void> work(OutboxJob job) {
        log.push_back("begin " + job.target);
        co_await gate.pass();
        if (job.target == "broken")
            throw std::runtime_error("it does not go");
        co_await world.outbox.finish(job);
        log.push_back("end " + job.target);
    }
    void promise(std::uint64_t of, const std::string& target) {
        OutboxRow row;
        row.kind = "work";
        row.target = target;
        row.not_before = t0;
        world.outbox.put(intent(of), row);
    }

    World world{1};
    parley::test::Gate gate;
    Strings log;
};

TEST_F(JobLoopTest, IntentsAreServedSideBySideAndEachInItsOrder) {
    promise(1, "1a");
    promise(1, "1b");
    promise(2, "2a");
    promise(3, "3a");
    gate.close();
    JobLoop two = loop(2);
    const auto running = world.start(two.run());
    EXPECT_THAT(log, ElementsAre("begin 1a", "begin 2a")) << "no more than two at a time";
    gate.let_last_pass();
    world.settle();
    EXPECT_THAT(log, ElementsAre("begin 1a", "begin 2a", "end 2a", "begin 3a"));
    gate.open();
    world.until([&] { return world.outbox.waiting("work").empty(); });
    world.settle();
    EXPECT_THAT(log,
                ElementsAre("begin 1a", "begin 2a", "end 2a", "begin 3a", "end 1a", "begin 1b", "end 1b", "end 3a"));
}

TEST_F(JobLoopTest, WithNothingToDoItLooksAgainWhenItIsPoked) {
    JobLoop two = loop(2);
    const auto running = world.start(two.run());
    world.settle();
    promise(1, "1a");
    two.poke();
    world.settle();
    EXPECT_THAT(log, ElementsAre("begin 1a", "end 1a"));
}

TEST_F(JobLoopTest, OneThatFailsHoldsNoOtherUp) {
    promise(1, "broken");
    promise(1, "1b");
    promise(2, "2a");
    JobLoop two = loop(2);
    const auto running = world.start(two.run());
    world.until([&] { return world.outbox.waiting("work").size() == 1; });
    EXPECT_EQ(world.outbox.waiting("work").front().row.target, "broken") << "it is tried again later";
}

} // namespace
} // namespace parley::app::test

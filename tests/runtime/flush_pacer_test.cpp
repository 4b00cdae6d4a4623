#include "runtime/flush_pacer.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parley::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Virtual time: `share` of each span of 10 ms is CPU.
struct Machine {
    FlushPacer pacer;
    FlushPacer::TimePoint now = FlushPacer::TimePoint(std::chrono::hours(1));
    nanoseconds cpu{0};

    nanoseconds interval() const { return pacer.interval(now); }
    void work(double share, int spans) {
        for (int span = 0; span < spans; ++span) {
            now += milliseconds(10);
            cpu += nanoseconds(static_cast<std::int64_t>(share * 10e6));
            pacer.sample(now, cpu);
        }
    }
};

TEST(FlushPacer, FlushesAtOnceWhileIdle) {
    Machine machine;
    EXPECT_EQ(machine.interval(), nanoseconds(0)) << "before anything is known";
    machine.work(0.05, 50);
    EXPECT_EQ(machine.interval(), nanoseconds(0));
}

TEST(FlushPacer, HoldsBackUpToTheCapWhenBusy) {
    Machine machine;
    machine.work(0.95, 50);
    EXPECT_EQ(machine.interval(), milliseconds(20));
}

TEST(FlushPacer, GrowsWithLoadInBetween) {
    Machine machine;
    machine.work(0.625, 100);
    const auto middle = machine.interval();
    EXPECT_NEAR(static_cast<double>(middle.count()), 10e6, 0.5e6);
    machine.work(0.70, 100);
    EXPECT_GT(machine.interval(), middle);
}

TEST(FlushPacer, NoticesABurstWithinAFewSamplesAndForgetsItAfterSilence) {
    Machine machine;
    machine.work(0.0, 20);
    machine.work(1.0, 5);
    EXPECT_GT(machine.interval(), milliseconds(10));
    machine.now += std::chrono::seconds(1);
    machine.pacer.sample(machine.now, machine.cpu);
    EXPECT_EQ(machine.interval(), nanoseconds(0));
}

TEST(FlushPacer, DoesNotJudgeSpansThatAreTooShort) {
    Machine machine;
    machine.work(0.0, 10);
    machine.now += milliseconds(1);
    machine.cpu += milliseconds(1);
    EXPECT_FALSE(machine.pacer.sample_due(machine.now));
    machine.pacer.sample(machine.now, machine.cpu);
    EXPECT_EQ(machine.pacer.load(), 0.0);
}

TEST(FlushPacer, RestsWhenHoldingBackGathersNothing) {
    Machine machine;
    machine.work(0.95, 50);
    machine.pacer.judge_tick(machine.now, 1000, 10);
    EXPECT_EQ(machine.interval(), milliseconds(20)) << "once is no proof";
    machine.pacer.judge_tick(machine.now, 1000, 10);
    EXPECT_EQ(machine.interval(), nanoseconds(0));
    machine.now += milliseconds(499);
    EXPECT_EQ(machine.interval(), nanoseconds(0));
    machine.now += milliseconds(1);
    EXPECT_EQ(machine.interval(), milliseconds(20)) << "then it is tried again";
}

TEST(FlushPacer, RestsLongerEachTimeButNotForEver) {
    Machine machine;
    machine.work(0.95, 50);
    std::vector<milliseconds> rests;
    for (int round = 0; round < 6; ++round) {
        machine.pacer.judge_tick(machine.now, 4, 0);
        machine.pacer.judge_tick(machine.now, 4, 0);
        milliseconds rest{0};
        while (machine.interval() == nanoseconds(0)) {
            machine.now += milliseconds(1);
            rest += milliseconds(1);
        }
        rests.push_back(rest);
    }
    EXPECT_EQ(rests, (std::vector<milliseconds>{milliseconds(500), milliseconds(1000), milliseconds(2000),
                                                milliseconds(4000), milliseconds(4000), milliseconds(4000)}));
}

TEST(FlushPacer, GatheringKeepsItGoing) {
    Machine machine;
    machine.work(0.95, 50);
    for (int tick = 0; tick < 100; ++tick) {
        machine.pacer.judge_tick(machine.now, 1000, tick % 2 == 0 ? 0 : 250);
        ASSERT_EQ(machine.interval(), milliseconds(20));
    }
}

} // namespace
} // namespace parley::runtime

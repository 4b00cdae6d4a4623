#include "runtime/flush_pacer.hpp"

#include <gtest/gtest.h>

namespace parley::runtime {
namespace {

using std::chrono::milliseconds;
using std::chrono::nanoseconds;

// Virtual time: `share` of each span of 10 ms is CPU.
struct Machine {
    FlushPacer pacer;
    FlushPacer::TimePoint now = FlushPacer::TimePoint(std::chrono::hours(1));
    nanoseconds cpu{0};

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
    EXPECT_EQ(machine.pacer.interval(), nanoseconds(0)) << "before anything is known";
    machine.work(0.05, 50);
    EXPECT_EQ(machine.pacer.interval(), nanoseconds(0));
}

TEST(FlushPacer, HoldsBackUpToTheCapWhenBusy) {
    Machine machine;
    machine.work(0.95, 50);
    EXPECT_EQ(machine.pacer.interval(), milliseconds(20));
}

TEST(FlushPacer, GrowsWithLoadInBetween) {
    Machine machine;
    machine.work(0.30, 100);
    const auto middle = machine.pacer.interval();
    EXPECT_NEAR(static_cast<double>(middle.count()), 10e6, 0.5e6);
    machine.work(0.40, 100);
    EXPECT_GT(machine.pacer.interval(), middle);
}

TEST(FlushPacer, NoticesABurstWithinAFewSamplesAndForgetsItAfterSilence) {
    Machine machine;
    machine.work(0.0, 20);
    machine.work(1.0, 5);
    EXPECT_GT(machine.pacer.interval(), milliseconds(10));
    machine.now += std::chrono::seconds(1);
    machine.pacer.sample(machine.now, machine.cpu);
    EXPECT_EQ(machine.pacer.interval(), nanoseconds(0));
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

} // namespace
} // namespace parley::runtime

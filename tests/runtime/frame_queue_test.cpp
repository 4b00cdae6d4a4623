#include "runtime/frame_queue.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <numeric>
#include <set>

namespace parley::runtime {
namespace {

Frame frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

std::string next_write(const FrameQueue& queue, std::size_t buffers = 64, std::size_t bytes = 1 << 20) {
    std::vector<std::string_view> views(buffers);
    const auto count = queue.gather(views, bytes);
    return std::accumulate(views.begin(), views.begin() + static_cast<std::ptrdiff_t>(count), std::string(),
                           [](std::string all, std::string_view one) { return all.append(one); });
}

TEST(FrameQueue, GathersWaitingFramesInOrder) {
    FrameQueue queue({});
    queue.push(frame("one "));
    queue.push(frame("two "));
    queue.push(frame("three"));
    EXPECT_EQ(next_write(queue), "one two three");
    EXPECT_EQ(queue.consume(4), 1U);
    EXPECT_EQ(next_write(queue), "two three");
}

TEST(FrameQueue, ResumesInTheMiddleOfAFrame) {
    FrameQueue queue({});
    queue.push(frame("abcdef"));
    queue.push(frame("gh"));
    EXPECT_EQ(queue.consume(2), 0U);
    EXPECT_EQ(next_write(queue), "cdefgh");
    EXPECT_EQ(queue.bytes(), 6U);
    EXPECT_EQ(queue.consume(6), 2U);
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(queue.messages(), 0U);
    EXPECT_EQ(queue.bytes(), 0U);
}

TEST(FrameQueue, KeepsToTheBuffersAndBytesOfOneWrite) {
    FrameQueue queue({});
    for (int at = 0; at < 5; ++at) {
        queue.push(frame("xxxx"));
    }
    EXPECT_EQ(next_write(queue, 3).size(), 12U);
    EXPECT_EQ(next_write(queue, 64, 9).size(), 8U);
    EXPECT_EQ(next_write(queue, 64, 1).size(), 4U) << "a frame larger than the bound still goes";
}

TEST(FrameQueue, RefusesMoreThanItsMessagesAndChangesNothing) {
    FrameQueue queue({.messages = 2, .bytes = 1000});
    EXPECT_EQ(queue.push(frame("a")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push(frame("b")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push(frame("c")), FrameQueue::Pushed::overflow);
    EXPECT_EQ(next_write(queue), "ab");
}

TEST(FrameQueue, RefusesMoreThanItsBytesButTakesOneLargeFrame) {
    FrameQueue queue({.messages = 10, .bytes = 4});
    EXPECT_EQ(queue.push(frame("larger than four")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push(frame("x")), FrameQueue::Pushed::overflow);
    queue.consume(16);
    EXPECT_EQ(queue.push(frame("x")), FrameQueue::Pushed::queued);
}

TEST(FrameQueue, WhatTheReaderAskedForHasBoundsOfItsOwn) {
    FrameQueue queue({.messages = 1, .bytes = 4, .asked_messages = 3, .asked_bytes = 12});
    EXPECT_EQ(queue.push_asked(frame("1.aa")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push_asked(frame("2.aa")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push_asked(frame("3.aaa")), FrameQueue::Pushed::overflow) << "more bytes than it may";
    EXPECT_EQ(queue.push_asked(frame("3.aa")), FrameQueue::Pushed::queued);
    EXPECT_EQ(queue.push_asked(frame("")), FrameQueue::Pushed::overflow) << "more messages than it may";
    EXPECT_EQ(queue.push(frame("live")), FrameQueue::Pushed::queued) << "a backlog takes no room from what comes live";
    EXPECT_EQ(next_write(queue), "1.aa2.aa3.aalive");
    EXPECT_EQ(queue.messages(), 1U);
    EXPECT_EQ(queue.consume(6), 1U);
    EXPECT_EQ(queue.push_asked(frame("4")), FrameQueue::Pushed::queued);
}

TEST(FrameQueue, DroppingLeavesWhatTheReaderAskedFor) {
    FrameQueue queue({});
    queue.push_asked(frame("[missed]"));
    queue.push(frame("[live]"));
    EXPECT_EQ(queue.drop_waiting(), 1U);
    EXPECT_EQ(next_write(queue), "[missed]");
}

TEST(FrameQueue, LatestOfAKeyWinsAndGoesLast) {
    FrameQueue queue({});
    queue.push(frame("[old price]"), 7);
    queue.push(frame("[message]"));
    EXPECT_EQ(queue.push(frame("[new price]"), 7), FrameQueue::Pushed::replaced);
    EXPECT_EQ(queue.push(frame("[other]"), 8), FrameQueue::Pushed::queued);
    EXPECT_EQ(next_write(queue), "[message][new price][other]");
    EXPECT_EQ(queue.messages(), 3U);
}

TEST(FrameQueue, NeverReplacesAFrameOfWhichBytesAreSent) {
    FrameQueue queue({});
    queue.push(frame("started"), 7);
    queue.consume(3);
    EXPECT_EQ(queue.push(frame("|next"), 7), FrameQueue::Pushed::queued);
    EXPECT_EQ(next_write(queue), "rted|next");
}

TEST(FrameQueue, ReplacingMakesRoomForItself) {
    FrameQueue queue({.messages = 1, .bytes = 1000});
    queue.push(frame("v1"), 1);
    EXPECT_EQ(queue.push(frame("v2"), 1), FrameQueue::Pushed::replaced);
    EXPECT_EQ(next_write(queue), "v2");
}

TEST(FrameQueue, ControlFramesPassWaitingDataButNotAStartedFrame) {
    FrameQueue queue({.messages = 2, .bytes = 1000});
    queue.push(frame("data1 "));
    queue.push(frame("data2 "));
    queue.consume(1);
    bool sent = false;
    queue.push_control(frame("pong1 "), [&](bool taken) { sent = taken; });
    queue.push_control(frame("pong2 "));
    EXPECT_EQ(next_write(queue), "ata1 pong1 pong2 data2 ");
    EXPECT_EQ(queue.messages(), 2U) << "control frames do not count against the bound";
    queue.consume(5 + 5);
    EXPECT_FALSE(sent);
    queue.consume(1);
    EXPECT_TRUE(sent);
}

TEST(FrameQueue, NothingFollowsTheLastFrame) {
    FrameQueue queue({});
    queue.push(frame("data "));
    queue.push_last(frame("goodbye"));
    bool refused = false;
    queue.push_control(frame("pong"), [&](bool taken) { refused = !taken; });
    queue.push(frame("late"));
    EXPECT_TRUE(refused);
    EXPECT_TRUE(queue.sealed());
    EXPECT_EQ(next_write(queue), "data goodbye");
}

TEST(FrameQueue, DroppingKeepsTheStartedFrameAndControlFrames) {
    FrameQueue queue({});
    queue.push(frame("started"));
    queue.push(frame("waiting"));
    queue.consume(2);
    queue.push_control(frame("|pong"));
    EXPECT_EQ(queue.drop_waiting(), 1U);
    EXPECT_EQ(next_write(queue), "arted|pong");
    EXPECT_EQ(queue.messages(), 1U);
    EXPECT_EQ(queue.bytes(), 5U);
}

TEST(FrameQueue, ClearingTellsWhoeverWaits) {
    FrameQueue queue({});
    int dropped = 0;
    queue.push_control(frame("a"), [&](bool taken) { dropped += taken ? 0 : 1; });
    queue.push_last(frame("b"), [&](bool taken) { dropped += taken ? 0 : 1; });
    queue.clear();
    EXPECT_EQ(dropped, 2);
    EXPECT_TRUE(queue.empty());
}

// Whatever is pushed and however the kernel takes it: the bytes on the wire are whole frames, none twice, data in the
// order pushed, and the counters agree with what waits.
RC_GTEST_PROP(FrameQueue, WireHoldsWholeFramesInOrder, ()) {
    FrameQueue queue({.messages = 8, .bytes = 200});
    std::string wire;
    std::string expected_tail;
    int next_id = 0;
    const auto steps = *rc::gen::inRange(1, 200);
    for (int step = 0; step < steps; ++step) {
        switch (*rc::gen::inRange(0, 4)) {
        case 0:
        case 1: {
            const auto key = *rc::gen::inRange<std::uint64_t>(0, 3);
            const auto size = *rc::gen::inRange<std::size_t>(1, 60);
            queue.push(frame("<" + std::to_string(next_id++) + ":" + std::string(size, 'd') + ">"), key);
            break;
        }
        case 2:
            queue.push_control(frame("(c)"));
            break;
        default: {
            std::array<std::string_view, 4> views;
            const auto count = queue.gather(views, 100);
            std::string write;
            for (std::size_t at = 0; at < count; ++at) {
                write += views[at];
            }
            const auto taken = *rc::gen::inRange<std::size_t>(0, write.size() + 1);
            wire += write.substr(0, taken);
            queue.consume(taken);
        }
        }
        RC_ASSERT(queue.messages() <= 8U);
    }
    while (!queue.empty()) {
        const auto write = next_write(queue);
        wire += write;
        queue.consume(write.size());
    }
    RC_ASSERT(queue.messages() == 0U);
    RC_ASSERT(queue.bytes() == 0U);
    int last = -1;
    for (std::size_t at = 0; at < wire.size();) {
        if (wire.compare(at, 3, "(c)") == 0) {
            at += 3;
            continue;
        }
        RC_ASSERT(wire[at] == '<');
        const auto colon = wire.find(':', at);
        const auto end = wire.find('>', at);
        RC_ASSERT(colon < end && end != std::string::npos);
        const int id = std::stoi(wire.substr(at + 1, colon - at - 1));
        RC_ASSERT(id > last);
        RC_ASSERT(wire.find_first_not_of('d', colon + 1) == end);
        last = id;
        at = end + 1;
    }
}

} // namespace
} // namespace parley::runtime

#include "runtime/outbox.hpp"

#include "runtime/deadline.hpp"
#include "support/coroutines/coroutines.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>

namespace parley::runtime {
namespace {

using asio::ip::tcp;
using test::run_on;

Frame frame(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

struct Owner final : OutboxOwner {
    void outbox_failed(error_code error) override { failure = error; }
    void outbox_drained() override { ++drained; }
    error_code failure;
    int drained = 0;
};

class OutboxTest : public testing::Test {
protected:
    OutboxTest() : peer_(context_) {
        tcp::acceptor acceptor(context_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
        peer_.connect(acceptor.local_endpoint());
        tcp::socket mine(context_);
        acceptor.accept(mine);
        // Small buffers make "the kernel takes no more" reachable with little data.
        mine.set_option(asio::socket_base::send_buffer_size(8 * 1024));
        peer_.set_option(asio::socket_base::receive_buffer_size(8 * 1024));
        peer_.non_blocking(true);
        outbox_ = std::make_shared<Outbox>(std::move(mine), OutboxLimits{});
        outbox_->set_owner(&owner_);
    }
    ~OutboxTest() override { outbox_->set_owner(nullptr); }

    // Lets the loop turn and the peer read until `bytes` have come in all, or a second has passed.
    std::string& receive(std::size_t bytes) {
        const auto deadline = expires_within(std::chrono::seconds(5));
        while (received_.size() < bytes && !deadline.expired()) {
            context_.run_for(std::chrono::milliseconds(1));
            context_.restart();
            char chunk[4096];
            error_code error;
            const auto read = peer_.read_some(asio::buffer(chunk), error);
            received_.append(chunk, read);
        }
        return received_;
    }

    // Fills what the kernel holds for a peer that does not read.
    void block() {
        while (outbox_->empty()) {
            for (int at = 0; at < 16; ++at) {
                outbox_->push(frame(std::string(4096, 'f')));
            }
            context_.run_for(std::chrono::milliseconds(5));
            context_.restart();
        }
    }

    asio::io_context context_{1};
    tcp::socket peer_;
    std::shared_ptr<Outbox> outbox_;
    Owner owner_;
    std::string received_;
};

TEST_F(OutboxTest, WritesNothingInsidePushAndOneGatheredWriteAfterTheTurn) {
    for (int at = 0; at < 16; ++at) {
        outbox_->push(frame("frame" + std::to_string(at) + ";"));
    }
    EXPECT_EQ(outbox_->stats().writes, 0U);
    receive(10 * 7 + 6 * 8);
    EXPECT_EQ(outbox_->stats().writes, 1U);
    EXPECT_EQ(outbox_->stats().frames, 16U);
    EXPECT_TRUE(received_.ends_with("frame14;frame15;"));
    EXPECT_EQ(owner_.drained, 1);
}

TEST_F(OutboxTest, AnIdleReactorWritesEachMessageOfATurnOfItsOwnAtOnce) {
    outbox_->push(frame("a"));
    receive(1);
    outbox_->push(frame("b"));
    receive(2);
    EXPECT_EQ(outbox_->stats().writes, 2U);
}

TEST_F(OutboxTest, ABusyReactorGathersOverTurnsUntilTheTick) {
    FlushPacerOptions busy;
    busy.cap = std::chrono::milliseconds(50);
    busy.idle_below = -2; // any load counts as full
    busy.full_above = -1;
    auto& flusher = Flusher::of(context_.get_executor());
    flusher.configure(busy);
    ASSERT_EQ(flusher.pacer().interval(std::chrono::steady_clock::now()), std::chrono::milliseconds(50));
    outbox_->push(frame("first;"));
    context_.poll();
    context_.restart();
    EXPECT_EQ(outbox_->stats().writes, 1U) << "the first message goes at once";
    for (int at = 0; at < 10; ++at) { // ten turns within one interval
        outbox_->push(frame("more;"));
        context_.poll();
        context_.restart();
    }
    EXPECT_EQ(outbox_->stats().writes, 1U);
    receive(6 + 50);
    EXPECT_EQ(outbox_->stats().writes, 2U);
    EXPECT_EQ(outbox_->stats().frames, 11U);
    EXPECT_EQ(flusher.stats().writes, 2U);
}

TEST_F(OutboxTest, ControlFramesDoNotWaitForTheTick) {
    FlushPacerOptions busy;
    busy.cap = std::chrono::hours(1);
    busy.idle_below = -2;
    busy.full_above = -1;
    Flusher::of(context_.get_executor()).configure(busy);
    outbox_->push(frame("first;"));
    receive(6);
    outbox_->push_control(frame("pong;"));
    EXPECT_TRUE(receive(11).ends_with("pong;"));
}

TEST_F(OutboxTest, AControlFrameTakesAlongWhatWaitsForTheTick) {
    FlushPacerOptions busy;
    busy.cap = std::chrono::hours(1);
    busy.idle_below = -2;
    busy.full_above = -1;
    Flusher::of(context_.get_executor()).configure(busy);
    outbox_->push(frame("first;"));
    receive(6);
    outbox_->push(frame("held back;"));
    context_.poll();
    context_.restart();
    ASSERT_EQ(outbox_->stats().frames, 1U);
    outbox_->push_control(frame("pong;"));
    EXPECT_EQ(receive(21), "first;pong;held back;");
    EXPECT_EQ(outbox_->stats().writes, 2U);
}

TEST_F(OutboxTest, StopsHoldingBackWhenNothingIsGathered) {
    FlushPacerOptions busy;
    busy.cap = std::chrono::milliseconds(20);
    busy.idle_below = -2;
    busy.full_above = -1;
    Flusher::of(context_.get_executor()).configure(busy);
    // A sender that waits until its message has arrived before it sends the next.
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t at = 1; at <= 20; ++at) {
        outbox_->push(frame("x"));
        ASSERT_EQ(receive(at).size(), at);
    }
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::milliseconds(300));
    EXPECT_EQ(outbox_->stats().writes, 20U);
}

TEST_F(OutboxTest, ABurstBeyondTheBoundReachesAReaderThatKeepsUp) {
    for (int at = 0; at < 1000; ++at) {
        ASSERT_NE(outbox_->push(frame("x")), Outbox::Pushed::overflow) << "at " << at;
    }
    EXPECT_EQ(receive(1000).size(), 1000U);
}

TEST_F(OutboxTest, AReaderThatStopsMeetsTheBound) {
    block();
    auto pushed = Outbox::Pushed::queued;
    std::size_t queued = 0;
    while (pushed != Outbox::Pushed::overflow && queued < 10'000) {
        pushed = outbox_->push(frame("waiting"));
        ++queued;
    }
    EXPECT_LE(outbox_->messages(), 256U);
    EXPECT_EQ(pushed, Outbox::Pushed::overflow);
    const auto before = outbox_->last_progress();
    outbox_->drop_waiting();
    receive(outbox_->bytes() + 8 * 4096);
    EXPECT_GE(outbox_->last_progress(), before);
}

TEST_F(OutboxTest, WritesTheRestWhenTheReaderComesBack) {
    std::string all;
    for (int at = 0; at < 60; ++at) {
        const std::string text(4000, static_cast<char>('a' + at % 26));
        all += text;
        ASSERT_NE(outbox_->push(frame(text)), Outbox::Pushed::overflow);
    }
    EXPECT_EQ(receive(all.size()), all);
    EXPECT_TRUE(outbox_->empty());
}

TEST_F(OutboxTest, TellsItsOwnerFromTheLoopWhenThePeerIsGone) {
    peer_.set_option(asio::socket_base::linger(true, 0));
    peer_.close();
    for (int at = 0; at < 10 && !owner_.failure; ++at) {
        outbox_->push(frame("x"));
        EXPECT_FALSE(at == 0 && owner_.failure) << "never inside push";
        context_.poll();
        context_.restart();
    }
    EXPECT_TRUE(owner_.failure);
    EXPECT_EQ(outbox_->push(frame("late")), Outbox::Pushed::queued) << "pushing to a broken outbox is harmless";
}

TEST_F(OutboxTest, ClosingTellsThePendingControlFrame) {
    block();
    bool told = false;
    outbox_->push_control(frame("pong"), [&](bool sent) { told = !sent; });
    outbox_->close();
    EXPECT_TRUE(told);
}

} // namespace
} // namespace parley::runtime

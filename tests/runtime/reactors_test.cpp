#include "runtime/heartbeat.hpp"
#include "runtime/log.hpp"
#include "runtime/reactors.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <set>
#include <stdexcept>

namespace parley::runtime {
namespace {

TEST(Reactors, EachRunsItsOwnThreadAndKnowsItsIndex) {
    Reactors reactors(3);
    reactors.start();
    EXPECT_EQ(reactors.current(), std::nullopt);
    std::mutex mutex;
    std::set<std::thread::id> threads;
    std::latch done(3);
    for (std::size_t index = 0; index < 3; ++index) {
        reactors.post(index, [&, index] {
            const std::lock_guard lock(mutex);
            EXPECT_EQ(reactors.current(), index);
            threads.insert(std::this_thread::get_id());
            done.count_down();
        });
    }
    done.wait();
    EXPECT_EQ(threads.size(), 3U);
}

TEST(Reactors, SpreadHashesEvenly) {
    Reactors reactors(4);
    std::array<int, 4> load{};
    for (std::uint64_t hash = 0; hash < 4000; ++hash) {
        const auto home = reactors.home_of(hash << 40);
        ASSERT_LT(home, 4U);
        ASSERT_EQ(home, reactors.home_of(hash << 40));
        ++load[home];
    }
    for (const auto share : load) {
        EXPECT_NEAR(share, 1000, 250);
    }
}

std::atomic<int> exceptions_logged{0};

TEST(Reactors, OutliveAnExceptionOfAHandler) {
    set_log_sink([](std::string_view line) {
        exceptions_logged += line.find("reactor_exception") != std::string_view::npos ? 1 : 0;
    });
    Reactors reactors(1);
    reactors.start();
    std::promise<void> after;
    reactors.post(0, [] { throw std::runtime_error("a handler's bug"); });
    reactors.post(0, [&] { after.set_value(); });
    EXPECT_EQ(after.get_future().wait_for(std::chrono::seconds(5)), std::future_status::ready);
    reactors.stop();
    reactors.join();
    set_log_sink(nullptr);
    EXPECT_EQ(exceptions_logged, 1);
}

struct Beating final : HeartbeatMember {
    Beating(const asio::any_io_executor& executor, std::function<void()> given)
        : HeartbeatMember(executor), on_beat(std::move(given)) {}
    void beat(std::chrono::steady_clock::time_point) override { on_beat(); }
    std::function<void()> on_beat;
};

TEST(Heartbeat, BeatsEveryMemberAlsoWhenSomeLeaveMeanwhile) {
    asio::io_context context(1);
    int beats = 0;
    std::vector<std::unique_ptr<Beating>> members;
    for (int at = 0; at < 5; ++at) {
        members.push_back(std::make_unique<Beating>(context.get_executor(), [&] { ++beats; }));
    }
    members[1]->on_beat = [&] {
        ++beats;
        members[3].reset(); // later in the same round
        members[0].reset(); // already beaten
    };
    context.run_one_for(std::chrono::seconds(5));
    EXPECT_EQ(beats, 4);
    EXPECT_EQ(Heartbeat::of(context.get_executor()).size(), 3U);
    members[1]->on_beat = [&] { ++beats; };
    context.run_one_for(std::chrono::seconds(5));
    EXPECT_EQ(beats, 7);
    members.clear();
    context.run_one_for(std::chrono::seconds(5));
    EXPECT_EQ(beats, 7);
}

TEST(Heartbeat, MembersMayOutliveTheReactor) {
    auto context = std::make_unique<asio::io_context>(1);
    Beating member(context->get_executor(), [] {});
    context.reset();
}

} // namespace
} // namespace parley::runtime

#include "adapters/redis/live.hpp"

#include "redis_tools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace parley::redis::test {
namespace {

using app::Committed;
using testing::ElementsAre;
using testing::UnorderedElementsAre;
using namespace std::chrono_literals;

core::IntentId intent(std::uint64_t number) {
    core::IntentId id;
    id.low = number;
    return id;
}

Committed a_run(std::uint64_t id, std::int64_t first, int count, std::optional<std::int64_t> due = std::nullopt) {
    Committed run;
    run.intent = intent(id);
    for (std::int64_t seq = first; seq < first + count; ++seq) {
        app::StoredEvent event;
        event.seq = seq;
        event.at = {1'700'000'000'000'000 + seq};
        event.received_at = {1'700'000'000'000'000};
        event.type = "tested";
        event.body["n"] = core::Value(seq);
        event.body["big"] = core::Value(INT64_MAX);
        event.command_key = "k" + std::to_string(seq);
        event.hash = digest::sha256(std::to_string(seq));
        run.events.push_back(std::move(event));
    }
    if (due)
        run.next_due = core::Instant{*due};
    return run;
}

class LiveState : public testing::Test {
protected:
    struct Node {
        std::vector<Committed> heard;
        int restored = 0;
        std::unique_ptr<RedisLiveState> live;
    };
    std::unique_ptr<Node> a_node(const std::string& name) {
        auto node = std::make_unique<Node>();
        LiveSettings settings;
        settings.url = url_of(space_);
        settings.node = name;
        settings.prefix = space_.prefix();
        settings.ping_every = 50ms;
        auto* raw = node.get();
        node->live = std::make_unique<RedisLiveState>(
            loop_.executor(), settings, [raw](Committed run) { raw->heard.push_back(std::move(run)); },
            [raw] { ++raw->restored; });
        node->live->start();
        loop_.until([&] { return raw->live->is_up(); });
        return node;
    }
    std::size_t cached(Node& node, std::uint64_t id) { return loop_.run(node.live->cached(intent(id))).events.size(); }
    app::DueClaim claim(Node& node, std::int64_t now, core::Micros lease = 100, int limit = 10) {
        return loop_.run(node.live->claim_due({now}, lease, limit));
    }
    void mark_complete(Node& node, std::vector<app::DueHead> heads = {}) {
        loop_.run(node.live->finish_rebuild(std::move(heads)));
    }

    parley::test::RedisSpace space_;
    Loop loop_;
};

TEST_F(LiveState, ACacheThatCannotBeReadIsDropped) {
    auto node = a_node("a");
    node->live->committed(a_run(1, 1, 2));
    EXPECT_EQ(cached(*node, 1), 2U);
    const std::string key = space_.command({"KEYS", space_.prefix() + "log:*"}).at(0);
    space_.command({"LSET", key, "1", "{\"seq\":2}"});
    EXPECT_EQ(cached(*node, 1), 0U);
    loop_.until([&] { return space_.command({"EXISTS", key}).at(0) == "0"; });
}

TEST_F(LiveState, EveryKeyExpires) {
    auto node = a_node("a");
    node->live->committed(a_run(1, 1, 2, 50));
    mark_complete(*node);
    claim(*node, 100);
    loop_.run(node->live->begin_rebuild(core::seconds(3)));
    loop_.run(node->live->take_token("x", 5, 60));
    const auto keys = space_.command({"KEYS", "*"});
    EXPECT_EQ(keys.size(), 5U);
    for (const auto& key : keys) {
        EXPECT_TRUE(key.starts_with(space_.prefix())) << key;
        EXPECT_GT(std::stoll(space_.command({"PTTL", key}).at(0)), 0) << key;
    }
}

// --- the round clock ------------------------------------------------------------------------------------------------

TEST_F(LiveState, ARebuildOfManyIsWhole) {
    auto node = a_node("a");
    std::vector<app::DueHead> heads;
    for (std::uint64_t i = 1; i <= 1'234; ++i)
        heads.push_back({intent(i), 1, {static_cast<std::int64_t>(i)}});
    mark_complete(*node, heads);
    EXPECT_EQ(claim(*node, 10'000, 100, 5'000).intents.size(), heads.size());
}

TEST_F(LiveState, LargeTimesKeepTheirMicroseconds) {
    auto node = a_node("a");
    mark_complete(*node);
    const std::int64_t due = 4'102'444'800'000'001; // in the year 2100
    node->live->committed(a_run(1, 1, 1, due));
    EXPECT_TRUE(claim(*node, due - 1).intents.empty());
    EXPECT_EQ(claim(*node, due, 7).intents.size(), 1U);
    EXPECT_TRUE(claim(*node, due + 6).intents.empty());
    EXPECT_EQ(claim(*node, due + 7).intents.size(), 1U);
}

// --- the line -------------------------------------------------------------------------------------------------------

TEST_F(LiveState, ARunTooLargeIsAnnouncedWithoutItsEvents) {
    auto a = a_node("a");
    auto b = a_node("b");
    auto large = a_run(1, 1, 2);
    large.events[0].body["text"] = core::Value(std::string(70'000, 'x'));
    a->live->committed(large);
    loop_.until([&] { return b->heard.size() == 1; });
    EXPECT_EQ(b->heard[0].intent, intent(1));
    EXPECT_TRUE(b->heard[0].events.empty());
    EXPECT_EQ(cached(*b, 1), 2U) << "the cache has it all the same";
}

TEST_F(LiveState, NonsenseOnTheLineIsPassedOver) {
    auto a = a_node("a");
    auto b = a_node("b");
    space_.command({"PUBLISH", space_.prefix() + "line", "{\"node\":1}"});
    space_.command({"PUBLISH", space_.prefix() + "line", std::string("\0\xff", 2)});
    a->live->committed(a_run(1, 1, 1));
    loop_.until([&] { return b->heard.size() == 1; });
}

TEST_F(LiveState, ABrokenLineIsToldWhenItIsRestored) {
    auto a = a_node("a");
    auto b = a_node("b");
    EXPECT_EQ(b->restored, 0);
    ASSERT_EQ(kill_clients(space_, "parley-subscriber"), 2);
    loop_.until([&] { return a->restored == 1 && b->restored == 1; });
    a->live->committed(a_run(1, 1, 1));
    loop_.until([&] { return b->heard.size() == 1; });
    loop_.until([&] { return b->live->is_up(); });
}

// --- what Redis may lose --------------------------------------------------------------------------------------------

TEST_F(LiveState, ForgottenScriptsAreSentAgain) {
    auto node = a_node("a");
    mark_complete(*node);
    space_.command({"SCRIPT", "FLUSH"});
    for (std::int64_t seq = 1; seq <= 10; ++seq)
        node->live->committed(a_run(1, seq, 1, 100));
    space_.command({"SCRIPT", "FLUSH"});
    EXPECT_EQ(claim(*node, 100).intents.size(), 1U);
    space_.command({"SCRIPT", "FLUSH"});
    EXPECT_TRUE(loop_.run(node->live->take_token("t", 1, 1))->given);
    EXPECT_FALSE(loop_.run(node->live->take_token("t", 1, 1))->given);
    EXPECT_EQ(cached(*node, 1), 10U);
}

TEST_F(LiveState, AnEmptiedRedisKnowsNothingAndGoesOn) {
    auto node = a_node("a");
    mark_complete(*node);
    node->live->committed(a_run(1, 1, 3, 10));
    EXPECT_EQ(cached(*node, 1), 3U);
    space_.flush();
    EXPECT_EQ(cached(*node, 1), 0U);
    node->live->committed(a_run(1, 4, 1, 10));
    EXPECT_EQ(cached(*node, 1), 0U) << "a log without its beginning is none";
    EXPECT_TRUE(claim(*node, 100).clock_is_empty);
    node->live->committed(a_run(2, 1, 1));
    EXPECT_EQ(cached(*node, 2), 1U);
}

TEST_F(LiveState, AKilledConnectionIsMadeAgainAndCommandsWork) {
    auto node = a_node("a");
    node->live->committed(a_run(1, 1, 1));
    EXPECT_EQ(cached(*node, 1), 1U);
    ASSERT_EQ(kill_clients(space_, "parley-commands"), 1);
    loop_.until([&] { return node->live->counters().reconnects == 1 && node->live->is_up(); });
    EXPECT_EQ(cached(*node, 1), 1U);
}

TEST_F(LiveState, WithoutRedisItAnswersLessAndNeverThrows) {
    LiveSettings settings;
    settings.url = "unix:///nonexistent/redis.sock";
    settings.node = "a";
    RedisLiveState live(loop_.executor(), settings, {}, {});
    live.start();
    EXPECT_FALSE(live.is_up());
    live.committed(a_run(1, 1, 1, 5));
    live.forget(intent(1));
    EXPECT_TRUE(loop_.run(live.cached(intent(1))).events.empty());
    const auto claimed = loop_.run(live.claim_due({100}, 10, 10));
    EXPECT_FALSE(claimed.clock_is_empty) << "unreachable is not empty";
    EXPECT_TRUE(claimed.intents.empty());
    EXPECT_FALSE(loop_.run(live.begin_rebuild(1'000)));
    loop_.run(live.finish_rebuild({}));
    EXPECT_FALSE(loop_.run(live.take_token("x", 1, 1)).has_value());
    EXPECT_GT(live.counters().lost, 0U);
    live.stop();
}

TEST(LiveStateSettings, AWrongUrlIsRefusedAtOnce) {
    asio::io_context loop;
    LiveSettings settings;
    settings.url = "localhost:6379";
    EXPECT_THROW(RedisLiveState(loop.get_executor(), settings, {}, {}), std::invalid_argument);
}

// --- tokens ---------------------------------------------------------------------------------------------------------

TEST_F(LiveState, TokensAreSharedBetweenNodesAndComeBackWithTime) {
    auto a = a_node("a");
    auto b = a_node("b");
    // 1200 a minute is one every 50 ms.
    int given = 0;
    for (int i = 0; i < 4; ++i) {
        given += loop_.run(a->live->take_token("t", 3, 1'200))->given ? 1 : 0;
        given += loop_.run(b->live->take_token("t", 3, 1'200))->given ? 1 : 0;
    }
    EXPECT_GE(given, 3);
    EXPECT_LE(given, 5) << "eight asked within a few milliseconds";
    EXPECT_TRUE(loop_.run(a->live->take_token("other", 3, 1'200))->given);
    bool again = false;
    loop_.until([&] { return again || (again = loop_.run(b->live->take_token("t", 3, 1'200))->given); });
}

} // namespace
} // namespace parley::redis::test

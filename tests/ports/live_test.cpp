#include "worlds.hpp"

#include "adapters/redis/live.hpp"
#include "support/fakes/fake_live.hpp"
#include "support/redis.hpp"

namespace parley::test {
namespace {

using app::Committed;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

/// One node's live state and what it heard of the others.
template <class State>
struct Node {
    std::vector<Committed> heard;
    std::unique_ptr<State> live;
};

class LiveInMemory {
public:
    using State = FakeLiveState;
    std::unique_ptr<Node<State>> a_node(const std::string&) {
        auto node = std::make_unique<Node<State>>();
        auto* raw = node.get();
        node->live =
            std::make_unique<State>(store_, [raw](Committed committed) { raw->heard.push_back(std::move(committed)); });
        return node;
    }
    void flush() { store_.flush(); }

private:
    FakeLiveStore store_;
};

class LiveInRedis {
public:
    using State = redis::RedisLiveState;
    explicit LiveInRedis(asio::io_context& loop) : loop_(loop) {}
    std::unique_ptr<Node<State>> a_node(const std::string& name) {
        redis::LiveSettings settings;
        const std::string number = std::to_string(space_.database());
        settings.url = space_.url().starts_with("unix:") ? space_.url() + "?db=" + number : space_.url() + "/" + number;
        settings.node = name;
        settings.prefix = space_.prefix();
        auto node = std::make_unique<Node<State>>();
        auto* raw = node.get();
        node->live = std::make_unique<State>(
            loop_.get_executor(), settings, [raw](Committed committed) { raw->heard.push_back(std::move(committed)); },
            [] {});
        node->live->start();
        return node;
    }
    void flush() { space_.flush(); }

private:
    asio::io_context& loop_;
    RedisSpace space_;
};

/// Holds the world and the loop on which everything of it happens.
template <class World>
struct Running;
template <>
struct Running<LiveInMemory> {
    asio::io_context loop{1};
    LiveInMemory world;
};
template <>
struct Running<LiveInRedis> {
    asio::io_context loop{1};
    LiveInRedis world{loop};
};

template <class World>
class LivePort : public testing::Test {
protected:
    using NodePtr = std::unique_ptr<Node<typename World::State>>;
    NodePtr a_node(const std::string& name = "a") {
        NodePtr node = running_.world.a_node(name);
        until([&] { return node->live->is_up(); });
        return node;
    }
    template <class T>
    T run(awaitable<T> work) {
        const auto ended = start(running_.loop.get_executor(), std::move(work));
        until([&] { return ended->done; });
        return ended->take();
    }
    template <class Condition>
    void until(Condition condition) {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
        while (!condition()) {
            ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "waited ten seconds in vain";
            running_.loop.restart();
            running_.loop.run_one_for(std::chrono::milliseconds(20));
        }
    }
    static Committed a_run(std::uint64_t number, std::int64_t first, int count,
                           std::optional<std::int64_t> due = std::nullopt) {
        Committed committed;
        committed.intent = intent(number);
        for (std::int64_t seq = first; seq < first + count; ++seq) {
            app::StoredEvent event;
            event.seq = seq;
            event.at = {1'700'000'000'000'000 + seq};
            event.received_at = {1'700'000'000'000'000};
            event.type = "tested";
            event.body["big"] = INT64_MAX;
            event.command_key = "k" + std::to_string(seq);
            event.hash = digest::sha256(std::to_string(seq));
            committed.events.push_back(std::move(event));
        }
        if (due)
            committed.next_due = core::Instant{*due};
        return committed;
    }
    std::size_t cached(NodePtr& node, std::uint64_t number) {
        return run(node->live->cached(intent(number))).events.size();
    }
    app::DueClaim claim(NodePtr& node, std::int64_t at, core::Micros lease = 100, int limit = 10) {
        return run(node->live->claim_due({at}, lease, limit));
    }
    void rebuild(NodePtr& node, std::vector<app::DueHead> heads = {}) {
        run(node->live->finish_rebuild(std::move(heads)));
    }

    Running<World> running_;
};

using LiveWorlds = testing::Types<LiveInMemory, LiveInRedis>;
struct LiveWorldNames {
    template <class World>
    static std::string GetName(int) {
        return std::is_same_v<World, LiveInMemory> ? "InMemory" : "InRedis";
    }
};
TYPED_TEST_SUITE(LivePort, LiveWorlds, LiveWorldNames);

TYPED_TEST(LivePort, GivesTheLogBackAsItWas) {
    auto node = this->a_node();
    Committed given = this->a_run(1, 1, 3);
    given.parts.push_back({2, "text", {9, 8, 7}, core::Value("ä\n\"")});
    node->live->committed(given);
    const app::IntentLog log = this->run(node->live->cached(intent(1)));
    ASSERT_THAT(log.events, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(log.events[i].seq, given.events[i].seq);
        EXPECT_EQ(log.events[i].at, given.events[i].at);
        EXPECT_EQ(log.events[i].received_at, given.events[i].received_at);
        EXPECT_EQ(log.events[i].type, given.events[i].type);
        EXPECT_EQ(log.events[i].body, given.events[i].body);
        EXPECT_EQ(log.events[i].command_key, given.events[i].command_key);
        EXPECT_EQ(log.events[i].hash, given.events[i].hash);
    }
    ASSERT_THAT(log.parts, SizeIs(1));
    EXPECT_EQ(log.parts[0].name, "text");
    EXPECT_EQ(log.parts[0].salt, given.parts[0].salt);
    EXPECT_EQ(log.parts[0].value, given.parts[0].value);
    EXPECT_EQ(this->cached(node, 2), 0U);
    node->live->forget(intent(1));
    EXPECT_EQ(this->cached(node, 1), 0U);
}

TYPED_TEST(LivePort, ACachedLogIsContinuedOnlyWhereItEnds) {
    auto node = this->a_node();
    node->live->committed(this->a_run(1, 1, 2));
    node->live->committed(this->a_run(1, 3, 1));
    EXPECT_EQ(this->cached(node, 1), 3U);
    node->live->committed(this->a_run(1, 2, 1));
    EXPECT_EQ(this->cached(node, 1), 3U) << "an older run that comes late changes nothing";
    node->live->committed(this->a_run(1, 3, 2));
    EXPECT_EQ(this->cached(node, 1), 4U) << "only what is new is added";
    node->live->committed(this->a_run(1, 6, 1));
    EXPECT_EQ(this->cached(node, 1), 0U) << "a gap: dropped rather than wrong";
    node->live->committed(this->a_run(2, 5, 1));
    EXPECT_EQ(this->cached(node, 2), 0U) << "a log cannot begin in the middle";
}

TYPED_TEST(LivePort, AnEmptyClockSaysSoUntilItIsRebuilt) {
    auto node = this->a_node();
    node->live->committed(this->a_run(1, 1, 1, 50));
    const app::DueClaim nothing = this->claim(node, 100);
    EXPECT_TRUE(nothing.clock_is_empty);
    EXPECT_THAT(nothing.intents, IsEmpty());
    EXPECT_TRUE(this->run(node->live->begin_rebuild(core::seconds(5))));
    EXPECT_FALSE(this->run(node->live->begin_rebuild(core::seconds(5)))) << "one at a time";
    this->rebuild(node, {{intent(2), 1, {60}}});
    const app::DueClaim both = this->claim(node, 100);
    EXPECT_FALSE(both.clock_is_empty);
    EXPECT_THAT(both.intents, UnorderedElementsAre(intent(1), intent(2)));
    this->running_.world.flush();
    EXPECT_TRUE(this->claim(node, 100).clock_is_empty);
}

TYPED_TEST(LivePort, ARebuildKeepsEarlierDeadlinesAndNewerOnes) {
    auto node = this->a_node();
    node->live->committed(this->a_run(1, 1, 5, 30));
    node->live->committed(this->a_run(2, 1, 1, 30));
    this->rebuild(node, {{intent(1), 3, {10}}, {intent(2), 1, {90}}});
    EXPECT_THAT(this->claim(node, 20).intents, IsEmpty()) << "what the rebuild had read of 1 was older";
    EXPECT_THAT(this->claim(node, 40).intents, ElementsAre(intent(1), intent(2)));
}

TYPED_TEST(LivePort, EachDeadlineIsGivenToOneNodeUntilItsLeaseEnds) {
    auto a = this->a_node("a");
    auto b = this->a_node("b");
    this->rebuild(a);
    for (std::uint64_t i = 1; i <= 3; ++i)
        a->live->committed(this->a_run(i, 1, 1, static_cast<std::int64_t>(10 * i)));
    EXPECT_THAT(this->claim(a, 100, 100, 2).intents, ElementsAre(intent(1), intent(2)));
    EXPECT_THAT(this->claim(b, 100).intents, ElementsAre(intent(3)));
    EXPECT_THAT(this->claim(b, 199).intents, IsEmpty());
    EXPECT_THAT(this->claim(b, 200).intents, SizeIs(3)) << "whoever had them may be dead";
}

TYPED_TEST(LivePort, ACommitMovesTheDeadlineAndAnOlderOneCannotMoveItBack) {
    auto node = this->a_node();
    this->rebuild(node);
    node->live->committed(this->a_run(1, 1, 1, 10));
    node->live->committed(this->a_run(1, 2, 1, 50));
    node->live->committed(this->a_run(1, 1, 1, 10));
    EXPECT_THAT(this->claim(node, 49).intents, IsEmpty());
    EXPECT_THAT(this->claim(node, 50).intents, ElementsAre(intent(1)));
    node->live->committed(this->a_run(1, 3, 1));
    EXPECT_THAT(this->claim(node, 1'000'000).intents, IsEmpty()) << "it has none any more";
}

TYPED_TEST(LivePort, OthersHearWhatWasCommittedAndTheSenderDoesNot) {
    auto a = this->a_node("a");
    auto b = this->a_node("b");
    a->live->committed(this->a_run(1, 1, 2, 50));
    this->until([&] { return !b->heard.empty(); });
    ASSERT_THAT(b->heard, SizeIs(1));
    EXPECT_EQ(b->heard[0].intent, intent(1));
    ASSERT_THAT(b->heard[0].events, SizeIs(2));
    EXPECT_EQ(b->heard[0].events[1].hash, digest::sha256(std::string("2")));
    b->live->committed(this->a_run(2, 1, 1));
    this->until([&] { return !a->heard.empty(); });
    ASSERT_THAT(a->heard, SizeIs(1)) << "its own came before and is not among them";
    EXPECT_EQ(a->heard[0].intent, intent(2));
}

TYPED_TEST(LivePort, TokensAreSharedBetweenNodesAndTellWhatIsLeft) {
    auto a = this->a_node("a");
    auto b = this->a_node("b");
    // One a minute: nothing comes back while the test runs.
    const auto take = [&](auto& node, const std::string& bucket) {
        return *this->run(node->live->take_token(bucket, 2, 1));
    };
    const app::Tokens first = take(a, "t");
    EXPECT_TRUE(first.given);
    EXPECT_EQ(first.left, 1);
    EXPECT_EQ(first.next_in, 0);
    EXPECT_EQ(first.full_in, core::seconds(60));
    const app::Tokens second = take(b, "t");
    EXPECT_TRUE(second.given);
    EXPECT_EQ(second.left, 0);
    EXPECT_GT(second.next_in, core::seconds(30));
    EXPECT_LE(second.next_in, core::seconds(60));
    const app::Tokens third = take(a, "t");
    EXPECT_FALSE(third.given);
    EXPECT_EQ(third.left, 0);
    EXPECT_LE(third.next_in, second.next_in);
    EXPECT_LE(third.full_in, second.full_in) << "a refusal takes nothing";
    EXPECT_TRUE(take(a, "other").given);
}

} // namespace
} // namespace parley::test

// Streams that span intents: gapless for everybody who comes and goes.
#include "app/app_world.hpp"
#include "app/topic_feed.hpp"

namespace parley::app::test {
namespace {

using testing::ElementsAre;

constexpr const char* topic = "sector/furniture";

class TopicFeedTest : public testing::Test {
protected:
    /// Another intent opens in the sector and is numbered.
    void opens() {
        world.stored(a_market().bidders(1).running());
        world.run(world.outbox.relay_topics(100));
    }
    auto joining(const std::shared_ptr<Listener>& sink, std::optional<std::int64_t> after) {
        return world.start(feed.subscribe(topic, std::nullopt, after, sink));
    }
    std::shared_ptr<Listener> listener(std::optional<std::int64_t> after) {
        auto sink = std::make_shared<Listener>();
        const auto joined = joining(sink, after);
        world.until([&] { return joined->done; });
        world.settle();
        return sink;
    }
    static Strings heard(const Listener& sink) {
        Strings lines;
        for (const PushPtr& push : sink.pushes)
            lines.push_back(std::to_string(push->seq) + ' ' + push->type);
        return lines;
    }

    World world{1};
    TopicFeed feed{world.market(), world.outbox, 0};
};

TEST_F(TopicFeedTest, WhoComesBackHearsWhatItMissed) {
    opens();
    opens();
    opens();
    EXPECT_THAT(heard(*listener(1)), ElementsAre("2 intent_opened", "3 intent_opened"));
    EXPECT_THAT(heard(*listener({})), ElementsAre("3 snapshot"));
}

// Otherwise each line that comes back would note again all that others were told before.
TEST_F(TopicFeedTest, WhoComesBackHasHeardWhatCameSinceAndNoMore) {
    opens();
    opens();
    const auto first = listener(0);
    EXPECT_EQ(listener(1)->notes.at(0).heard_from, 1);
    EXPECT_EQ(listener({})->notes.at(0).heard_from, 2);
    EXPECT_EQ(listener({})->notes.at(0).told, first->notes.at(0).told) << "one log for all who listen";
}

TEST_F(TopicFeedTest, WhoComesWhileAllOthersLeaveHearsEverythingOnce) {
    opens();
    const auto first = listener(0);
    world.outbox.topic_answers.close();
    const auto sink = std::make_shared<Listener>();
    const auto joined = joining(sink, 0); // It has read the first entry and waits.
    opens();
    const auto second = std::make_shared<Listener>();
    const auto joined_too = joining(second, 2); // It has heard more than was told here, so the feed tells what is new.
    ASSERT_EQ(world.outbox.topic_answers.waiting(), 2U);
    world.outbox.topic_answers.let_last_pass();
    world.until([&] { return joined_too->done; });
    EXPECT_EQ(heard(*first).back(), "2 intent_opened");
    // Now the sink is behind the others and reads on. Meanwhile they leave.
    world.outbox.topic_answers.let_one_pass();
    world.settle();
    ASSERT_EQ(world.outbox.topic_answers.waiting(), 1U);
    feed.unsubscribe(topic, first.get());
    feed.unsubscribe(topic, second.get());
    world.settle();
    world.outbox.topic_answers.open();
    world.until([&] { return joined->done; });
    joined->get();
    opens();
    listener(3); // Heard of the third elsewhere.
    EXPECT_THAT(heard(*sink), ElementsAre("1 intent_opened", "2 intent_opened", "3 intent_opened"));
}

TEST_F(TopicFeedTest, NewsOfOneTopicAsksNoOther) {
    std::vector<std::shared_ptr<Listener>> others;
    for (int n = 0; n < 50; ++n) {
        others.push_back(std::make_shared<Listener>());
        world.run(feed.subscribe("seen/" + std::to_string(n), std::nullopt, std::nullopt, others.back()));
    }
    const auto sink = listener({});
    const auto running = world.start(feed.run());
    world.settle();
    const int before = world.outbox.topic_reads;
    world.stored(a_market().bidders(1).running());
    feed.poke();
    world.until([&] { return sink->pushes.size() == 2; });
    EXPECT_EQ(sink->types().back(), "intent_opened");
    EXPECT_EQ(world.outbox.topic_reads, before) << "what is new comes in one reading for all topics";
}

} // namespace
} // namespace parley::app::test

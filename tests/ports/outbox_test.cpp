#include "worlds.hpp"

namespace parley::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

template <class World>
class OutboxPort : public testing::Test {
protected:
    app::Outbox& outbox() { return world_.outbox(); }
    void add(const std::string& kind, const std::string& target, std::int64_t not_before, std::uint64_t number = 1,
             std::int64_t seq = 1) {
        run(outbox().add(intent(number), {kind, target, seq, {not_before}, core::Value(target)}));
    }
    std::vector<app::OutboxJob> claim(std::int64_t now, core::Micros lease = 100, int limit = 10) {
        return run(outbox().claim("mail", {now}, lease, limit));
    }
    static std::vector<std::string> targets(const std::vector<app::OutboxJob>& jobs) {
        std::vector<std::string> names;
        for (const app::OutboxJob& job : jobs)
            names.push_back(job.target);
        return names;
    }

    World world_;
};
TYPED_TEST_SUITE(OutboxPort, Worlds, WorldNames);

TYPED_TEST(OutboxPort, GivesWhatIsDueOldestFirst) {
    this->add("mail", "later", 50);
    this->add("mail", "first", 10);
    this->add("mail", "second", 10);
    this->add("outreach", "other", 1);
    EXPECT_THAT(this->claim(9), IsEmpty());
    EXPECT_THAT(this->targets(this->claim(50, 100, 2)), ElementsAre("first", "second"));
    const auto rest = this->claim(50);
    ASSERT_THAT(rest, SizeIs(1));
    EXPECT_EQ(rest[0].target, "later");
    EXPECT_EQ(rest[0].intent, intent(1));
    EXPECT_EQ(rest[0].intent_seq, 1);
    EXPECT_EQ(rest[0].kind, "mail");
    EXPECT_EQ(rest[0].attempt, 1);
    EXPECT_EQ(rest[0].body, core::Value("later"));
    EXPECT_THAT(this->claim(50), IsEmpty()) << "claimed is claimed";
}

TYPED_TEST(OutboxPort, FinishedRowsAreGone) {
    this->add("mail", "a", 10);
    run(this->outbox().finish(this->claim(10).at(0)));
    EXPECT_THAT(this->claim(1'000'000), IsEmpty());
}

TYPED_TEST(OutboxPort, AClaimThatRanOutIsTakenOverAndItsOldHolderCannotFinishIt) {
    this->add("mail", "a", 10);
    const auto dead = this->claim(10, 100).at(0);
    EXPECT_THAT(this->claim(109), IsEmpty());
    const auto taken_over = this->claim(110, 100);
    ASSERT_THAT(taken_over, SizeIs(1));
    EXPECT_EQ(taken_over[0].attempt, 2);
    run(this->outbox().finish(dead));
    run(this->outbox().postpone(dead, {0}));
    EXPECT_THAT(this->claim(150), IsEmpty()) << "the old holder gave back what is not his";
    EXPECT_THAT(this->claim(210), SizeIs(1)) << "the old holder finished what is not his";
}

TYPED_TEST(OutboxPort, PostponedRowsComeBackAtTheirTime) {
    this->add("mail", "a", 10);
    run(this->outbox().postpone(this->claim(10).at(0), {500}));
    EXPECT_THAT(this->claim(499), IsEmpty());
    EXPECT_EQ(this->claim(500).at(0).attempt, 2);
}

TYPED_TEST(OutboxPort, CancelDropsThatKindAndTargetOfThatIntent) {
    this->add("mail", "a", 10, 1);
    this->add("mail", "a", 10, 1);
    this->add("mail", "a", 10, 2);
    this->add("mail", "b", 10, 1);
    EXPECT_EQ(run(this->outbox().cancel("mail", "a", intent(1))), 2);
    EXPECT_THAT(this->claim(10), SizeIs(2));
}

core::PrincipalId reader(std::uint64_t number) {
    core::PrincipalId id;
    id.low = number;
    return id;
}

TYPED_TEST(OutboxPort, MailsThatAreGatheredWaitForTheirDigest) {
    this->add("mail", "a", 10, 1);
    this->add("mail", "b", 10, 2);
    this->add("mail", "of another", 10, 3);
    const auto jobs = this->claim(10);
    ASSERT_THAT(jobs, SizeIs(3));
    EXPECT_TRUE(run(this->outbox().gather(jobs[0], reader(7), {500})));
    EXPECT_TRUE(run(this->outbox().gather(jobs[1], reader(7), {500})));
    EXPECT_TRUE(run(this->outbox().gather(jobs[2], reader(8), {500})));
    EXPECT_THAT(this->claim(1'000'000), IsEmpty());
    EXPECT_THAT(run(this->outbox().claim("digest", {499}, 100, 10)), IsEmpty());
    const auto digests = run(this->outbox().claim("digest", {500}, 100, 10));
    EXPECT_THAT(this->targets(digests), ElementsAre(core::to_text(reader(7)), core::to_text(reader(8))));
    EXPECT_EQ(digests.at(0).body.at("due"), core::Value(std::int64_t{500}));
    const auto news = run(this->outbox().open_digest(reader(7), {500}));
    EXPECT_THAT(this->targets(news), ElementsAre("a", "b"));
    EXPECT_EQ(news.at(1).intent, intent(2));
    EXPECT_EQ(news.at(1).body, core::Value("b"));
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {500})), SizeIs(2)) << "until it is closed";
    run(this->outbox().close_digest(reader(7), {500}));
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {500})), IsEmpty());
    EXPECT_THAT(run(this->outbox().open_digest(reader(8), {500})), SizeIs(1));
}

TYPED_TEST(OutboxPort, ADigestThatWasOpenedTakesNoMore) {
    this->add("mail", "a", 10, 1);
    this->add("mail", "late", 20, 1);
    EXPECT_TRUE(run(this->outbox().gather(this->claim(10).at(0), reader(7), {500})));
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {500})), SizeIs(1));
    const auto late = this->claim(20).at(0);
    EXPECT_FALSE(run(this->outbox().gather(late, reader(7), {500})));
    run(this->outbox().close_digest(reader(7), {500}));
    EXPECT_FALSE(run(this->outbox().gather(late, reader(7), {500}))) << "nor once it is closed";
    EXPECT_TRUE(run(this->outbox().gather(late, reader(7), {900})));
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {900})), SizeIs(1));
}

TYPED_TEST(OutboxPort, OnlyItsHolderGathersAMailAndCancellingReachesIt) {
    this->add("mail", "a", 10, 1);
    const auto dead = this->claim(10, 100).at(0);
    const auto holder = this->claim(110, 100).at(0);
    EXPECT_TRUE(run(this->outbox().gather(dead, reader(7), {500})));
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {500})), IsEmpty());
    EXPECT_TRUE(run(this->outbox().gather(holder, reader(7), {900})));
    EXPECT_EQ(run(this->outbox().cancel("mail", "a", intent(1))), 1);
    EXPECT_THAT(run(this->outbox().open_digest(reader(7), {900})), IsEmpty());
}

TYPED_TEST(OutboxPort, TopicsAreNumberedGaplesslyInTheOrderOfTheLog) {
    this->add("topic", "sector/a", 0, 1, 1);
    this->add("topic", "desk/x", 0, 1, 1);
    this->add("topic", "sector/a", 0, 2, 1);
    this->add("mail", "sector/a", 0, 2, 1);
    const auto first = run(this->outbox().relay_topics(10));
    ASSERT_THAT(first, SizeIs(3));
    EXPECT_EQ(first[0].topic, "desk/x");
    this->add("topic", "sector/a", 0, 1, 2);
    EXPECT_EQ(run(this->outbox().relay_topics(10)).at(0).seq, 3);
    EXPECT_THAT(run(this->outbox().relay_topics(10)), IsEmpty());

    const auto entries = run(this->outbox().topic("sector/a", 0, 10));
    ASSERT_THAT(entries, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(entries[i].seq, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(entries[0].intent, intent(1));
    EXPECT_EQ(entries[1].intent, intent(2));
    EXPECT_EQ(entries[2].intent_seq, 2);
    EXPECT_THAT(run(this->outbox().topic("sector/a", 2, 10)), SizeIs(1));
    EXPECT_THAT(run(this->outbox().topic("sector/a", 0, 2)), SizeIs(2));
    EXPECT_EQ(run(this->outbox().topic_head("sector/a")), 3);
    EXPECT_EQ(run(this->outbox().topic_head("sector/none")), 0);

    const auto all = run(this->outbox().all_topics(0, 10));
    ASSERT_THAT(all, SizeIs(4));
    EXPECT_EQ(all[0].topic, "sector/a");
    EXPECT_EQ(all[1].topic, "desk/x");
    for (std::size_t i = 1; i < 4; ++i)
        EXPECT_GT(all[i].number, all[i - 1].number);
    EXPECT_EQ(all[3].seq, 3) << "of one topic the numbers rise with seq";
    EXPECT_EQ(all[3].number, entries[2].number);
    EXPECT_EQ(run(this->outbox().last_number()), all[3].number);
    EXPECT_THAT(run(this->outbox().all_topics(all[1].number, 10)), SizeIs(2));
    EXPECT_THAT(run(this->outbox().all_topics(0, 1)), SizeIs(1));
    EXPECT_THAT(this->claim(10), SizeIs(1)) << "only topics are relayed";
}

} // namespace
} // namespace parley::test

#include "adapters/postgres/outbox.hpp"

#include "ledger_tools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

namespace parley::postgres::test {
namespace {

using testing::ElementsAre;

class Outbox : public testing::Test {
protected:
    static SessionSettings settings_of(const std::string& url) {
        SessionSettings settings;
        settings.url = url;
        return settings;
    }
    void add(const std::string& kind, const std::string& target, std::int64_t not_before, std::uint64_t id = 1,
             std::int64_t seq = 1) {
        app::OutboxRow row{kind, target, seq, {not_before}, core::Value(target)};
        run(outbox_.add(intent(id), row));
    }
    std::vector<app::OutboxJob> claim(std::int64_t now, core::Micros lease = 100, int limit = 10) {
        return run(outbox_.claim("mail", {now}, lease, limit));
    }
    static std::vector<std::string> targets(const std::vector<app::OutboxJob>& jobs) {
        std::vector<std::string> out;
        for (const auto& job : jobs)
            out.push_back(job.target);
        return out;
    }

    parley::test::Database database_ = ledger_database();
    std::shared_ptr<Sessions> sessions_ = std::make_shared<Sessions>(settings_of(database_.connection()), 4);
    PostgresOutbox outbox_{sessions_};
};

TEST_F(Outbox, GivesWhatIsDueOldestFirst) {
    add("mail", "later", 50);
    add("mail", "first", 10);
    add("mail", "second", 10);
    add("outreach", "other", 1);
    EXPECT_THAT(targets(claim(9)), ElementsAre());
    EXPECT_THAT(targets(claim(50, 100, 2)), ElementsAre("first", "second"));
    const auto rest = claim(50);
    ASSERT_EQ(rest.size(), 1U);
    EXPECT_EQ(rest[0].target, "later");
    EXPECT_EQ(rest[0].intent, intent(1));
    EXPECT_EQ(rest[0].intent_seq, 1);
    EXPECT_EQ(rest[0].kind, "mail");
    EXPECT_EQ(rest[0].attempt, 1);
    EXPECT_EQ(rest[0].body, core::Value("later"));
    EXPECT_TRUE(claim(50).empty()) << "claimed is claimed";
}

TEST_F(Outbox, FinishedRowsAreGone) {
    add("mail", "a", 10);
    const auto jobs = claim(10);
    run(outbox_.finish(jobs.at(0)));
    EXPECT_TRUE(claim(1'000'000).empty());
}

TEST_F(Outbox, AClaimThatRanOutIsTakenOverAndItsOldHolderCannotFinishIt) {
    add("mail", "a", 10);
    const auto dead = claim(10, 100).at(0);
    EXPECT_TRUE(claim(109).empty());
    const auto taken_over = claim(110, 100);
    ASSERT_EQ(taken_over.size(), 1U);
    EXPECT_EQ(taken_over[0].attempt, 2);
    run(outbox_.finish(dead));
    run(outbox_.postpone(dead, {0}));
    EXPECT_TRUE(claim(150).empty()) << "the old holder gave back what is not his";
    EXPECT_EQ(claim(210).size(), 1U) << "the old holder finished what is not his";
}

TEST_F(Outbox, PostponedRowsComeBackAtTheirTime) {
    add("mail", "a", 10);
    run(outbox_.postpone(claim(10).at(0), {500}));
    EXPECT_TRUE(claim(499).empty());
    EXPECT_EQ(claim(500).at(0).attempt, 2);
}

TEST_F(Outbox, CancelDropsThatKindAndTargetOfThatIntent) {
    add("mail", "a", 10, 1);
    add("mail", "a", 10, 1);
    add("mail", "a", 10, 2);
    add("mail", "b", 10, 1);
    EXPECT_EQ(run(outbox_.cancel("mail", "a", intent(1))), 2);
    EXPECT_EQ(claim(10).size(), 2U);
}

TEST_F(Outbox, ManyClaimersShareWithoutOverlap) {
    for (int i = 0; i < 60; ++i)
        add("mail", std::to_string(i), 10);
    asio::io_context loop(1);
    std::map<std::string, int> seen;
    for (int claimer = 0; claimer < 12; ++claimer)
        asio::co_spawn(loop, outbox_.claim("mail", {10}, 100, 10),
                       [&](std::exception_ptr error, std::vector<app::OutboxJob> jobs) {
                           ASSERT_FALSE(error);
                           for (const auto& job : jobs)
                               ++seen[job.target];
                       });
    loop.run();
    for (const auto& job : claim(10, 100, 100))
        ++seen[job.target];
    EXPECT_EQ(seen.size(), 60U);
    for (const auto& [target, times] : seen)
        EXPECT_EQ(times, 1) << target;
}

TEST_F(Outbox, TopicsAreNumberedGaplesslyInTheOrderOfTheLog) {
    add("topic", "sector/a", 0, 1, 1);
    add("topic", "desk/x", 0, 1, 1);
    add("topic", "sector/a", 0, 2, 1);
    add("mail", "sector/a", 0, 2, 1);
    const auto first = run(outbox_.relay_topics(10));
    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(first[0].topic, "desk/x");
    add("topic", "sector/a", 0, 1, 2);
    EXPECT_EQ(run(outbox_.relay_topics(10)).at(0).seq, 3);
    EXPECT_TRUE(run(outbox_.relay_topics(10)).empty());

    const auto entries = run(outbox_.topic("sector/a", 0, 10));
    ASSERT_EQ(entries.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(entries[i].seq, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(entries[0].intent, intent(1));
    EXPECT_EQ(entries[1].intent, intent(2));
    EXPECT_EQ(entries[2].intent_seq, 2);
    EXPECT_EQ(run(outbox_.topic("sector/a", 2, 10)).size(), 1U);
    EXPECT_EQ(run(outbox_.topic("sector/a", 0, 2)).size(), 2U);
    EXPECT_EQ(run(outbox_.topic_head("sector/a")), 3);
    EXPECT_EQ(run(outbox_.topic_head("sector/none")), 0);
    EXPECT_EQ(claim(10).size(), 1U) << "only topics are relayed";
}

TEST_F(Outbox, RelaysOfSeveralNodesNeverNumberTwice) {
    std::size_t rows = 0;
    for (std::uint64_t i = 1; i <= 40; ++i, ++rows)
        add("topic", "sector/" + std::to_string(i % 3), 0, i);
    asio::io_context loop(1);
    std::set<std::pair<std::string, std::int64_t>> numbered;
    std::size_t count = 0;
    const auto note = [&](std::exception_ptr error, std::vector<app::TopicEntry> entries) {
        ASSERT_FALSE(error);
        for (const auto& entry : entries) {
            numbered.emplace(entry.topic, entry.seq);
            ++count;
        }
    };
    // Who does not get the lock comes back empty-handed, so they go on until everything is relayed.
    while (count < rows) {
        for (int relay = 0; relay < 4; ++relay)
            asio::co_spawn(loop, outbox_.relay_topics(7), note);
        loop.run();
        loop.restart();
    }
    EXPECT_EQ(count, rows);
    EXPECT_EQ(numbered.size(), rows);
    for (const auto& row :
         database_.execute("SELECT count(*) = max(seq) AND min(seq) = 1 FROM topic_event GROUP BY topic"))
        EXPECT_EQ(row[0], "t");
}

} // namespace
} // namespace parley::postgres::test

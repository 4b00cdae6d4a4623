#include "adapters/postgres/outbox.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <map>
#include <set>

namespace parley::postgres::test {
namespace {

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

    parley::test::Database database_ = ledger_database();
    std::shared_ptr<Sessions> sessions_ = std::make_shared<Sessions>(settings_of(database_.connection()), 4);
    PostgresOutbox outbox_{sessions_};
};

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

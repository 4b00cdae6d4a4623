#include "adapters/postgres/uptime.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace parley::postgres::test {
namespace {

constexpr core::Micros tolerance = core::seconds(5);
constexpr core::Instant start{1'700'000'000'000'000};

core::Instant at_second(std::int64_t second) {
    return start + core::seconds(second);
}

class Uptime : public testing::Test {
protected:
    static SessionSettings settings_of(const std::string& url) {
        SessionSettings settings;
        settings.url = url;
        return settings;
    }
    std::optional<app::Outage> claim(std::int64_t second) {
        return run(uptime_.claim_outage(at_second(second), tolerance));
    }
    void beat(const std::string& node, std::int64_t second) { run(uptime_.beat(node, at_second(second))); }

    parley::test::Database database_ = ledger_database();
    PostgresUptime uptime_{std::make_shared<Sessions>(settings_of(database_.connection()), 4)};
};

TEST_F(Uptime, TheVeryFirstStartIsNoOutage) {
    EXPECT_FALSE(claim(0));
}

TEST_F(Uptime, AShortGapIsNoOutage) {
    beat("a", 0);
    EXPECT_FALSE(claim(5));
}

TEST_F(Uptime, AGapWithoutAnybodysBeatIsOne) {
    beat("a", 0);
    beat("b", 10);
    beat("b", 9); // late on the way; the latest counts
    const auto outage = run(uptime_.claim_outage(at_second(15) + 1, tolerance));
    ASSERT_TRUE(outage);
    EXPECT_EQ(outage->from, at_second(10));
    EXPECT_EQ(outage->to, at_second(15) + 1);
}

TEST_F(Uptime, IsRecordedOnceAndGivenToWhoeverComesBeforeTheNextBeat) {
    beat("a", 0);
    const auto first = claim(60);
    const auto second = claim(62);
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->to, second->to) << "one outage, whoever asks";
    beat("a", 62);
    EXPECT_FALSE(claim(63)) << "somebody takes offers again";
    EXPECT_EQ(database_.execute("SELECT count(*) FROM outage")[0][0], "1");
}

TEST_F(Uptime, GrowsWhenTheFirstNodeDiedBeforeItTookOffers) {
    beat("a", 0);
    ASSERT_TRUE(claim(60));
    const auto later = claim(120);
    ASSERT_TRUE(later);
    EXPECT_EQ(later->from, at_second(0));
    EXPECT_EQ(later->to, at_second(120));
    EXPECT_EQ(database_.execute("SELECT count(*) FROM outage")[0][0], "1");
}

TEST_F(Uptime, ManyNodesComingBackTogetherSeeOneOutage) {
    beat("a", 0);
    asio::io_context loop(1);
    std::set<std::int64_t> ends;
    for (int node = 0; node < 8; ++node)
        asio::co_spawn(loop, uptime_.claim_outage(at_second(60) + node, tolerance),
                       [&](std::exception_ptr error, std::optional<app::Outage> outage) {
                           ASSERT_FALSE(error);
                           ASSERT_TRUE(outage);
                           ends.insert(outage->to.us);
                       });
    loop.run();
    EXPECT_EQ(ends.size(), 1U);
}

TEST_F(Uptime, TellsTheDatabasesClockInMicroseconds) {
    using namespace std::chrono;
    const auto now = duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
    EXPECT_NEAR(static_cast<double>(run(uptime_.database_now()).us), static_cast<double>(now), 2e6);
}

} // namespace
} // namespace parley::postgres::test

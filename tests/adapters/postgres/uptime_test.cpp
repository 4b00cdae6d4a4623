#include "adapters/postgres/uptime.hpp"

#include "ledger_tools.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace parley::postgres::test {
namespace {

using testing::ElementsAre;
using testing::Pair;

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
    // Each outage as its seconds after the start.
    std::vector<std::pair<std::int64_t, std::int64_t>> claim(std::int64_t second) {
        std::vector<std::pair<std::int64_t, std::int64_t>> out;
        for (const auto& outage : run(uptime_.claim_outages(at_second(second), tolerance)))
            out.emplace_back((outage.from - start) / core::seconds(1), (outage.to - start) / core::seconds(1));
        return out;
    }
    void beat(const std::string& node, std::int64_t second) { run(uptime_.beat(node, at_second(second))); }

    parley::test::Database database_ = ledger_database();
    PostgresUptime uptime_{std::make_shared<Sessions>(settings_of(database_.connection()), 4)};
};

TEST_F(Uptime, TheVeryFirstStartIsNoOutage) {
    EXPECT_THAT(claim(0), ElementsAre());
}

TEST_F(Uptime, AShortGapIsNoOutage) {
    beat("a", 0);
    EXPECT_THAT(claim(5), ElementsAre());
    EXPECT_EQ(run(uptime_.claim_outages(at_second(5) + 1, tolerance)).size(), 1U) << "to the microsecond";
}

TEST_F(Uptime, AGapWithoutAnybodysBeatIsOne) {
    beat("a", 0);
    beat("b", 10);
    beat("b", 9); // late on the way; the latest counts
    EXPECT_THAT(claim(16), ElementsAre(Pair(10, 16)));
}

TEST_F(Uptime, IsRecordedOnceAndGivenToWhoeverComesBeforeTheNextBeat) {
    beat("a", 0);
    EXPECT_THAT(claim(60), ElementsAre(Pair(0, 60)));
    EXPECT_THAT(claim(62), ElementsAre(Pair(0, 60))) << "one outage, whoever asks";
    beat("a", 62);
    EXPECT_THAT(claim(63), ElementsAre()) << "somebody takes offers again";
    beat("a", 100);
    EXPECT_THAT(claim(110), ElementsAre(Pair(100, 110)));
    EXPECT_EQ(database_.execute("SELECT count(*) FROM outage")[0][0], "2");
}

TEST_F(Uptime, ThatWhoFoundItDiedIsAnOutageOfItsOwn) {
    beat("a", 0);
    EXPECT_THAT(claim(60), ElementsAre(Pair(0, 60)));
    EXPECT_THAT(claim(120), ElementsAre(Pair(0, 60), Pair(60, 120))) << "none of it is lost, none of it counts twice";
    EXPECT_THAT(claim(121), ElementsAre(Pair(0, 60), Pair(60, 120)));
    beat("b", 121);
    EXPECT_THAT(claim(122), ElementsAre());
}

TEST_F(Uptime, ManyNodesComingBackTogetherSeeOneOutage) {
    beat("a", 0);
    asio::io_context loop(1);
    std::set<std::int64_t> ends;
    for (int node = 0; node < 8; ++node)
        asio::co_spawn(loop, uptime_.claim_outages(at_second(60) + node, tolerance),
                       [&](std::exception_ptr error, std::vector<app::Outage> outages) {
                           ASSERT_FALSE(error);
                           ASSERT_EQ(outages.size(), 1U);
                           ends.insert(outages[0].to.us);
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

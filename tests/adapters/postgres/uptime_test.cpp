#include "adapters/postgres/uptime.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <set>

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
    parley::test::Database database_ = ledger_database();
    PostgresUptime uptime_{std::make_shared<Sessions>(settings_of(database_.connection()), 4)};
};

TEST_F(Uptime, ManyNodesComingBackTogetherSeeOneOutage) {
    run(uptime_.beat("a", at_second(0)));
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

} // namespace
} // namespace parley::postgres::test

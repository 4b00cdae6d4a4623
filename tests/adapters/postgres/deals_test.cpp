// The deals of a business are found by an index of their own, however often it was asked.
#include "support/database.hpp"

#include <gtest/gtest.h>

namespace parley::postgres::test {
namespace {

/// `asked` requests of the one business, of which every hundredth came to a deal; the newest has the highest number.
void store_requests(const parley::test::Database& database, int asked) {
    const std::string numbers = " FROM generate_series(1, " + std::to_string(asked) + ") AS n";
    const std::string event =
        "INSERT INTO intent_event (intent_id, seq, at, received_at, type, body, command_key, hash) ";
    const std::string zeros = ", '', decode(repeat('00', 32), 'hex')";
    database.execute("INSERT INTO intent_part (intent_id, seq, name, salt, value) SELECT 'i' || n, 2, 'business', "
                     "decode(repeat('00', 16), 'hex'), '{\"id\": \"shop\", \"simulated\": false}'" +
                     numbers);
    database.execute(event + "SELECT 'i' || n, 1, n, n, 'intent_created', '{\"sector\": \"furniture/tables\"}'" +
                     zeros + numbers);
    database.execute(event + "SELECT 'i' || n, 2, n, n, 'invited', '{\"bidder\": 1}'" + zeros + numbers);
    database.execute(event + "SELECT 'i' || n, 3, n, n, 'award_confirmed', '{\"bidder\": 1}'" + zeros + numbers +
                     " WHERE n % 100 = 0");
    database.execute("ANALYZE");
}

TEST(DealsOf, AreWrittenWithTheirEventsAndReadNewestFirst) {
    const auto database = parley::test::Database::migrated();
    store_requests(database, 500);
    const auto deals = database.execute("SELECT intent_id, bidder, agreed_at, sector FROM deals_of('shop')");
    ASSERT_EQ(deals.size(), 5U);
    EXPECT_EQ(deals[0], (std::vector<std::string>{"i500", "1", "500", "furniture/tables"}));
    EXPECT_EQ(deals[4][0], "i100");
}

TEST(DealsOf, ManyAreReadInOrderByTheIndexAlone) {
    const auto database = parley::test::Database::migrated();
    database.execute("INSERT INTO deal SELECT 'i' || n, 'shop', 1, n, 'furniture/tables', false, false "
                     "FROM generate_series(1, 20000) AS n");
    database.execute("ANALYZE");
    std::string plan;
    for (const auto& line : database.execute("EXPLAIN SELECT * FROM deals_of('shop')"))
        plan += line[0] + '\n';
    EXPECT_NE(plan.find("using deal_newest on deal"), std::string::npos) << plan;
    for (const char* more : {"Sort", "Join", "Loop", "Seq Scan"})
        EXPECT_EQ(plan.find(more), std::string::npos) << plan;
}

} // namespace
} // namespace parley::postgres::test

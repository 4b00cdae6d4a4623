// What every request or offer asks of PostgreSQL is planned a few times and then never again: planning took two
// fifths of the database's time at a small load.
#include "adapters/postgres/directory_sql.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace parley::postgres::test {
namespace {

struct Asked {
    Sql sql;
    std::function<Parameters(std::size_t)> parameters; // for so many at once
};

const std::vector<Asked>& asked_often() {
    static const std::vector<Asked> all = {
        {sql::find_sessions,
         [](std::size_t n) {
             return Parameters().texts(std::vector<std::string>(n, "hash")).bigints(std::vector<std::int64_t>(n, 1));
         }},
        {sql::note_answers,
         [](std::size_t n) {
             std::vector<std::string> intents;
             for (std::size_t i = 0; i < n; ++i)
                 intents.push_back(std::to_string(i));
             return Parameters().texts(std::vector<std::string>(n, "shop")).texts(intents);
         }},
        {sql::count_answers,
         [](std::size_t n) {
             return Parameters()
                 .texts(std::vector<std::string>(n, "shop"))
                 .bigints(std::vector<std::int64_t>(n, 1))
                 .bigint(1);
         }},
    };
    return all;
}

// In small tables any plan is cheap, and nothing is planned anew.
void fill(const parley::test::Database& database) {
    const std::string shops = " FROM generate_series(1, 5000) AS n";
    database.execute("INSERT INTO principal (id, kind) SELECT 'shop' || n, 'business'" + shops);
    database.execute("INSERT INTO session SELECT 'hash' || n, 0, 9" + shops);
    database.execute("INSERT INTO session_principal SELECT 'hash' || n, 'shop' || n, 0" + shops);
    database.execute(
        "INSERT INTO business (id, version, name, place_name, story, trader, sectors, lat_e6, lon_e6, radius_km, "
        "nationwide, budget_floor, paused, hours, simulated, daily_cap, invitations, answers) SELECT 'shop' || n, n, "
        "'A shop', '', '', 'null', '[]', 0, 0, 1, false, 0, false, 'null', true, 0, 0, 0" +
        shops);
    database.execute("ANALYZE");
}

TEST(PostgresPlans, OfWhatIsAskedOftenAreMadeOnce) {
    const auto database = parley::test::Database::migrated();
    fill(database);
    SessionSettings settings;
    settings.url = database.connection();
    Session session(settings);
    session.guard([&] {
        for (const Asked& one : asked_often()) {
            for (std::size_t call = 0; call < 40; ++call)
                session.execute(one.sql, one.parameters(1 + call % 8));
            const Rows plans = session.execute({"plans_of", "SELECT custom_plans, generic_plans FROM "
                                                            "pg_prepared_statements WHERE statement = $1"},
                                               Parameters().text(one.sql.text));
            ASSERT_EQ(plans.size(), 1) << one.sql.name;
            EXPECT_LE(plans.bigint(0, 0), 5) << one.sql.name << " is planned anew for each call";
            EXPECT_GE(plans.bigint(0, 1), 35) << one.sql.name;
        }
    });
}

} // namespace
} // namespace parley::postgres::test

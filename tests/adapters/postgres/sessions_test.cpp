#include "adapters/postgres/sessions.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <soci/soci.h>

namespace parley::postgres::test {
namespace {

using runtime::Outcome;
using runtime::Unavailable;

SessionSettings settings_of(const std::string& url) {
    SessionSettings settings;
    settings.url = url;
    return settings;
}

std::string setting(Session& session, const std::string& name) {
    std::string value;
    session.guard([&] { session.db() << "SHOW " + name, soci::into(value); });
    return value;
}

TEST(PostgresSession, IsSetUpSoThatNothingWaitsForEver) {
    Session session(settings_of(parley::test::process_database().connection()));
    EXPECT_EQ(setting(session, "statement_timeout"), "5s");
    EXPECT_EQ(setting(session, "lock_timeout"), "2s");
    EXPECT_EQ(setting(session, "idle_in_transaction_session_timeout"), "10s");
    EXPECT_EQ(setting(session, "TimeZone"), "UTC");
    EXPECT_EQ(setting(session, "application_name"), "parley");
    EXPECT_EQ(setting(session, "client_encoding"), "UTF8");
}

TEST(PostgresSession, NeverReportsTheCommitOfAFailedTransaction) {
    const parley::test::Database database;
    database.execute("CREATE TABLE t (n int PRIMARY KEY)");
    Session session(settings_of(database.connection()));
    auto swallow_an_error = [&] {
        session.transaction([&] {
            session.execute_text("INSERT INTO t VALUES (1)");
            EXPECT_THROW(session.execute_text("INSERT INTO t VALUES (1)"), SqlError);
        });
    };
    try {
        session.guard(swallow_an_error);
        FAIL() << "a transaction that PostgreSQL rolled back was reported as committed";
    } catch (const SqlError& error) {
        EXPECT_EQ(error.sqlstate(), "25P02");
    }
    EXPECT_EQ(database.execute("SELECT count(*) FROM t")[0][0], "0");

    session.guard([&] { session.transaction([&] { session.execute_text("INSERT INTO t VALUES (2)"); }); });
    EXPECT_EQ(database.execute("SELECT n FROM t")[0][0], "2");
    EXPECT_EQ(session.counters()->commits, 1U);
}

TEST(PostgresSession, LeavesNoTransactionBehindForTheNextJob) {
    const parley::test::Database database;
    Session session(settings_of(database.connection()));
    session.guard([&] {
        session.begin();
        session.execute_text("CREATE TABLE gone (n int)");
    });
    EXPECT_EQ(database.execute("SELECT count(*) FROM pg_class WHERE relname = 'gone'")[0][0], "0");
}

constexpr Sql doubled = {"doubled", "SELECT $1 * 2"};

std::int64_t twice(Session& session, std::int64_t number) {
    return session.execute(doubled, Parameters().bigint(number)).bigint(0, 0);
}

TEST(PostgresSession, ComesBackAfterItsBackendWasKilledAndPreparesAnew) {
    const parley::test::Database database;
    Session session(settings_of(database.connection()));
    std::int64_t answer = 0;
    auto cut_short = [&] {
        answer = twice(session, 21);
        database.disconnect_all();
        answer = twice(session, 1);
    };
    try {
        session.guard(cut_short);
        FAIL() << "the loss of the connection was not noticed";
    } catch (const Unavailable& error) {
        EXPECT_EQ(error.outcome(), Outcome::unknown);
        EXPECT_TRUE(error.retryable());
    }
    EXPECT_EQ(answer, 42);
    session.guard([&] { answer = twice(session, 4); });
    EXPECT_EQ(answer, 8);
    EXPECT_EQ(session.counters()->connects, 2U);
}

TEST(PostgresSession, SociStatementsSurviveAKilledBackendToo) {
    const parley::test::Database database;
    Session session(settings_of(database.connection()));
    int one = 0;
    auto job = [&] { session.db() << "SELECT 1", soci::into(one); };
    auto cut_short = [&] {
        job();
        database.disconnect_all();
        job();
    };
    EXPECT_THROW(session.guard(cut_short), Unavailable);
    one = 0;
    session.guard(job);
    EXPECT_EQ(one, 1);
}

TEST(PostgresSession, NoJobMeetsABackendThatWasKilledBetweenTwo) {
    const parley::test::Database database;
    Session session(settings_of(database.connection()));
    for (const std::int64_t number : {1, 2, 3}) {
        std::int64_t answer = 0;
        session.guard([&] { answer = twice(session, number); });
        EXPECT_EQ(answer, 2 * number);
        database.disconnect_all();
    }
    EXPECT_EQ(session.counters()->connects, 3U);
}

TEST(PostgresSession, SaysNotDoneWhenItCannotConnect) {
    Session session(settings_of("host=/nonexistent dbname=none"));
    try {
        session.guard([] { FAIL() << "work without a connection"; });
        FAIL();
    } catch (const Unavailable& error) {
        EXPECT_EQ(error.outcome(), Outcome::not_done);
    }
    Session nonsense(settings_of("not a connection string"));
    EXPECT_THROW(nonsense.guard([] {}), std::invalid_argument);
}

TEST(PostgresSession, TellsTimeoutsFromMistakes) {
    const parley::test::Database database;
    auto settings = settings_of(database.connection());
    settings.statement_timeout = std::chrono::milliseconds(50);
    Session session(settings);
    try {
        session.guard([&] { session.execute_text("SELECT pg_sleep(5)"); });
        FAIL();
    } catch (const Unavailable& error) {
        EXPECT_EQ(error.outcome(), Outcome::not_done);
    }
    int n = 0;
    EXPECT_THROW(session.guard([&] { session.db() << "SELECT nonsense", soci::into(n); }), SqlError);
    EXPECT_THROW(session.guard([&] { session.execute_text("SELECT nonsense"); }), SqlError);
    session.guard([&] { session.db() << "SELECT 7", soci::into(n); });
    EXPECT_EQ(n, 7) << "a mistake must not cost the session";
}

TEST(PostgresSession, CountsStatementsOfBothKinds) {
    Session session(settings_of(parley::test::process_database().connection()));
    int n = 0;
    session.guard([&] {
        session.db() << "SELECT 1", soci::into(n);
        session.execute({"count_me", "SELECT $1"}, Parameters().bigint(1));
        session.execute({"count_me", "SELECT $1"}, Parameters().bigint(1));
    });
    EXPECT_EQ(session.counters()->statements, 3U);
}

TEST(PostgresSessions, RunsJobsAndBringsTheirErrorsBack) {
    Sessions sessions(settings_of(parley::test::process_database().connection()), 2);
    auto answer = [](Session& session) {
        int n = 0;
        session.db() << "SELECT 42", soci::into(n);
        return n;
    };
    EXPECT_EQ(run(sessions.run(answer)), 42);
    auto mistake = [](Session& session) { session.execute_text("SELECT nonsense"); };
    EXPECT_THROW(run(sessions.run(mistake)), SqlError);
}

// Text goes through arrays as it is, whatever it holds: there is no quoting that could be got wrong.
RC_GTEST_PROP(PostgresParameters, CarryAnyTextThroughAnArray, ()) {
    static Session session(settings_of(parley::test::process_database().connection()));
    const auto element = rc::gen::container<std::string>(rc::gen::elementOf(std::string("a,{}\"\\' \n\tNUL()$1:x")));
    const auto values = *rc::gen::container<std::vector<std::string>>(element);
    std::vector<std::string> back;
    session.guard([&] {
        const Rows rows =
            session.execute({"texts_back", "SELECT x FROM unnest($1) WITH ORDINALITY AS t (x, n) ORDER BY n"},
                            Parameters().texts(values));
        for (int row = 0; row < rows.size(); ++row)
            back.emplace_back(rows.text(row, 0));
    });
    RC_ASSERT(back == values);
}

TEST(PostgresParameters, CarryNumbersNullsTruthsAndBytes) {
    Session session(settings_of(parley::test::process_database().connection()));
    const std::vector<std::optional<std::int64_t>> numbers = {INT64_MIN, std::nullopt, INT64_MAX};
    const std::vector<std::string> bytes = {std::string("\0\xff", 2), "", "x"};
    session.guard([&] {
        const Rows rows = session.execute(
            {"mixed_back",
             "SELECT a, b, c, d FROM unnest($1, $2, $3, $4) WITH ORDINALITY AS t (a, b, c, d, n) ORDER BY n"},
            Parameters()
                .bigints(numbers)
                .booleans({true, false, true})
                .byteas(bytes)
                .texts(std::vector<std::string>{"NULL", "", "ü€"}));
        ASSERT_EQ(rows.size(), 3);
        EXPECT_EQ(rows.bigint(0, 0), INT64_MIN);
        EXPECT_TRUE(rows.is_null(1, 0));
        EXPECT_EQ(rows.bigint(2, 0), INT64_MAX);
        EXPECT_TRUE(rows.boolean(0, 1));
        EXPECT_FALSE(rows.boolean(1, 1));
        EXPECT_EQ(rows.bytes(0, 2), bytes[0]);
        EXPECT_EQ(rows.bytes(1, 2), "");
        EXPECT_FALSE(rows.is_null(0, 3)) << "the word NULL is a word";
        EXPECT_EQ(rows.text(2, 3), "ü€");
    });
}

TEST(PostgresParameters, TextWithNulIsRefusedNotCut) {
    Session session(settings_of(parley::test::process_database().connection()));
    const std::vector<std::string> values = {std::string("a\0b", 3)};
    EXPECT_THROW(session.guard([&] { session.execute({"nul", "SELECT $1::text[]"}, Parameters().texts(values)); }),
                 SqlError);
}

} // namespace
} // namespace parley::postgres::test

// Evidence of consent cannot be changed or lost, whoever is connected to the database.
#include "adapters/postgres/accounts.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

namespace parley::postgres::test {
namespace {

class ConsentTable : public testing::Test {
protected:
    ConsentTable() {
        add("1, NULL, NULL, ''");
        add("2, 10, NULL, ''");
        add("3, 10, 4102444800000000, 'unsubscribe'"); // in 2100
    }
    void add(const std::string& values) {
        database_.execute(
            "INSERT INTO consent (principal_id, purpose, wording, requested_at, confirmed_at, withdrawn_at, "
            "withdrawn_how) SELECT 'p', 'intent/1', 'w', " +
            values);
    }
    /// Whether the statement is let through.
    bool may(const std::string& statement) {
        try {
            database_.execute(statement);
            return true;
        } catch (const std::exception&) {
            return false;
        }
    }
    std::string where(int requested_at) { return " WHERE requested_at = " + std::to_string(requested_at); }

    parley::test::Database database_ = parley::test::Database::migrated();
};

TEST_F(ConsentTable, IsConfirmedOnceAndWithdrawnOnce) {
    EXPECT_TRUE(may("UPDATE consent SET confirmed_at = 5, token_hash = 't'" + where(1)));
    EXPECT_FALSE(may("UPDATE consent SET confirmed_at = 6" + where(1)));
    EXPECT_FALSE(may("UPDATE consent SET confirmed_at = NULL" + where(1)));
    EXPECT_FALSE(may("UPDATE consent SET token_hash = 'other'" + where(1)));
    EXPECT_TRUE(may("UPDATE consent SET withdrawn_at = 7, withdrawn_how = 'unsubscribe'" + where(1)));
    EXPECT_FALSE(may("UPDATE consent SET withdrawn_at = NULL, withdrawn_how = ''" + where(1)));
    EXPECT_FALSE(may("UPDATE consent SET withdrawn_at = 8" + where(3)));
    EXPECT_FALSE(may("UPDATE consent SET withdrawn_at = 8" + where(2))) << "how it was withdrawn has to be said";
}

TEST_F(ConsentTable, NothingElseOfARowChanges) {
    for (const char* change :
         {"principal_id = 'q'", "purpose = 'x'", "wording = 'x'", "requested_at = 99", "expires_at = 99",
          "subject = 'x'", "channel = 'push'", "controller = 'x'", "wording_sha256 = 'x'", "method = 'x'",
          "locale = 'x'", "ip = 'x'", "user_agent = 'x'", "source = 'import'"})
        for (const int row : {1, 2, 3})
            EXPECT_FALSE(may(std::string("UPDATE consent SET ") + change + where(row))) << change << " of row " << row;
    EXPECT_FALSE(may("UPDATE consent SET withdrawn_at = 9, withdrawn_how = 'page', purpose = 'x'" + where(2)));
}

TEST_F(ConsentTable, OnlyWhatWasNeverConfirmedCanBeDeleted) {
    EXPECT_FALSE(may("DELETE FROM consent" + where(2)));
    EXPECT_FALSE(may("DELETE FROM consent" + where(3)));
    EXPECT_FALSE(may("TRUNCATE consent"));
    EXPECT_TRUE(may("DELETE FROM consent" + where(1)));
    EXPECT_EQ(database_.execute("SELECT count(*) FROM consent")[0][0], "2");
}

TEST_F(ConsentTable, EvidenceMayGoSixYearsAfterItsEnd) {
    const auto ended = [this](const std::string& number, const std::string& years) {
        add(number + ", 10, floor(extract(epoch FROM now() - interval '" + years + "') * 1000000)::bigint, 'page'");
    };
    ended("4", "5 years 364 days");
    ended("5", "6 years 1 day");
    EXPECT_FALSE(may("DELETE FROM consent" + where(4)));
    EXPECT_TRUE(may("DELETE FROM consent" + where(5)));
}

TEST_F(ConsentTable, KeepsTheHashOfTheAddressAndNotTheAddress) {
    SessionSettings settings;
    settings.url = database_.connection();
    PostgresAccounts accounts(std::make_shared<Sessions>(settings, 1));
    core::PrincipalId reader;
    reader.low = 7;
    asio::io_context loop(1);
    const auto work = [&]() -> awaitable<void> {
        app::Contact contact{"a@example.org", "", ""};
        co_await accounts.find_or_create(app::PrincipalKind::consumer, std::move(contact), reader, core::Instant{1});
        app::Consent consent;
        consent.principal = reader;
        consent.purpose = "offers/1";
        consent.requested_at = core::Instant{77};
        consent.asked_from.ip = "203.0.113.0/24";
        co_await accounts.give_consent(std::move(consent));
    };
    asio::co_spawn(loop, work(), [](std::exception_ptr failed) { EXPECT_FALSE(failed); });
    loop.run();
    const auto row = database_.execute("SELECT subject, ip, source, channel, method FROM consent" + where(77)).at(0);
    EXPECT_EQ(row[0], digest::hex(digest::sha256("consent/a@example.org")));
    EXPECT_EQ(row[1], "203.0.113.0/24");
    EXPECT_EQ(row[2] + row[3] + row[4], "buyeremaildouble_opt_in");
}

} // namespace
} // namespace parley::postgres::test

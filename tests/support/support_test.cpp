// The helpers that every store test stands on.
#include "support/database.hpp"
#include "support/redis.hpp"

#include <gtest/gtest.h>

namespace parley::test {
namespace {

TEST(TestDatabase, GivesEachHolderItsOwn) {
    Database one, other;
    one.execute("CREATE TABLE only_here (id int); INSERT INTO only_here VALUES (7)");
    EXPECT_EQ(one.execute("SELECT id FROM only_here"), (Rows{{"7"}}));
    EXPECT_THROW(other.execute("SELECT id FROM only_here"), std::runtime_error);
}

TEST(TestDatabase, IsDroppedWithItsHolder) {
    std::string name;
    {
        Database gone;
        name = gone.name();
    }
    Database other;
    EXPECT_EQ(other.execute("SELECT count(*) FROM pg_database WHERE datname = '" + name + "'"), (Rows{{"0"}}));
}

TEST(TestDatabase, SaysWhatPostgresqlSays) {
    Database database;
    try {
        database.execute("SELECT 1/0");
        FAIL() << "a division by zero was no error";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("division by zero"), std::string::npos) << error.what();
    }
}

TEST(TestRedis, KeepsHoldersApart) {
    RedisSpace one, other;
    one.command({"SET", "key", "value with spaces"});
    EXPECT_EQ(one.command({"GET", "key"}), (std::vector<std::string>{"value with spaces"}));
    EXPECT_TRUE(other.command({"GET", "key"}).empty());
    EXPECT_NE(one.prefix(), other.prefix());
    EXPECT_NE(one.database(), 0);
}

TEST(TestRedis, RefusesABadCommand) {
    RedisSpace space;
    EXPECT_THROW(space.command({"NO-SUCH-COMMAND"}), std::runtime_error);
}

} // namespace
} // namespace parley::test

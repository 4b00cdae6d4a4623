#include "adapters/postgres/migrations.hpp"

#include "ledger_tools.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <future>

namespace parley::postgres::test {
namespace {

namespace fs = std::filesystem;

class Migrations : public testing::Test {
protected:
    Migrations() {
        std::string name = (fs::temp_directory_path() / "parley-migrations-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw std::runtime_error("mkdtemp");
        directory_ = name;
        write("0001_first.sql", "CREATE TABLE first (n int); INSERT INTO first VALUES (1);");
        write("0002_second.sql", "-- a :word in a comment, a slice and a cast\n"
                                 "CREATE TABLE second AS SELECT (array[1,2,3])[1:2] AS a, '1'::int AS b;");
        write("README.md", "not a migration");
        settings_.url = database_.connection();
    }
    ~Migrations() override { fs::remove_all(directory_); }

    void write(const std::string& name, const std::string& text) { std::ofstream(directory_ / name) << text; }
    MigrationReport apply() { return migrate(database_.connection(), directory_); }
    template <class Ask>
    auto ask(Ask question) {
        Session session(settings_);
        std::optional<std::invoke_result_t<Ask&, Session&>> answer;
        session.guard([&] { answer = question(session); });
        return *answer;
    }
    int version() {
        return ask([](Session& session) { return schema_version(session); });
    }
    std::string problem() {
        return ask([this](Session& session) { return schema_problem(session, directory_); });
    }

    parley::test::Database database_;
    fs::path directory_;
    SessionSettings settings_;
};

TEST_F(Migrations, AreAppliedInOrderAndOnce) {
    EXPECT_EQ(version(), 0);
    EXPECT_EQ(newest_version(directory_), 2);
    const auto report = apply();
    EXPECT_EQ(report.from, 0);
    EXPECT_EQ(report.to, 2);
    EXPECT_EQ(report.applied, (std::vector<std::string>{"0001_first.sql", "0002_second.sql"}));
    EXPECT_TRUE(apply().applied.empty());
    EXPECT_EQ(database_.execute("SELECT count(*) FROM first")[0][0], "1");
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(problem(), "");
}

TEST_F(Migrations, AChangedFileIsRefused) {
    apply();
    write("0001_first.sql", "CREATE TABLE first (n bigint);");
    write("0003_third.sql", "CREATE TABLE third (n int);");
    EXPECT_THROW(apply(), MigrationError);
    EXPECT_EQ(version(), 2) << "nothing is applied on top of what is not known";
    EXPECT_NE(problem().find("0001_first.sql has changed"), std::string::npos) << problem();
}

TEST_F(Migrations, ADatabaseAheadOfThisBuildIsRefused) {
    write("0003_third.sql", "CREATE TABLE third (n int);");
    apply();
    fs::remove(directory_ / "0003_third.sql");
    EXPECT_THROW(apply(), MigrationError);
    EXPECT_NE(problem().find("older than the database"), std::string::npos) << problem();
}

TEST_F(Migrations, ADatabaseBehindThisBuildIsNotServed) {
    apply();
    write("0003_third.sql", "CREATE TABLE third (n int);");
    EXPECT_NE(problem().find("parley migrate"), std::string::npos) << problem();
    apply();
    EXPECT_EQ(problem(), "");
}

TEST_F(Migrations, AFailingFileLeavesNothingOfItself) {
    write("0003_third.sql", "CREATE TABLE third (n int); SELECT nonsense;");
    try {
        apply();
        FAIL();
    } catch (const MigrationError& error) {
        EXPECT_NE(std::string(error.what()).find("0003_third.sql"), std::string::npos) << error.what();
    }
    EXPECT_EQ(version(), 2);
    EXPECT_EQ(database_.execute("SELECT count(*) FROM pg_class WHERE relname = 'third'")[0][0], "0");
}

TEST_F(Migrations, ViewsAreMadeAnewWhenTheyOrTheirTablesChange) {
    EXPECT_FALSE(apply().views_made) << "without a folder there are none";
    fs::create_directory(directory_ / "views");
    write("views/20_twice.sql", "CREATE VIEW twice AS SELECT 2 * n AS n FROM once;");
    write("views/10_once.sql", "CREATE VIEW once AS SELECT n FROM first;");
    EXPECT_TRUE(apply().views_made);
    EXPECT_FALSE(apply().views_made);
    EXPECT_EQ(database_.execute("SELECT n FROM lab.twice")[0][0], "2");
    write("views/20_twice.sql", "CREATE VIEW twice AS SELECT 'two' AS word FROM once;");
    EXPECT_TRUE(apply().views_made) << "with other columns, too";
    EXPECT_EQ(database_.execute("SELECT word FROM lab.twice")[0][0], "two");
    write("0003_third.sql", "ALTER TABLE first ALTER COLUMN n TYPE text;");
    EXPECT_TRUE(apply().views_made) << "a migration is not in the way of what reads its table";
    write("views/20_twice.sql", "CREATE VIEW twice AS SELECT nonsense FROM once;");
    EXPECT_THROW(apply(), MigrationError);
    EXPECT_EQ(database_.execute("SELECT n FROM lab.once")[0][0], "1") << "what was there is still there";
}

TEST_F(Migrations, NumbersHaveNoGapsAndNoTwins) {
    write("0004_fourth.sql", "SELECT 1;");
    EXPECT_THROW(apply(), MigrationError);
    fs::remove(directory_ / "0004_fourth.sql");
    write("0002_twin.sql", "SELECT 1;");
    EXPECT_THROW(apply(), MigrationError);
    EXPECT_EQ(version(), 0);
    EXPECT_THROW(newest_version(directory_ / "nowhere"), MigrationError);
}

TEST_F(Migrations, SeveralProcessesMayBeginAtOnce) {
    std::vector<std::future<std::size_t>> all;
    for (int i = 0; i < 4; ++i)
        all.push_back(std::async(std::launch::async, [this] { return apply().applied.size(); }));
    std::size_t applied = 0;
    for (auto& one : all)
        applied += one.get();
    EXPECT_EQ(applied, 2U);
}

TEST_F(Migrations, OfThisRepositoryApplyToAnEmptyDatabase) {
    const fs::path own = fs::path(PARLEY_SOURCE_DIR) / "sql";
    const auto report = migrate(database_.connection(), own);
    EXPECT_EQ(report.to, newest_version(own));
    EXPECT_EQ(ask([&](Session& session) { return schema_problem(session, own); }), "");
}

TEST_F(Migrations, AServerThatCouldForgetIsNamed) {
    EXPECT_EQ(ask([](Session& session) { return server_problems_except_durability(session); }).size(), 0U);
    settings_.more = "SET synchronous_commit = off";
    const auto problems = ask([](Session& session) { return server_problems(session); });
    const auto mentions = [&](const std::string& word) {
        for (const std::string& one : problems)
            if (one.find(word) != std::string::npos)
                return true;
        return false;
    };
    EXPECT_TRUE(mentions("synchronous_commit is off"));
    for (const std::string name : {"fsync", "full_page_writes"})
        EXPECT_EQ(mentions(name + " is off"), database_.execute("SHOW " + name)[0][0] == "off") << name;
}

} // namespace
} // namespace parley::postgres::test

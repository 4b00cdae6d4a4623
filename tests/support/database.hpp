// A PostgreSQL database of one's own for a test, made and dropped over plain libpq so that the adapter under test is
// not also the judge. Promises an empty (or freshly migrated) database that nobody else uses; leaves pooling, retries
// and types to the adapters. The server comes from PARLEY_TEST_DATABASE_URL, which ./test sets.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace parley::test {

/// The text of one result, row by row; NULL reads as an empty string.
using Rows = std::vector<std::vector<std::string>>;

class Database {
public:
    /// An empty database. Throws std::runtime_error when PARLEY_TEST_DATABASE_URL is unset or its server says no: a
    /// store test never passes by being skipped.
    Database();

    /// A database with all of sql/NNNN_*.sql applied in order. The first use in a process makes a template, which later
    /// ones copy (some 30 ms each).
    static Database migrated();

    Database(Database&& other) noexcept;
    Database& operator=(Database&&) = delete;
    /// Drops the database, also when somebody is still connected.
    ~Database();

    /// libpq connection string (key=value form) of this database.
    [[nodiscard]] const std::string& connection() const { return connection_; }
    [[nodiscard]] const std::string& name() const { return name_; }

    /// Runs any number of statements on a connection of its own. The rows are those of the last statement. Throws
    /// std::runtime_error with PostgreSQL's message.
    Rows execute(std::string_view sql) const;

    /// Ends every other connection to this database, as a failing server would.
    void disconnect_all() const;

private:
    explicit Database(std::string_view template_name);

    std::string name_;
    std::string connection_;
};

/// One database for the whole test process, migrated, made at the first call and dropped at exit.
Database& process_database();

} // namespace parley::test

#include "support/database.hpp"

#include <libpq-fe.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace parley::test {
namespace {

struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
    void operator()(PGresult* result) const { PQclear(result); }
    void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

std::string server() {
    const char* url = std::getenv("PARLEY_TEST_DATABASE_URL");
    if (url == nullptr || *url == '\0')
        throw std::runtime_error("PARLEY_TEST_DATABASE_URL is not set; ./test sets it, or: cmake/stores");
    return url;
}

/// The server's connection string with another database name, whether it was given as a URL or as key=value.
std::string connection_to(const std::string& database) {
    char* error = nullptr;
    std::unique_ptr<PQconninfoOption, Finish> options(PQconninfoParse(server().c_str(), &error));
    if (!options) {
        std::string reason = error == nullptr ? "out of memory" : error;
        PQfreemem(error);
        throw std::runtime_error("PARLEY_TEST_DATABASE_URL is not a connection string: " + reason);
    }
    std::string result = "dbname=" + database;
    for (PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option) {
        if (option->val == nullptr || std::string_view(option->keyword) == "dbname")
            continue;
        result += std::string(" ") + option->keyword + "='";
        for (const char* at = option->val; *at != '\0'; ++at) {
            if (*at == '\'' || *at == '\\')
                result += '\\';
            result += *at;
        }
        result += '\'';
    }
    return result;
}

Rows run(const std::string& connection_string, std::string_view sql) {
    std::unique_ptr<PGconn, Finish> connection(PQconnectdb(connection_string.c_str()));
    if (PQstatus(connection.get()) != CONNECTION_OK)
        throw std::runtime_error(std::string("cannot connect: ") + PQerrorMessage(connection.get()));
    PQsetNoticeProcessor(connection.get(), [](void*, const char*) {}, nullptr);
    std::unique_ptr<PGresult, Finish> result(PQexec(connection.get(), std::string(sql).c_str()));
    ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
        throw std::runtime_error(PQerrorMessage(connection.get()));
    Rows rows;
    for (int row = 0; row < PQntuples(result.get()); ++row) {
        std::vector<std::string> fields;
        for (int field = 0; field < PQnfields(result.get()); ++field)
            fields.emplace_back(PQgetvalue(result.get(), row, field));
        rows.push_back(std::move(fields));
    }
    return rows;
}

/// Statements about databases are run from the one that the server's own connection string names.
void run_on_server(const std::string& sql) {
    run(server(), sql);
}

std::string fresh_name() {
    static std::atomic<int> made{0};
    return "parley_test_" + std::to_string(getpid()) + "_" + std::to_string(++made);
}

/// The checkout: as ./test says, else where the binary was built from.
std::filesystem::path source_dir() {
    const char* dir = std::getenv("PARLEY_SOURCE_DIR");
    return dir == nullptr ? PARLEY_SOURCE_DIR : dir;
}

/// The migrations in the order in which `parley migrate` takes them: by number, which is the start of the name.
std::vector<std::filesystem::path> migrations() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(source_dir() / "sql")) {
        std::string name = entry.path().filename().string();
        bool numbered = name.size() > 4 &&
                        std::all_of(name.begin(), name.begin() + 4, [](unsigned char c) { return std::isdigit(c); });
        if (numbered && entry.path().extension() == ".sql")
            files.push_back(entry.path());
    }
    if (files.empty())
        throw std::runtime_error("no migration NNNN_*.sql in " + (source_dir() / "sql").string());
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace

Database::Database() : Database(std::string_view("template0")) {}

Database::Database(std::string_view template_name) : name_(fresh_name()), connection_(connection_to(name_)) {
    // A predecessor with the same process id may have been killed before it could clean up.
    run_on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    run_on_server("CREATE DATABASE " + name_ + " TEMPLATE " + std::string(template_name));
}

Database Database::migrated() {
    static Database model = [] {
        Database made;
        for (const auto& file : migrations()) {
            std::ifstream in(file);
            std::ostringstream sql;
            sql << in.rdbuf();
            try {
                made.execute(sql.str());
            } catch (const std::exception& error) {
                throw std::runtime_error(file.filename().string() + ": " + error.what());
            }
        }
        return made;
    }();
    return Database(model.name());
}

Database::Database(Database&& other) noexcept
    : name_(std::exchange(other.name_, {})), connection_(std::exchange(other.connection_, {})) {}

Database::~Database() {
    if (name_.empty())
        return;
    try {
        run_on_server("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
    } catch (const std::exception&) {
        // The server is going away, and its data folder with it.
    }
}

Rows Database::execute(std::string_view sql) const {
    return run(connection_, sql);
}

void Database::disconnect_all() const {
    run_on_server("SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '" + name_ + "'");
}

Database& process_database() {
    static Database database = Database::migrated();
    return database;
}

} // namespace parley::test

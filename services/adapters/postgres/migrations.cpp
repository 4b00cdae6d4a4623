#include "adapters/postgres/migrations.hpp"

#include "digest/digest.hpp"

#include <soci/soci.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace parley::postgres {

namespace {

struct MigrationFile {
    int number = 0;
    std::string name;
    std::string text;
    std::string checksum;
};

struct Applied {
    std::string name;
    std::string checksum;
};

constexpr const char* make_register = R"(
CREATE TABLE IF NOT EXISTS schema_migration (
    version    integer PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
))";

// "0001_ledger.sql" gives 1; everything else in the folder is none of ours.
std::optional<int> number_of(const std::string& name) {
    if (name.size() < 10 || name[4] != '_' || !name.ends_with(".sql"))
        return std::nullopt;
    int number = 0;
    for (int i = 0; i < 4; ++i) {
        const char digit = name[static_cast<std::size_t>(i)];
        if (digit < '0' || digit > '9')
            return std::nullopt;
        number = number * 10 + (digit - '0');
    }
    return number;
}

std::vector<MigrationFile> read_files(const std::filesystem::path& directory) {
    std::error_code error;
    std::vector<MigrationFile> files;
    for (auto entry = std::filesystem::directory_iterator(directory, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        const auto number = number_of(name);
        if (!number)
            continue;
        std::ifstream in(entry->path(), std::ios::binary);
        MigrationFile file{*number, name, {std::istreambuf_iterator<char>(in), {}}, {}};
        if (!in.is_open() || in.bad())
            throw MigrationError("migrations: cannot read " + name);
        file.checksum = digest::hex(digest::sha256(file.text));
        files.push_back(std::move(file));
    }
    if (error)
        throw MigrationError("migrations: cannot read the folder " + directory.string() + ": " + error.message());
    std::sort(files.begin(), files.end(),
              [](const MigrationFile& a, const MigrationFile& b) { return a.name < b.name; });
    for (std::size_t i = 0; i < files.size(); ++i)
        if (files[i].number != static_cast<int>(i) + 1)
            throw MigrationError("migrations: " + files[i].name + " should have the number " + std::to_string(i + 1));
    return files;
}

std::map<int, Applied> applied_versions(Session& session) {
    std::map<int, Applied> applied;
    int exists = 0;
    session.db() << "SELECT CASE WHEN to_regclass('schema_migration') IS NULL THEN 0 ELSE 1 END", soci::into(exists);
    if (exists == 0)
        return applied;
    const Rows rows = session.execute_text("SELECT version, name, checksum FROM schema_migration ORDER BY version");
    for (int row = 0; row < rows.size(); ++row)
        applied[static_cast<int>(rows.bigint(row, 0))] = {std::string(rows.text(row, 1)),
                                                          std::string(rows.text(row, 2))};
    return applied;
}

// What was applied has to be what is there now; empty when it is.
std::string difference(const std::map<int, Applied>& applied, const std::vector<MigrationFile>& files) {
    for (const auto& [version, was] : applied) {
        if (version > static_cast<int>(files.size()))
            return "the database has " + was.name + ", which this build does not know: it is older than the database";
        const MigrationFile& file = files[static_cast<std::size_t>(version) - 1];
        if (file.checksum != was.checksum)
            return file.name + " has changed since it was applied as " + was.name + " (sha256 " +
                   was.checksum.substr(0, 12) + ", now " + file.checksum.substr(0, 12) + ")";
    }
    return {};
}

void apply(Session& session, const MigrationFile& file) {
    auto work = [&] {
        session.execute_text(file.text);
        session.db() << "INSERT INTO schema_migration (version, name, checksum) VALUES (:v, :n, :c)",
            soci::use(file.number), soci::use(file.name), soci::use(file.checksum);
    };
    try {
        session.transaction(work);
    } catch (const SqlError& error) {
        throw MigrationError("migrations: " + file.name + ": " + error.what());
    }
}

std::string setting(Session& session, const std::string& name) {
    std::string value;
    session.db() << "SELECT coalesce(current_setting(:name, true), '')", soci::into(value), soci::use(name);
    return value;
}

// The texts of all files in the order of their names, for they build on each other; nothing where there is no folder.
std::string read_views(const std::filesystem::path& directory) {
    std::error_code error;
    std::vector<std::filesystem::path> paths;
    for (auto entry = std::filesystem::directory_iterator(directory, error);
         !error && entry != std::filesystem::directory_iterator(); entry.increment(error))
        if (entry->path().extension() == ".sql")
            paths.push_back(entry->path());
    if (error && error != std::errc::no_such_file_or_directory)
        throw MigrationError("migrations: cannot read the folder " + directory.string() + ": " + error.message());
    std::sort(paths.begin(), paths.end());
    std::string text;
    for (const auto& path : paths) {
        std::ifstream in(path, std::ios::binary);
        text.append(std::istreambuf_iterator<char>(in), {}).append("\n");
        if (!in.is_open() || in.bad())
            throw MigrationError("migrations: cannot read " + path.filename().string());
    }
    return text;
}

// The schema's comment says of which files it was made. Without the schema it is gone, too.
std::string views_made_of(Session& session) {
    std::string comment;
    session.db() << "SELECT coalesce(obj_description(to_regnamespace('lab'), 'pg_namespace'), '')", soci::into(comment);
    return comment;
}

void drop_views(Session& session) {
    int exists = 0;
    session.db() << "SELECT CASE WHEN to_regnamespace('lab') IS NULL THEN 0 ELSE 1 END", soci::into(exists);
    if (exists != 0)
        session.execute_text("DROP SCHEMA lab CASCADE");
}

void make_views(Session& session, const std::string& text, const std::string& checksum) {
    auto work = [&] {
        drop_views(session);
        session.execute_text("CREATE SCHEMA lab; SET LOCAL search_path = lab, public");
        session.execute_text(text);
        session.execute_text("COMMENT ON SCHEMA lab IS '" + checksum + "'");
    };
    try {
        session.transaction(work);
    } catch (const SqlError& error) {
        throw MigrationError(std::string("migrations: views: ") + error.what());
    }
}

constexpr int oldest_server = 130000;

} // namespace

MigrationReport migrate(const std::string& url, const std::filesystem::path& directory) {
    const std::vector<MigrationFile> files = read_files(directory);
    const std::string views = read_views(directory / "views");
    const std::string views_checksum = digest::hex(digest::sha256(views));
    SessionSettings settings;
    settings.url = url;
    settings.application_name = "parley-migrate";
    settings.statement_timeout = std::chrono::milliseconds(0); // an index on a large table takes its time
    settings.lock_timeout = std::chrono::milliseconds(0);
    settings.idle_in_transaction_timeout = std::chrono::milliseconds(0);
    Session session(settings);

    MigrationReport report;
    auto work = [&] {
        session.execute_text("SELECT pg_advisory_lock(7301, 3)"); // until the session ends
        session.execute_text(make_register);
        const auto applied = applied_versions(session);
        if (const std::string problem = difference(applied, files); !problem.empty())
            throw MigrationError("migrations: " + problem);
        report.from = report.to = applied.empty() ? 0 : applied.rbegin()->first;
        // A column that a view reads can be neither dropped nor changed.
        if (report.from < static_cast<int>(files.size()))
            drop_views(session);
        for (const MigrationFile& file : files) {
            if (file.number <= report.from)
                continue;
            apply(session, file);
            report.applied.push_back(file.name);
            report.to = file.number;
        }
        if (!views.empty() && views_made_of(session) != views_checksum) {
            make_views(session, views, views_checksum);
            report.views_made = true;
        }
    };
    session.guard(work);
    return report;
}

int schema_version(Session& session) {
    const auto applied = applied_versions(session);
    return applied.empty() ? 0 : applied.rbegin()->first;
}

int newest_version(const std::filesystem::path& directory) {
    return static_cast<int>(read_files(directory).size());
}

std::string schema_problem(Session& session, const std::filesystem::path& directory) {
    const auto files = read_files(directory);
    const auto applied = applied_versions(session);
    if (std::string problem = difference(applied, files); !problem.empty())
        return problem;
    if (applied.size() < files.size())
        return "the database is at version " + std::to_string(applied.size()) + ", this build needs " +
               std::to_string(files.size()) + ": run `parley migrate`";
    return {};
}

std::vector<std::string> server_problems_except_durability(Session& session) {
    std::vector<std::string> problems;
    int version = 0;
    session.db() << "SELECT cast(current_setting('server_version_num') AS integer)", soci::into(version);
    if (version < oldest_server)
        problems.push_back("PostgreSQL " + setting(session, "server_version") + " is too old: 13 or newer is needed");
    int in_recovery = 0;
    session.db() << "SELECT CASE WHEN pg_is_in_recovery() THEN 1 ELSE 0 END", soci::into(in_recovery);
    if (in_recovery != 0)
        problems.push_back("the server is a standby; only the primary is the truth");
    if (setting(session, "server_encoding") != "UTF8")
        problems.push_back("the database is not encoded in UTF8");
    return problems;
}

std::vector<std::string> server_problems(Session& session) {
    std::vector<std::string> problems = server_problems_except_durability(session);
    for (const std::string name : {"fsync", "full_page_writes"})
        if (setting(session, name) != "on")
            problems.push_back(name + " is " + setting(session, name) +
                               ": a crash can lose or break what was committed");
    // local, remote_write and remote_apply wait for this server's disk as `on` does.
    if (setting(session, "synchronous_commit") == "off")
        problems.push_back("synchronous_commit is off: a crash can lose what was acknowledged");
    if (setting(session, "data_sync_retry") == "on")
        problems.push_back("data_sync_retry is on: a failed fsync would be taken for a success");
    return problems;
}

} // namespace parley::postgres

// Numbered forward-only migrations, and the questions that are asked before anything is served: does the schema fit
// this build, is the server one that keeps what it acknowledges. Files are NNNN_name.sql, each applied in a transaction
// of its own under one lock, and remembered with its SHA-256, so that a file that changed later is noticed. Views hold
// nothing and may change: those of the folder views/ are made anew, in the schema `lab` of their own, when they do.
#pragma once

#include "adapters/postgres/sessions.hpp"

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace parley::postgres {

/// The migrations themselves are wrong: a gap, a changed file, a statement that fails, a database ahead of this build.
struct MigrationError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct MigrationReport {
    int from = 0; // version before, 0 for an empty database
    int to = 0;
    std::vector<std::string> applied; // file names
    bool views_made = false;
};

/// Applies what is missing, in order, and then the views. Any number of processes may call it at once. Throws
/// MigrationError, or runtime::Unavailable when the database does not answer.
MigrationReport migrate(const std::string& url, const std::filesystem::path& directory);

/// The version the database is at; 0 when nothing was ever applied.
int schema_version(Session& session);

/// The highest number in the directory.
int newest_version(const std::filesystem::path& directory);

/// Why this build must not serve that database; empty when it may. Compares version and checksums.
std::string schema_problem(Session& session, const std::filesystem::path& directory);

/// Why this server might lose what it acknowledged (fsync, full_page_writes, synchronous_commit, data_sync_retry), may
/// not be told from the truth (hot standby) or is too old. Empty when all is well.
std::vector<std::string> server_problems(Session& session);

/// server_problems without those that are about durability: for tests and for who says so.
std::vector<std::string> server_problems_except_durability(Session& session);

} // namespace parley::postgres

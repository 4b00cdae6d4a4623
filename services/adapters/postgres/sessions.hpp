// Sessions with PostgreSQL: one SOCI session per worker thread, so that nothing is shared and a broken one is simply
// made anew before its next job. A job is an ordinary function of a Session; errors of the world come out of it as
// runtime::Unavailable, everything else the database says as SqlError with its SQLSTATE. SQL text is left to others.
//
//     auto job = [id](Session& session) { return load(session.db(), id); };
//     auto row = co_await sessions.run(std::move(job));
//
// SOCI traps that callers meet: bind named variables, never `use(f())`; no ':' in SQL except casts and parameters;
// NULL needs an indicator or coalesce; vectors into `use` loop row by row (take session.execute with array parameters).
#pragma once

#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/sql_text.hpp"
#include "runtime/blocking_pool.hpp"
#include "runtime/metrics.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

struct pg_conn;
struct pg_result;
namespace soci {
class session;
}

namespace parley::postgres {

/// What the sessions of a process have done; read by tests and metrics.
struct SqlCounters {
    std::atomic<std::uint64_t> statements{0}; // sent, BEGIN and COMMIT not counted
    std::atomic<std::uint64_t> commits{0};    // explicit transactions; a statement on its own commits by itself
    std::atomic<std::uint64_t> connects{0};
};

struct SessionSettings {
    std::string url; // libpq: "host=... dbname=..." or "postgresql://..."
    std::string application_name = "parley";
    std::chrono::seconds connect_timeout{3};
    std::chrono::milliseconds statement_timeout{5'000}; // 0: none
    std::chrono::milliseconds lock_timeout{2'000};      // 0: none
    std::chrono::milliseconds idle_in_transaction_timeout{10'000};
    std::string more; // SET statements for sessions of a special kind
    std::shared_ptr<SqlCounters> counters = std::make_shared<SqlCounters>();
};

/// The database understood and refused: a constraint, a syntax error, content it cannot hold.
class SqlError : public std::runtime_error {
public:
    SqlError(std::string sqlstate, const std::string& message)
        : std::runtime_error(message), sqlstate_(std::move(sqlstate)) {}
    const std::string& sqlstate() const noexcept { return sqlstate_; }
    bool is_unique_violation() const noexcept { return sqlstate_ == "23505"; }

private:
    std::string sqlstate_;
};

/// The rows of one statement, as text. Valid as long as the object lives.
class Rows {
public:
    explicit Rows(pg_result* result);
    int size() const { return size_; }
    bool is_null(int row, int column) const;
    std::string_view text(int row, int column) const;
    std::int64_t bigint(int row, int column) const;
    bool boolean(int row, int column) const;
    std::string bytes(int row, int column) const; // of a bytea
    std::int64_t affected() const;

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    std::unique_ptr<pg_result, Clear> result_;
    int size_ = 0;
};

class Session {
public:
    explicit Session(SessionSettings settings);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    /// SOCI itself, for one statement that is counted under this name. Only inside guard(), which connects first.
    soci::session& db(const char* statement = "text");

    /// One statement with binary parameters, prepared on its first use in this session. Not inside a statement of SOCI.
    Rows execute(const Sql& sql, const Parameters& parameters);

    /// Any text, several statements too, in the simple protocol; gives the rows of the last one.
    Rows execute_text(const std::string& text);

    /// Connects if need be, runs `work` and maps what it throws. A transaction left open is rolled back, a session that
    /// broke is thrown away. The outcome is `unknown` if the connection was lost in `work`, else `not_done`.
    void guard(const std::function<void()>& work);

    /// Runs work() between BEGIN and COMMIT; commits only if every statement succeeded (SOCI's own commit() reports
    /// success for a transaction that PostgreSQL rolled back). Throws what work() throws, after a rollback.
    template <class Work>
    auto transaction(Work work) -> std::invoke_result_t<Work&> {
        begin();
        if constexpr (std::is_void_v<std::invoke_result_t<Work&>>) {
            roll_back_on_error([&] { work(); });
            commit();
        } else {
            std::optional<std::invoke_result_t<Work&>> result;
            roll_back_on_error([&] { result.emplace(work()); });
            commit();
            return std::move(*result);
        }
    }
    void begin();
    void commit();
    void roll_back() noexcept;

    /// True between an established connection and its loss.
    bool is_connected() const;
    const std::shared_ptr<SqlCounters>& counters() const { return settings_.counters; }

private:
    void connect();
    void hear();
    void settle();
    void drop();
    void roll_back_on_error(const std::function<void()>& work);
    pg_conn* native() const;
    void tally(const char* statement);
    Rows checked(pg_result* result);

    SessionSettings settings_;
    std::unique_ptr<soci::session> soci_;
    std::map<const char*, std::string> prepared_; // the name there of each text; several texts may have one name
    std::map<const char*, runtime::Counter*> counted_;
    std::chrono::steady_clock::time_point no_connect_before_{};
    std::chrono::milliseconds backoff_{0};
};

/// A few threads, each with a session of its own, and a bounded queue.
class Sessions {
public:
    /// Nothing connects before the first job.
    Sessions(SessionSettings settings, std::size_t workers, std::size_t queue_limit = 1024);

    /// job(Session&) on a worker; the awaiting coroutine gets its result or exception on its own executor.
    template <class Job>
    auto run(Job job, runtime::Deadline deadline = runtime::Deadline::never())
        -> awaitable<std::invoke_result_t<Job&, Session&>> {
        using Result = std::invoke_result_t<Job&, Session&>;
        auto guarded = [job = std::move(job)](Session& session) mutable -> Result {
            if constexpr (std::is_void_v<Result>) {
                session.guard([&] { job(session); });
            } else {
                std::optional<Result> result;
                session.guard([&] { result.emplace(job(session)); });
                return std::move(*result);
            }
        };
        return pool_.run(std::move(guarded), deadline);
    }

    void stop() { pool_.stop(); }
    const SessionSettings& settings() const { return settings_; }
    const SqlCounters& counters() const { return *settings_.counters; }
    runtime::BlockingPoolStats stats() const { return pool_.stats(); }

private:
    SessionSettings settings_;
    runtime::BlockingPool<Session> pool_;
};

} // namespace parley::postgres

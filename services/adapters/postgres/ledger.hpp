// The ledger on PostgreSQL, with group commit: all appends that wait go into one statement and one commit as soon as
// the last commit returned; no timer. A compare-and-set on intent_head.seq decides each intent's append by itself. Of
// one intent at most one writing append is in a batch, so later ones see its outcome. A statement that fails as a whole
// is tried once for each append alone. When the connection breaks, the same appends are sent again on a new one: the
// compare-and-set makes that safe, and a conflict is looked up by (intent_id, seq, hash) to tell our own earlier commit
// from somebody else's. Appends with a capacity claim or an erasure run in a transaction each, on a thread of their
// own.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/ledger.hpp"

#include <atomic>
#include <functional>
#include <memory>

namespace parley::postgres {

struct LedgerSettings {
    SessionSettings session;
    std::size_t writers = 1;         // threads; an intent always goes to the same one
    std::size_t readers = 3;         // sessions for read, heads and due
    std::size_t batch_max = 256;     // appends per statement
    std::size_t waiting_max = 8'192; // per writer; more are refused at once
    std::chrono::milliseconds unknown_for{
        5'000}; // how long a lost commit is asked about before the answer is `unknown`
    std::function<void(std::string_view)> crash_point; // called on a writer thread with "before_commit", "after_commit"
};

struct LedgerCounters {
    std::atomic<std::uint64_t> batches{0}; // statements that carried appends, retries included
    std::atomic<std::uint64_t> appends{0}; // answered, in whichever way
    std::atomic<std::uint64_t> events{0};  // committed
    std::atomic<std::uint64_t> conflicts{0};
    std::atomic<std::uint64_t> alone{0};     // tried by themselves after their batch failed
    std::atomic<std::uint64_t> looked_up{0}; // commits whose answer was lost
    std::atomic<std::int64_t> waiting{0};    // now
};

class PostgresLedger final : public app::Ledger {
public:
    /// Connects when the first work comes.
    explicit PostgresLedger(LedgerSettings settings);
    ~PostgresLedger() override; // stop()

    boost::asio::awaitable<app::AppendOutcome> append(app::Append append) override;
    boost::asio::awaitable<app::IntentLog> read(core::IntentId intent, std::int64_t after) override;
    boost::asio::awaitable<std::vector<app::DueHead>> heads(std::vector<core::IntentId> intents) override;
    boost::asio::awaitable<app::Capacity> capacity(core::BusinessId business, std::string group) override;
    boost::asio::awaitable<std::vector<app::DueHead>> due(core::Instant before, int limit) override;

    /// Appends that wait fail as not_done, the batch under way is finished; then the threads are joined.
    void stop();

    const LedgerCounters& counters() const;
    const SqlCounters& sql_counters() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace parley::postgres

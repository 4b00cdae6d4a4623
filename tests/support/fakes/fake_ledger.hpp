// The ledger in memory, with the behaviour that tests/ports/ledger_test.cpp asks of every ledger. A test can
// hold its callers, make it fail, and see what it was asked.
#pragma once

#include "app/ports/ledger.hpp"
#include "runtime/error.hpp"
#include "support/fakes/fake_outbox.hpp"
#include "support/fakes/gate.hpp"

#include <atomic>
#include <deque>
#include <functional>
#include <set>

namespace parley::test {

/// How an append goes wrong although the caller did nothing wrong.
struct LedgerFailure {
    bool written = false; // it was committed all the same
    runtime::Outcome outcome = runtime::Outcome::not_done;
};

class FakeLedger final : public app::Ledger {
public:
    explicit FakeLedger(FakeOutbox& outbox) : outbox_(outbox) {}

    awaitable<app::AppendOutcome> append(app::Append append) override;
    awaitable<app::IntentLog> read(core::IntentId intent, std::int64_t after) override;
    awaitable<std::vector<app::DueHead>> heads(std::vector<core::IntentId> intents) override;
    awaitable<app::Capacity> capacity(core::BusinessId business, std::string group) override;
    awaitable<std::vector<app::DueHead>> due(core::Instant before, int limit) override;

    // --- arranging
    void add_group(const core::BusinessId& business, const std::string& name, std::int64_t slots);
    /// Commits at once, for a test that needs something there.
    app::AppendOutcome put(app::Append append);
    /// Changes a stored event behind everybody's back.
    void tamper(const core::IntentId& intent, std::int64_t seq, const std::function<void(app::StoredEvent&)>& change);
    Gate before_commit;                 // an append that has come and is not written
    Gate after_commit;                  // one that is written and not answered
    Gate read_answers;                  // what has been read and not handed over
    std::deque<LedgerFailure> failures; // one for each of the next appends
    bool reads_fail = false;            // read, heads and due are away
    bool reads_break = false;           // they fail in a way that nobody has foreseen

    // --- seeing
    std::atomic<int> due_calls = 0;
    std::atomic<int> heads_calls = 0;
    std::atomic<std::size_t> events_read = 0; // handed out by read
    std::vector<app::Append> appends() const; // every one that came, those that failed or lost too
    std::int64_t head(const core::IntentId& intent) const;
    app::HeadFacts facts(const core::IntentId& intent) const;
    std::vector<app::StoredEvent> events(const core::IntentId& intent) const;
    std::function<void(const app::Append&)> on_commit; // right after one with events was written

private:
    struct Stored {
        std::vector<app::StoredEvent> events;
        std::vector<app::StoredPart> parts;
        app::HeadFacts head;
        std::set<std::string> keys;
    };
    struct Group {
        std::int64_t slots = 0;
        std::set<core::IntentId> claims;
    };
    app::AppendOutcome commit(const app::Append& append);
    bool take_slots(const app::Append& append);
    void fail_read() const;
    void refuse_bad_content(const app::Append& append) const;

    mutable std::mutex mutex_;
    FakeOutbox& outbox_;
    std::map<core::IntentId, Stored> intents_;
    std::map<std::pair<core::BusinessId, std::string>, Group> groups_;
    std::vector<app::Append> appends_;
};

} // namespace parley::test

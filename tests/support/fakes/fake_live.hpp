// The live side in memory: one store that several nodes share, with the behaviour that tests/ports/live_test.cpp asks
// for. It can be emptied, be away, and lose what is published, as the real one may at any moment.
#pragma once

#include "app/ports/live.hpp"
#include "runtime/asio.hpp"
#include "support/fakes/gate.hpp"

#include <map>
#include <mutex>

namespace parley::test {

class FakeLiveState;

class FakeLiveStore {
public:
    void flush(); // everything is gone, as after a restart without a disk
    bool is_away = false;
    bool loses_messages = false;
    int claims = 0;         // how often the clock was asked
    int scheduled_only = 0; // runs without events so far: a tick that found nothing to do

private:
    friend class FakeLiveState;
    mutable std::mutex mutex_;
    std::map<core::IntentId, app::IntentLog> logs_;
    std::map<core::IntentId, core::Instant> due_;
    std::map<core::IntentId, std::int64_t> due_seqs_;
    std::map<std::string, int> tokens_taken_;
    bool epoch_ = false;
    bool rebuilding_ = false;
    std::vector<FakeLiveState*> nodes_;
};

class FakeLiveState final : public app::LiveState {
public:
    /// `at_home` says whether the caller is on the reactor that owns the live state; the real one is used there alone.
    explicit FakeLiveState(FakeLiveStore& store, app::CommittedElsewhere committed_elsewhere = {},
                           std::function<bool()> at_home = {});
    ~FakeLiveState() override;

    awaitable<app::IntentLog> cached(core::IntentId intent) override;
    void committed(app::Committed run) override;
    void forget(core::IntentId intent) override;
    awaitable<app::DueClaim> claim_due(core::Instant now, core::Micros lease, int limit) override;
    awaitable<bool> begin_rebuild(core::Micros lock) override;
    awaitable<void> finish_rebuild(std::vector<app::DueHead> heads) override;
    /// Never refills: a test's time stands still unless the test moves it.
    awaitable<std::optional<app::Tokens>> take_token(std::string bucket, int burst, int per_minute) override;
    bool is_up() const override { return !store_.is_away; }

    std::optional<core::Instant> due_of(const core::IntentId& intent) const;
    int calls_from_elsewhere() const { return strays_; }

private:
    void note_caller() { strays_ += at_home_ && !at_home_() ? 1 : 0; }
    void cache(const app::Committed& run);
    void schedule(const app::Committed& run);

    FakeLiveStore& store_;
    app::CommittedElsewhere committed_elsewhere_;
    std::function<bool()> at_home_;
    int strays_ = 0;
};

} // namespace parley::test

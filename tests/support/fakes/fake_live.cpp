#include "support/fakes/fake_live.hpp"

#include <algorithm>

namespace parley::test {

void FakeLiveStore::flush() {
    const std::lock_guard lock(mutex_);
    logs_.clear();
    due_.clear();
    due_seqs_.clear();
    tokens_taken_.clear();
    epoch_ = false;
    rebuilding_ = false;
}

FakeLiveState::FakeLiveState(FakeLiveStore& store, app::CommittedElsewhere committed_elsewhere,
                             std::function<bool()> at_home)
    : store_(store), committed_elsewhere_(std::move(committed_elsewhere)), at_home_(std::move(at_home)) {
    store_.nodes_.push_back(this);
}

FakeLiveState::~FakeLiveState() {
    std::erase(store_.nodes_, this);
}

awaitable<app::IntentLog> FakeLiveState::cached(core::IntentId intent) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    const auto found = store_.logs_.find(intent);
    co_return store_.is_away || found == store_.logs_.end() ? app::IntentLog() : found->second;
}

void FakeLiveState::cache(const app::Committed& run) {
    if (run.events.empty())
        return;
    app::IntentLog& log = store_.logs_[run.intent];
    const auto length = static_cast<std::int64_t>(log.events.size());
    if (run.events.front().seq > length + 1) {
        store_.logs_.erase(run.intent);
        return;
    }
    for (const app::StoredEvent& event : run.events)
        if (event.seq > length)
            log.events.push_back(event);
    for (const app::StoredPart& part : run.parts)
        if (part.seq > length)
            log.parts.push_back(part);
}

void FakeLiveState::schedule(const app::Committed& run) {
    if (!run.events.empty()) {
        const auto known = store_.due_seqs_.find(run.intent);
        if (known != store_.due_seqs_.end() && known->second > run.events.back().seq)
            return;
    }
    if (!run.next_due) {
        store_.due_.erase(run.intent);
        store_.due_seqs_.erase(run.intent);
        return;
    }
    store_.due_[run.intent] = *run.next_due;
    if (!run.events.empty())
        store_.due_seqs_[run.intent] = run.events.back().seq;
}

void FakeLiveState::committed(app::Committed run) {
    note_caller();
    std::vector<FakeLiveState*> others;
    {
        note_caller();
        const std::lock_guard lock(store_.mutex_);
        if (store_.is_away)
            return;
        cache(run);
        schedule(run);
        store_.scheduled_only += run.events.empty() ? 1 : 0;
        if (!run.events.empty() && !store_.loses_messages)
            std::copy_if(store_.nodes_.begin(), store_.nodes_.end(), std::back_inserter(others),
                         [this](const FakeLiveState* node) { return node != this; });
    }
    for (FakeLiveState* other : others)
        if (other->committed_elsewhere_)
            other->committed_elsewhere_(run);
}

void FakeLiveState::forget(core::IntentId intent) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    store_.logs_.erase(intent);
}

awaitable<app::DueClaim> FakeLiveState::claim_due(core::Instant now, core::Micros lease, int limit) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    app::DueClaim claim;
    ++store_.claims;
    if (store_.is_away)
        co_return claim;
    claim.clock_is_empty = !store_.epoch_;
    if (claim.clock_is_empty)
        co_return claim;
    std::vector<std::pair<core::Instant, core::IntentId>> due;
    for (const auto& [intent, at] : store_.due_)
        if (at <= now)
            due.emplace_back(at, intent);
    std::sort(due.begin(), due.end());
    for (const auto& [at, intent] : due) {
        if (static_cast<int>(claim.intents.size()) >= limit)
            break;
        claim.intents.push_back(intent);
        store_.due_[intent] = now + lease;
    }
    co_return claim;
}

awaitable<bool> FakeLiveState::begin_rebuild(core::Micros) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    co_return !store_.is_away && !std::exchange(store_.rebuilding_, true);
}

awaitable<void> FakeLiveState::finish_rebuild(std::vector<app::DueHead> heads) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    if (store_.is_away)
        co_return;
    for (const app::DueHead& head : heads) {
        const auto known = store_.due_seqs_.find(head.intent);
        if (known != store_.due_seqs_.end() && known->second > head.seq)
            continue;
        const auto [due, is_new] = store_.due_.try_emplace(head.intent, head.next_due);
        if (!is_new)
            due->second = std::min(due->second, head.next_due);
        store_.due_seqs_[head.intent] = head.seq;
    }
    store_.epoch_ = true;
    store_.rebuilding_ = false;
}

awaitable<std::optional<app::Tokens>> FakeLiveState::take_token(std::string bucket, int burst, int per_minute) {
    note_caller();
    const std::lock_guard lock(store_.mutex_);
    if (store_.is_away)
        co_return std::nullopt;
    const core::Micros step = core::seconds(60) / per_minute;
    int& taken = store_.tokens_taken_[bucket];
    app::Tokens tokens;
    tokens.given = taken < burst;
    taken += tokens.given ? 1 : 0;
    tokens.left = burst - taken;
    tokens.next_in = tokens.left > 0 ? 0 : step;
    tokens.full_in = taken * step;
    co_return tokens;
}

std::optional<core::Instant> FakeLiveState::due_of(const core::IntentId& intent) const {
    const std::lock_guard lock(store_.mutex_);
    const auto found = store_.due_.find(intent);
    return found == store_.due_.end() ? std::nullopt : std::optional(found->second);
}

} // namespace parley::test

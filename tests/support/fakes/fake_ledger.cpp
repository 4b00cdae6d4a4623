#include "support/fakes/fake_ledger.hpp"

#include "runtime/utf8.hpp"

#include <algorithm>
#include <tuple>

namespace parley::test {

namespace {

using runtime::Outcome;
using runtime::Unavailable;

bool is_storable(std::string_view text) {
    return runtime::is_utf8(text) && text.find('\0') == std::string_view::npos;
}

bool can_be_stored(const core::Value& value) {
    if (const auto* text = value.as_string())
        return is_storable(*text);
    if (const auto* items = value.as_array())
        return std::all_of(items->begin(), items->end(), [](const core::Value& item) { return can_be_stored(item); });
    if (const auto* members = value.as_object())
        return std::all_of(members->begin(), members->end(), [](const auto& member) {
            return is_storable(member.first) && can_be_stored(member.second);
        });
    return true;
}

} // namespace

void FakeLedger::refuse_bad_content(const app::Append& append) const {
    const auto found = intents_.find(append.intent);
    for (const app::StoredEvent& event : append.events) {
        const bool used =
            !event.command_key.empty() && found != intents_.end() && found->second.keys.contains(event.command_key);
        if (used || !is_storable(event.type) || !is_storable(event.command_key) || !can_be_stored(event.body))
            throw Unavailable("ledger: what the append holds cannot be stored", false, Outcome::not_done);
    }
}

/// What is given back may be the slot that is taken; all of it happens or nothing.
bool FakeLedger::take_slots(const app::Append& append) {
    auto after = groups_;
    for (const bool giving : {true, false}) {
        for (const app::CapacityClaim& claim : append.claims) {
            if (claim.give_back != giving)
                continue;
            const auto group = after.find({claim.business, claim.group});
            if (giving && group != after.end())
                group->second.claims.erase(append.intent);
            if (giving)
                continue;
            if (group == after.end())
                return false;
            auto& [slots, claims] = group->second;
            if (!claims.contains(append.intent) && static_cast<std::int64_t>(claims.size()) >= slots)
                return false;
            claims.insert(append.intent);
        }
    }
    groups_ = std::move(after);
    return true;
}

app::AppendOutcome FakeLedger::commit(const app::Append& append) {
    const auto found = intents_.find(append.intent);
    const std::int64_t seq = found == intents_.end() ? 0 : static_cast<std::int64_t>(found->second.events.size());
    if (seq != append.expected_seq)
        return app::AppendOutcome::conflict;
    if (append.events.empty() && append.erased.empty())
        return app::AppendOutcome::committed;
    refuse_bad_content(append);
    if (!take_slots(append))
        return app::AppendOutcome::capacity_taken;
    Stored& stored = intents_[append.intent];
    const core::Instant created_at = seq == 0 ? append.head.created_at : stored.head.created_at;
    stored.head = append.head;
    stored.head.created_at = created_at;
    for (const app::StoredEvent& event : append.events) {
        stored.events.push_back(event);
        if (!event.command_key.empty())
            stored.keys.insert(event.command_key);
    }
    stored.parts.insert(stored.parts.end(), append.parts.begin(), append.parts.end());
    for (const app::PartRef& gone : append.erased)
        std::erase_if(stored.parts,
                      [&](const app::StoredPart& part) { return part.seq == gone.seq && part.name == gone.name; });
    for (const app::OutboxRow& row : append.outbox)
        outbox_.put(append.intent, row);
    if (on_commit)
        on_commit(append);
    return app::AppendOutcome::committed;
}

void FakeLedger::fail_read() const {
    if (reads_fail)
        throw Unavailable("ledger: is away as the test wants it");
    if (reads_break)
        throw std::runtime_error("ledger: breaks as the test wants it");
}

app::AppendOutcome FakeLedger::put(app::Append append) {
    const std::lock_guard lock(mutex_);
    return commit(append);
}

awaitable<app::AppendOutcome> FakeLedger::append(app::Append append) {
    {
        const std::lock_guard lock(mutex_);
        appends_.push_back(append);
    }
    co_await before_commit.pass();
    app::AppendOutcome outcome = app::AppendOutcome::conflict;
    std::optional<LedgerFailure> failure;
    {
        const std::lock_guard lock(mutex_);
        if (!failures.empty()) {
            failure = failures.front();
            failures.pop_front();
        }
        if (!failure || failure->written)
            outcome = commit(append);
    }
    co_await after_commit.pass();
    if (failure)
        throw Unavailable("ledger: fails as the test wants it", true, failure->outcome);
    co_return outcome;
}

awaitable<app::IntentLog> FakeLedger::read(core::IntentId intent, std::int64_t after) {
    app::IntentLog log;
    {
        const std::lock_guard lock(mutex_);
        fail_read();
        if (const auto found = intents_.find(intent); found != intents_.end()) {
            for (const app::StoredEvent& event : found->second.events)
                if (event.seq > after)
                    log.events.push_back(event);
            for (const app::StoredPart& part : found->second.parts)
                if (part.seq > after)
                    log.parts.push_back(part);
        }
    }
    events_read += log.events.size();
    std::sort(log.parts.begin(), log.parts.end(), [](const app::StoredPart& a, const app::StoredPart& b) {
        return std::tie(a.seq, a.name) < std::tie(b.seq, b.name);
    });
    co_await read_answers.pass();
    co_return log;
}

awaitable<std::vector<app::DueHead>> FakeLedger::heads(std::vector<core::IntentId> intents) {
    ++heads_calls;
    const std::lock_guard lock(mutex_);
    fail_read();
    std::vector<app::DueHead> found;
    for (const core::IntentId& intent : intents)
        if (const auto stored = intents_.find(intent); stored != intents_.end())
            found.push_back(
                {intent, stored->second.events.back().seq, stored->second.head.next_due.value_or(core::Instant{})});
    co_return found;
}

awaitable<app::Capacity> FakeLedger::capacity(core::BusinessId business, std::string group) {
    const std::lock_guard lock(mutex_);
    fail_read();
    const auto found = groups_.find({business, group});
    if (found == groups_.end())
        co_return app::Capacity{};
    co_return app::Capacity{found->second.slots, static_cast<std::int64_t>(found->second.claims.size())};
}

awaitable<std::vector<app::DueHead>> FakeLedger::due(core::Instant before, int limit) {
    ++due_calls;
    const std::lock_guard lock(mutex_);
    fail_read();
    std::vector<app::DueHead> found;
    for (const auto& [intent, stored] : intents_)
        if (stored.head.next_due && *stored.head.next_due <= before)
            found.push_back({intent, stored.events.back().seq, *stored.head.next_due});
    std::sort(found.begin(), found.end(), [](const app::DueHead& a, const app::DueHead& b) {
        return std::tie(a.next_due, a.intent) < std::tie(b.next_due, b.intent);
    });
    if (found.size() > static_cast<std::size_t>(std::max(limit, 0)))
        found.resize(static_cast<std::size_t>(std::max(limit, 0)));
    co_return found;
}

void FakeLedger::add_group(const core::BusinessId& business, const std::string& name, std::int64_t slots) {
    const std::lock_guard lock(mutex_);
    groups_[{business, name}].slots = slots;
}

void FakeLedger::tamper(const core::IntentId& intent, std::int64_t seq,
                        const std::function<void(app::StoredEvent&)>& change) {
    const std::lock_guard lock(mutex_);
    change(intents_.at(intent).events.at(static_cast<std::size_t>(seq - 1)));
}

std::vector<app::Append> FakeLedger::appends() const {
    const std::lock_guard lock(mutex_);
    return appends_;
}

std::int64_t FakeLedger::head(const core::IntentId& intent) const {
    return static_cast<std::int64_t>(events(intent).size());
}

app::HeadFacts FakeLedger::facts(const core::IntentId& intent) const {
    const std::lock_guard lock(mutex_);
    return intents_.at(intent).head;
}

std::vector<app::StoredEvent> FakeLedger::events(const core::IntentId& intent) const {
    const std::lock_guard lock(mutex_);
    const auto found = intents_.find(intent);
    return found == intents_.end() ? std::vector<app::StoredEvent>() : found->second.events;
}

} // namespace parley::test

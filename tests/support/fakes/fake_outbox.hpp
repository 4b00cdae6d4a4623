// The outbox in memory, with the behaviour that tests/ports/outbox_test.cpp asks of every outbox.
#pragma once

#include "app/ports/outbox.hpp"
#include "support/fakes/gate.hpp"

#include <map>
#include <mutex>

namespace parley::test {

class FakeOutbox final : public app::Outbox {
public:
    awaitable<std::vector<app::OutboxJob>> claim(std::string kind, core::Instant now, core::Micros claim,
                                                 int limit) override;
    awaitable<void> finish(app::OutboxJob job) override;
    awaitable<void> postpone(app::OutboxJob job, core::Instant not_before) override;
    awaitable<std::int64_t> cancel(std::string kind, std::string target, core::IntentId intent) override;
    awaitable<void> add(core::IntentId intent, app::OutboxRow row) override;
    awaitable<bool> gather(app::OutboxJob job, core::PrincipalId reader, core::Instant due) override;
    awaitable<std::vector<app::OutboxJob>> open_digest(core::PrincipalId reader, core::Instant due) override;
    awaitable<void> close_digest(core::PrincipalId reader, core::Instant due) override;
    awaitable<std::vector<app::TopicEntry>> relay_topics(int limit) override;
    awaitable<std::vector<app::TopicEntry>> topic(std::string topic, std::int64_t after, int limit) override;
    awaitable<std::int64_t> topic_head(std::string topic) override;
    awaitable<std::vector<app::TopicEntry>> all_topics(std::int64_t after, int limit) override;
    awaitable<std::int64_t> last_number() override;

    /// As `add`, for the ledger that commits rows with their events.
    void put(const core::IntentId& intent, app::OutboxRow row);

    struct Waiting {
        core::IntentId intent;
        app::OutboxRow row;
        int attempt = 0;
    };
    /// What waits, oldest first.
    std::vector<Waiting> waiting(const std::string& kind) const;

    Gate topic_answers;  // holds what topic() has read
    int topic_reads = 0; // of single topics

private:
    mutable std::mutex mutex_;
    std::int64_t last_id_ = 0;
    std::map<std::int64_t, Waiting> rows_;
    std::map<std::string, std::vector<app::TopicEntry>> topics_;
    std::vector<app::TopicEntry> all_topics_;                             // number n at n - 1
    std::map<std::pair<core::PrincipalId, core::Instant>, bool> digests_; // opened?
};

} // namespace parley::test

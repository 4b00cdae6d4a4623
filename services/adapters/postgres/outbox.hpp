// The outbox and the topic relay on PostgreSQL. A claim moves not_before ahead and counts the attempt, so that a
// claimer that died loses its rows by the passing of time and cannot finish what another has taken over.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/outbox.hpp"

namespace parley::postgres {

class PostgresOutbox final : public app::Outbox {
public:
    explicit PostgresOutbox(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

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

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

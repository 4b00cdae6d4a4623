// What became of each mail, on PostgreSQL: one row per Message-ID.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/mail_log.hpp"

namespace parley::postgres {

class PostgresMailLog final : public app::MailLog {
public:
    explicit PostgresMailLog(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<bool> begin(std::string message_id, int doubts_max, core::Instant now) override;
    awaitable<void> end(std::string message_id, app::MailEnd end, core::Instant now) override;
    awaitable<void> forget(core::Micros life) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// Beats and outages on PostgreSQL. An outage is recorded once, under a lock, by its `from` (the last beat of anybody).
// A node that comes while nobody has beaten since gets the same outage, and another one behind it if it comes much
// later.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/uptime.hpp"

namespace parley::postgres {

class PostgresUptime final : public app::Uptime {
public:
    explicit PostgresUptime(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<void> beat(std::string node, core::Instant now) override;
    awaitable<std::vector<app::Outage>> claim_outages(core::Instant now, core::Micros tolerance) override;
    awaitable<core::Instant> database_now() override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

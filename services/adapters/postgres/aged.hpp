// What has been kept for its time, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/aged.hpp"

namespace parley::postgres {

class PostgresAged final : public app::Aged {
public:
    explicit PostgresAged(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<std::vector<core::IntentId>> requests(core::Micros life, int limit) override;
    awaitable<std::vector<core::IntentId>> requests_of_deals(core::Micros life, int limit) override;
    awaitable<std::vector<core::IntentId>> deals(core::Micros life, int limit) override;
    awaitable<app::AgedRows> take_rows(core::Micros answered_life, int limit) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

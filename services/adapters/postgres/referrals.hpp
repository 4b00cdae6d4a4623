// Links that people pass on, in PostgreSQL. What they are credited for is read from the log.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/referrals.hpp"

namespace parley::postgres {

class PostgresReferrals final : public app::Referrals {
public:
    explicit PostgresReferrals(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> add(app::Referral referral) override;
    awaitable<void> note(app::Arrival arrival) override;
    awaitable<std::optional<app::Credit>> find(std::string code) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// Posts that wait for their authors, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/claims.hpp"

namespace parley::postgres {

class PostgresClaims final : public app::Claims {
public:
    explicit PostgresClaims(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> add(app::Claim claim) override;
    awaitable<std::optional<app::TakenClaim>> take(app::ClaimId id, std::string secret_hash,
                                                   core::Instant now) override;
    awaitable<std::int64_t> expire() override;
    awaitable<std::vector<app::AreaDemand>> demand(std::string sector, std::int64_t days) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

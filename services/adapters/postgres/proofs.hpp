// The signing key and the published lists of chain heads on PostgreSQL; one publisher at a time, by a lock.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/proofs.hpp"

namespace parley::postgres {

class PostgresProofs final : public app::Proofs {
public:
    explicit PostgresProofs(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<app::SigningSeed> signing_seed(app::SigningSeed fresh, core::Instant now) override;
    awaitable<void> publish(std::vector<core::IntentId> intents, app::HeadListMaker make) override;
    awaitable<std::vector<app::HeadList>> lists(std::int64_t after, int limit) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

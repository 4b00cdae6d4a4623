// Stage times on PostgreSQL, one row per intent and stage.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/stages.hpp"

namespace parley::postgres {

class PostgresStages final : public app::Stages {
public:
    explicit PostgresStages(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<void> note(core::IntentId intent, app::Stage stage, core::Instant at) override;
    awaitable<void> note_seen(core::BusinessId business, std::vector<core::IntentId> intents,
                              core::Instant at) override;
    awaitable<void> note_opened(core::IntentId intent, std::vector<core::OfferId> offers, core::Instant at) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

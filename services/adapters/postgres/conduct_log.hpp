// What may count against businesses, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/conduct_log.hpp"

namespace parley::postgres {

class PostgresConductLog final : public app::ConductLog {
public:
    explicit PostgresConductLog(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> note(core::BusinessId business, app::ConductEvent event) override;
    awaitable<std::vector<app::ConductEvent>> events(core::BusinessId business, core::Instant since) override;
    awaitable<std::optional<app::ConductEvent>> event(std::int64_t id) override;
    awaitable<bool> take_offer(core::BusinessId business, core::IntentId intent, core::Instant now, core::Instant since,
                               std::int64_t limit) override;
    awaitable<void> give_offer_back(core::BusinessId business, core::IntentId intent) override;
    awaitable<std::vector<core::Instant>> offers_taken(core::BusinessId business, core::Instant since) override;
    awaitable<std::optional<app::ConductAcceptance>> accepted(core::BusinessId business) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

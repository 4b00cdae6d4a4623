// The operator's reports, matters and acts on PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/oversight.hpp"

namespace parley::postgres {

class PostgresOversight final : public app::Oversight {
public:
    explicit PostgresOversight(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<void> add_matter(app::Matter matter) override;
    awaitable<void> confirm_matter(core::IntentId id, core::Instant now) override;
    awaitable<std::vector<app::Matter>> matters_of(std::vector<core::PrincipalId> people, int limit) override;
    awaitable<std::optional<app::Matter>> matter(core::IntentId id) override;
    awaitable<std::vector<app::Matter>> matters(int limit) override;
    awaitable<std::vector<app::ReportedCase>> reports(int limit) override;
    awaitable<std::optional<app::ReportedCase>> report(core::IntentId intent, std::int64_t number) override;
    awaitable<std::optional<app::StewardAct>> add_act(app::NewAct act) override;
    awaitable<std::optional<app::StewardAct>> act(std::int64_t id) override;
    awaitable<std::vector<app::StewardAct>> acts(int limit) override;
    awaitable<std::vector<app::StewardAct>> in_force() override;
    awaitable<bool> is_confirmed(core::PrincipalId principal) override;
    awaitable<std::vector<app::CountedAgainst>> counted_against(core::Instant since, int limit) override;
    awaitable<std::vector<core::IntentId>> past_rounds(core::Instant since, int limit) override;
    awaitable<app::MarketHealth> health(core::Instant now, core::Instant reports_before) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// By which links requests came, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/campaigns.hpp"

namespace parley::postgres {

class PostgresCampaigns final : public app::Campaigns {
public:
    explicit PostgresCampaigns(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> note(app::CampaignArrival arrival) override;
    awaitable<std::vector<app::CampaignCount>> counts(core::BusinessId business, int limit) override;
    awaitable<std::vector<app::InvitedIntent>> invited(core::BusinessId business, std::optional<core::IntentId> before,
                                                       int limit) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// Lists and the funnel on PostgreSQL, from the heads and events that the ledger writes; nothing is written here. A list
// holds what the heads' summaries hold. The funnel counts no offers of an intent while its round hides how many there
// are.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/listings.hpp"

namespace parley::postgres {

class PostgresListings final : public app::Listings {
public:
    explicit PostgresListings(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<app::ListedIntent>> public_intents(app::ListQuery query) override;
    awaitable<std::vector<app::ListedIntent>> shared_outcomes(std::string sector, int limit) override;
    awaitable<std::vector<app::ListedIntent>> intents_of(std::vector<core::PrincipalId> consumers, int limit) override;
    awaitable<std::vector<core::BusinessId>> blocked_by(core::PrincipalId consumer) override;
    awaitable<std::vector<core::IntentId>> asked_and_open(core::BusinessId business) override;
    awaitable<std::vector<app::FunnelRow>> funnel(bool with_simulated) override;
    awaitable<std::string> stream_epoch_restores() override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

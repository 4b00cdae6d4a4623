// What was said before, read from the events that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/earlier.hpp"

namespace parley::postgres {

class PostgresEarlier final : public app::Earlier {
public:
    explicit PostgresEarlier(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<app::OfferWords>> offers_of(std::vector<core::BusinessId> businesses, core::IntentId intent,
                                                      core::Instant since) override;
    awaitable<std::vector<app::OwnPrice>> prices_of(std::vector<core::BusinessId> businesses, core::IntentId intent,
                                                    std::string currency, core::Instant since) override;
    awaitable<std::vector<app::EarlierRequest>> requests_of(core::PrincipalId consumer, core::IntentId intent,
                                                            app::TimeSpan made) override;
    awaitable<bool> may_begin(core::PrincipalId consumer, core::IntentId intent, std::int64_t most) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

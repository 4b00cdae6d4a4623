// The deals of businesses in PostgreSQL, read from the events and parts that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/past_deals.hpp"

namespace parley::postgres {

class PostgresPastDeals final : public app::PastDeals {
public:
    explicit PostgresPastDeals(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<app::PastDeal>> of(std::vector<core::BusinessId> businesses) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

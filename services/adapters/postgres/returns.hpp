// What contacts and sales came to, in PostgreSQL, read from the events that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/returns.hpp"

namespace parley::postgres {

class PostgresReturns final : public app::Returns {
public:
    explicit PostgresReturns(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<core::ContactMade>> contacts(core::BusinessId business, core::Instant since) override;
    awaitable<std::vector<core::Letter>> letters(core::BusinessId business) override;
    awaitable<std::vector<core::Sale>> sales(core::BusinessId business, std::string currency) override;
    awaitable<std::vector<core::ContactMade>> received(std::string sector, bool simulated,
                                                       core::Instant since) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// The requests of the past in PostgreSQL, read from the events that the ledger writes.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/past_requests.hpp"

namespace parley::postgres {

class PostgresPastRequests final : public app::PastRequests {
public:
    explicit PostgresPastRequests(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<core::PastRequest>> past_requests(app::PastRequestsQuery query) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

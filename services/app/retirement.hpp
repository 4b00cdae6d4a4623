// Retirement: a business that has won as many as a capacity group allows takes back what else stands in that group, in
// every intent, within a second of the award. Until then the ledger protects it: the next award is refused.
#pragma once

#include "app/job_loop.hpp"
#include "app/market.hpp"
#include "app/ports/listings.hpp"

namespace parley::app {

struct RetirementParts {
    Market& market;
    Ledger& ledger;
    Listings& listings;
    Outbox& outbox;
    boost::asio::any_io_executor executor;
};

class Retirement {
public:
    explicit Retirement(RetirementParts parts);

    boost::asio::awaitable<void> run() { return loop_.run(); }
    void poke() { loop_.poke(); }

private:
    boost::asio::awaitable<void> retire(OutboxJob job);

    RetirementParts parts_;
    JobLoop loop_;
};

} // namespace parley::app

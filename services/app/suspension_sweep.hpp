// What a suspended business had offered is taken back in every intent that goes on, and where it was chosen the buyer
// may choose again: nobody is left waiting for, or led to, a business that may not trade.
#pragma once

#include "app/job_loop.hpp"
#include "app/market.hpp"
#include "app/ports/listings.hpp"
#include "app/suspensions.hpp"

namespace parley::app {

/// Written with the act, for a moment at which every node knows of it and takes no new offer.
inline constexpr const char* suspension_job = "suspension";

struct SuspensionSweepParts {
    Market& market;
    Suspensions& suspensions;
    Listings& listings;
    Outbox& outbox;
    boost::asio::any_io_executor executor;
};

class SuspensionSweep {
public:
    explicit SuspensionSweep(SuspensionSweepParts parts);

    boost::asio::awaitable<void> run() { return loop_.run(); }

private:
    boost::asio::awaitable<void> sweep(OutboxJob job);

    SuspensionSweepParts parts_;
    JobLoop loop_;
};

} // namespace parley::app

// A business that leaves: what it may still do, and how what it had offered is taken back. It keeps its word where it
// gave it; nobody asks it again.
#pragma once

#include "app/market.hpp"
#include "app/ports/listings.hpp"

namespace parley::app {

/// Whether a call is open to a business that left: reading, keeping and taking back what it promised, answering for it.
bool is_open_to_left(std::string_view method, std::string_view pattern);

struct TakenBack {
    std::int64_t offers = 0;
    std::int64_t invitations = 0;
    std::int64_t standing = 0; // that the rules hold it to: they stand until their buyers have chosen
};

/// Takes back every offer of the business that its round lets go of, and declines what it has not answered. `deed` is
/// noted as with any other command.
boost::asio::awaitable<TakenBack> take_back(Market& market, Listings& listings, core::BusinessId business,
                                            std::string deed);

} // namespace parley::app

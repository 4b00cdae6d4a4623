// What contacts came to and where sales came from, as the logs, the lists and the links tell it. Only of requests that
// are over; a real business's figures leave simulated buyers out.
#pragma once

#include "core/guide/returns.hpp"
#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

class Returns {
public:
    virtual ~Returns() = default;
    /// Each offer, better offer, message and advice of a business before its buyer had settled, in its newest thousand
    /// requests that were posted at or after `since`.
    virtual boost::asio::awaitable<std::vector<core::ContactMade>> contacts(core::BusinessId business,
                                                                            core::Instant since) = 0;
    /// Each letter to a reader of the business's list that had its turn; the newest ten thousand.
    virtual boost::asio::awaitable<std::vector<core::Letter>> letters(core::BusinessId business) = 0;
    /// The sales among the business's newest thousand, of those in this currency.
    virtual boost::asio::awaitable<std::vector<core::Sale>> sales(core::BusinessId business, std::string currency) = 0;
    /// Each business's first offer in a request, in the order in which the buyer received them; of the newest thousand
    /// requests of the sector and all below it.
    virtual boost::asio::awaitable<std::vector<core::ContactMade>> received(std::string sector, bool simulated,
                                                                            core::Instant since) = 0;
};

} // namespace parley::app

// What may count against businesses, as it happened, and the new offers that a limited one has made of late.
#pragma once

#include "app/conduct_score.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

struct ConductAcceptance {
    std::string version;
    core::Instant at;
};

class ConductLog {
public:
    virtual ~ConductLog() = default;

    /// Once for each event of a log, and once for each buyer where nothing is in a log; `id` is not looked at.
    virtual boost::asio::awaitable<void> note(core::BusinessId business, ConductEvent event) = 0;
    /// Since then, oldest first; of the reports only those that were upheld.
    virtual boost::asio::awaitable<std::vector<ConductEvent>> events(core::BusinessId business,
                                                                     core::Instant since) = 0;
    /// The event of that number, whosever it is.
    virtual boost::asio::awaitable<std::optional<ConductEvent>> event(std::int64_t id) = 0;

    /// Whether the business may make a new offer in this intent, having made fewer than `limit` since `since`; it is
    /// counted then. One that was counted already may be made again.
    virtual boost::asio::awaitable<bool> take_offer(core::BusinessId business, core::IntentId intent, core::Instant now,
                                                    core::Instant since, std::int64_t limit) = 0;
    /// It was not made after all.
    virtual boost::asio::awaitable<void> give_offer_back(core::BusinessId business, core::IntentId intent) = 0;
    /// When those were made that were counted since `since`, oldest first.
    virtual boost::asio::awaitable<std::vector<core::Instant>> offers_taken(core::BusinessId business,
                                                                            core::Instant since) = 0;

    /// The version of the code of conduct that it accepted last.
    virtual boost::asio::awaitable<std::optional<ConductAcceptance>> accepted(core::BusinessId business) = 0;
};

} // namespace parley::app

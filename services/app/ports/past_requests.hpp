// The requests of the past as previews of a shop's reach see them: what they asked for, who was asked, what was
// offered. Nothing in it that a shop may not know: no exact place, no sealed budget.
#pragma once

#include "core/event.hpp"
#include "core/matching/preview.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace parley::app {

inline constexpr int past_requests_max = 5'000;

struct PastRequestsQuery {
    std::vector<std::string> sectors; // as posted; a parent does not stand for those below it
    std::string currency = "GBP";
    bool simulated = false; // as History has it; the two kinds are never mixed
    core::Instant from;
    core::Instant to; // confirmed in [from, to]
};

/// What of a request a preview looks at.
core::PastRequest past_request(core::IntentId id, const core::IntentCreated& intent);

class PastRequests {
public:
    virtual ~PastRequests() = default;
    /// Public ones whose rounds are over, in the order in which they were confirmed; the newest past_requests_max. One
    /// that its buyer called off while it ran is not among them.
    virtual boost::asio::awaitable<std::vector<core::PastRequest>> past_requests(PastRequestsQuery query) = 0;
};

} // namespace parley::app

// Which links of a business led to requests, and what became of all that it was asked for. A tag is the business's own
// word for where it had put the link; nobody else sees it. A link that was given to one person alone would tell who a
// buyer is, so a tag is told of a request only where the deal told that, and counted only where several came by it.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct CampaignTag {
    std::string via; // each may be ""
    std::string source;
    std::string medium;
    std::string campaign;
    bool is_empty() const { return via.empty() && source.empty() && medium.empty() && campaign.empty(); }
};

struct CampaignArrival {
    core::IntentId intent;
    core::BusinessId business; // whose link it was
    CampaignTag tag;
    core::Instant at;
};

/// What the links with one tag brought: requests that were confirmed, and deals with the business itself.
struct CampaignCount {
    CampaignTag tag;
    std::int64_t requests = 0;
    std::int64_t deals = 0;
};

/// A request that a business was asked for.
struct InvitedIntent {
    core::IntentId intent;
    core::Instant invited_at;
    std::optional<CampaignTag> tag; // of the business's own link
};

/// So many requests came by a tag before it is counted.
inline constexpr int campaign_floor = 5;

class Campaigns {
public:
    virtual ~Campaigns() = default;
    /// The first link counts. One of no business of ours is passed over in silence.
    virtual boost::asio::awaitable<void> note(CampaignArrival arrival) = 0;
    /// The newest tag first, of those that `campaign_floor` requests or more came by.
    virtual boost::asio::awaitable<std::vector<CampaignCount>> counts(core::BusinessId business, int limit) = 0;
    /// Newest first, those before `before` if it is given.
    virtual boost::asio::awaitable<std::vector<InvitedIntent>>
    invited(core::BusinessId business, std::optional<core::IntentId> before, int limit) = 0;
};

} // namespace parley::app

// Public posts that wait for their authors, and what is counted of those that nobody took.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

using ClaimId = core::Id<struct ClaimTag>;

/// Less than a day by more than a sweep of the retention takes, so that no post is kept for longer than a day.
inline constexpr core::Micros claim_life = core::seconds(86'400 - 1'200);

struct Claim {
    ClaimId id;
    std::string secret_hash;
    std::string network;
    std::string handle;
    std::string text;
    std::string url;
    std::string sector; // "" where none was read
    std::string area;   // "" where none was read
    core::Instant posted_at;
    core::Instant expires_at;
};

struct TakenClaim {
    std::string text;
    core::Instant posted_at;
};

struct AreaDemand {
    std::string area;
    std::int64_t posts = 0;
};

class Claims {
public:
    virtual ~Claims() = default;
    virtual boost::asio::awaitable<void> add(Claim claim) = 0;
    /// Gives the text and erases the claim in one step. Nothing for a claim that is not there, is over at `now`, or has
    /// another secret.
    virtual boost::asio::awaitable<std::optional<TakenClaim>> take(ClaimId id, std::string secret_hash,
                                                                   core::Instant now) = 0;
    /// Erases what is over by the store's own clock and counts it, an address once however often it was brought.
    /// Gives how many were erased.
    virtual boost::asio::awaitable<std::int64_t> expire() = 0;
    /// Of exactly this sector on the last `days` days, today included; most first, then by name.
    virtual boost::asio::awaitable<std::vector<AreaDemand>> demand(std::string sector, std::int64_t days) = 0;
};

} // namespace parley::app

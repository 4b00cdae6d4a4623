// Lists over many intents, from the heads and the events: what is public, what is whose, and the funnel by sector for
// the lab. Counts and public members only; a list never shows more of an intent than everybody may see.
#pragma once

#include "core/ids.hpp"
#include "core/place.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

struct ListedIntent {
    core::IntentId id;
    std::string state;
    core::Value summary; // as head_facts made it
    core::Instant created_at;
};

struct ListQuery {
    std::string sector;              // "" for all; a parent stands for all below it
    std::vector<std::string> states; // empty for all
    std::optional<core::Point> near;
    std::int32_t radius_km = 0;                  // with near
    std::optional<core::Instant> created_before; // the cursor
    std::optional<core::IntentId> id_before;
    int limit = 20;
};

/// Counts of one sector; times in whole seconds.
struct FunnelRow {
    std::string sector;
    std::int64_t intents = 0; // ever posted
    std::int64_t confirmed = 0;
    std::int64_t invited = 0;    // invitations
    std::int64_t reached = 0;    // intents that a business was told of
    std::int64_t offers = 0;     // first offers
    std::int64_t with_offer = 0; // intents with at least one
    std::int64_t seen = 0;       // intents whose buyer has seen one
    std::int64_t awarded = 0;
    std::int64_t confirmed_awards = 0;
    std::int64_t no_offers = 0;
    std::optional<std::int64_t> median_first_offer_s; // from the round's opening
};

class Listings {
public:
    virtual ~Listings() = default;
    virtual boost::asio::awaitable<std::vector<ListedIntent>> public_intents(ListQuery query) = 0;
    /// What buyers of the sector and of all below it share of how it turned out, newest request first.
    virtual boost::asio::awaitable<std::vector<ListedIntent>> shared_outcomes(std::string sector, int limit) = 0;
    virtual boost::asio::awaitable<std::vector<ListedIntent>> intents_of(std::vector<core::PrincipalId> consumers,
                                                                         int limit) = 0;
    /// The intents that this business was asked by and that are not over, newest first.
    virtual boost::asio::awaitable<std::vector<core::IntentId>> asked_and_open(core::BusinessId business) = 0;
    /// The businesses that this consumer has blocked in any intent.
    virtual boost::asio::awaitable<std::vector<core::BusinessId>> blocked_by(core::PrincipalId consumer) = 0;
    virtual boost::asio::awaitable<std::vector<FunnelRow>> funnel(bool with_simulated) = 0;
    virtual boost::asio::awaitable<std::string> stream_epoch_restores() = 0;
};

} // namespace parley::app

// The match index of this node with what else is known of each business, kept current from the store. It lives on one
// reactor; everybody asks it there.
#pragma once

#include "app/ports/businesses.hpp"
#include "core/matching/index.hpp"
#include "core/matching/waves.hpp"
#include "core/state.hpp"
#include "runtime/reactors.hpp"

#include <unordered_map>

namespace parley::app {

/// What a buyer is told before posting, and when a round can open.
struct Reach {
    std::size_t shops = 0;
    std::size_t open_now = 0;
    core::Instant opens_at;
    std::size_t reachable_then = 0;
};

struct ChosenShop {
    core::Pick pick;
    core::BusinessProfile profile;
    std::int64_t distance_m = 0;
};

class MatchBook {
public:
    MatchBook(Businesses& businesses, core::SectorTree sectors, runtime::Reactors::Executor executor);

    /// Reads what changed since the last time; call often. Gives how many businesses changed.
    boost::asio::awaitable<std::size_t> refresh();

    boost::asio::awaitable<Reach> reach(core::MatchQuery query, std::int64_t min_reachable, core::Instant now);
    boost::asio::awaitable<std::vector<ChosenShop>> choose(core::MatchQuery query, core::WavePlan plan,
                                                           std::vector<core::BusinessId> already,
                                                           std::vector<std::uint64_t> draws);
    /// The business as an invitee if it may join that intent by itself.
    boost::asio::awaitable<std::optional<ChosenShop>> joining(core::BusinessId business, core::MatchQuery query);
    boost::asio::awaitable<std::optional<Business>> find(core::BusinessId business);

private:
    boost::asio::awaitable<std::size_t> read_changes();
    core::BusinessProfile profile_of(const Business& business, const core::Served& from) const;

    Businesses& businesses_;
    runtime::Reactors::Executor executor_;
    core::MatchIndex index_;
    std::unordered_map<core::BusinessId, Business> known_;
    std::int64_t version_ = 0;
};

/// What this intent asks of the shops.
core::MatchQuery match_query(const core::IntentCreated& intent, std::int64_t widen_km);

} // namespace parley::app

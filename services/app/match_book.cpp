#include "app/match_book.hpp"

#include "core/matching/hours.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr int changes_batch = 1'000;

} // namespace

MatchBook::MatchBook(Businesses& businesses, core::SectorTree sectors, runtime::Reactors::Executor executor)
    : businesses_(businesses), executor_(executor), index_(std::move(sectors)) {}

asio::awaitable<std::size_t> MatchBook::refresh() {
    co_return co_await asio::co_spawn(executor_, read_changes(), asio::use_awaitable);
}

asio::awaitable<std::size_t> MatchBook::read_changes() {
    std::size_t count = 0;
    for (;;) {
        auto changed = co_await businesses_.changed_since(version_, changes_batch);
        for (Business& business : changed) {
            version_ = std::max(version_, business.version);
            const core::BusinessId id = business.shop.id;
            // Two readings at once may come back in either order: what is older tells nothing.
            if (const auto found = known_.find(id); found != known_.end() && found->second.version >= business.version)
                continue;
            if (is_here(business))
                index_.put(business.shop);
            else
                index_.remove(id);
            known_[id] = std::move(business);
        }
        count += changed.size();
        if (changed.size() < static_cast<std::size_t>(changes_batch))
            co_return count;
    }
}

asio::awaitable<Reach> MatchBook::reach(core::MatchQuery query, std::int64_t min_reachable, core::Instant now) {
    auto ask = [](MatchBook& book, core::MatchQuery asked, std::int64_t least,
                  core::Instant from) -> asio::awaitable<Reach> {
        Reach reach;
        reach.opens_at = from;
        std::vector<core::BranchHours> hours;
        for (const core::Match& match : book.index_.candidates(asked)) {
            const core::Shop* shop = book.index_.find(match.business);
            core::BranchHours& branches = hours.emplace_back();
            for (std::size_t i = 0; i < shop->branch_count(); ++i)
                if (core::serves(*shop, shop->branch(i), asked))
                    branches.push_back(&shop->branch(i).hours);
            if (core::is_open(branches, from))
                ++reach.open_now;
        }
        reach.shops = hours.size();
        // Where fewer match than the rules wish for, one that hears of it is better than none.
        const std::size_t wanted = std::min(static_cast<std::size_t>(std::max<std::int64_t>(least, 1)), hours.size());
        if (wanted == 0)
            co_return reach;
        if (const auto first = core::first_reachable_instant(hours, wanted, from)) {
            reach.opens_at = first->at;
            reach.reachable_then = first->shops;
        }
        co_return reach;
    };
    co_return co_await asio::co_spawn(executor_, ask(*this, std::move(query), min_reachable, now), asio::use_awaitable);
}

core::BusinessProfile MatchBook::profile_of(const Business& business, const core::Served& from) const {
    core::BusinessProfile profile;
    profile.id = business.shop.id;
    profile.name = business.name;
    profile.place_name = from.branch == 0 ? business.place_name : business.shop.further[from.branch - 1].name;
    profile.story = business.story;
    profile.distance_m = from.distance_m;
    profile.simulated = business.shop.simulated;
    return profile;
}

asio::awaitable<std::vector<ChosenShop>> MatchBook::choose(core::MatchQuery query, core::WavePlan plan,
                                                           std::vector<core::BusinessId> already,
                                                           std::vector<std::uint64_t> draws) {
    auto ask = [](MatchBook& book, core::MatchQuery asked, core::WavePlan wave, std::vector<core::BusinessId> known,
                  std::vector<std::uint64_t> numbers) -> asio::awaitable<std::vector<ChosenShop>> {
        const std::unordered_set<core::BusinessId> invited(known.begin(), known.end());
        const auto matches = book.index_.candidates(asked);
        std::vector<ChosenShop> chosen;
        for (core::Pick& pick : core::pick_wave(matches, invited, wave, numbers)) {
            const auto match = std::find_if(matches.begin(), matches.end(),
                                            [&](const core::Match& m) { return m.business == pick.business; });
            const Business& business = book.known_.at(pick.business);
            chosen.push_back({std::move(pick),
                              book.profile_of(business, {match->branch, match->distance_m, std::nullopt}),
                              match->distance_m});
        }
        co_return chosen;
    };
    co_return co_await asio::co_spawn(
        executor_, ask(*this, std::move(query), std::move(plan), std::move(already), std::move(draws)),
        asio::use_awaitable);
}

asio::awaitable<std::optional<ChosenShop>> MatchBook::joining(core::BusinessId business, core::MatchQuery query) {
    auto ask = [](MatchBook& book, core::BusinessId id,
                  core::MatchQuery asked) -> asio::awaitable<std::optional<ChosenShop>> {
        const core::Shop* shop = book.index_.find(id);
        const auto from = shop != nullptr ? core::may_join(book.index_.sectors(), *shop, asked) : std::nullopt;
        if (!from)
            co_return std::nullopt;
        ChosenShop chosen;
        chosen.pick.business = id;
        chosen.pick.reasons.push_back({core::MatchReasonKind::found_it_itself, 0});
        if (shop->branch_count() > 1)
            chosen.pick.reasons.push_back({core::MatchReasonKind::from_branch, shop->branch(from->branch).number});
        chosen.distance_m = from->distance_m;
        chosen.profile = book.profile_of(book.known_.at(id), *from);
        co_return chosen;
    };
    co_return co_await asio::co_spawn(executor_, ask(*this, business, std::move(query)), asio::use_awaitable);
}

asio::awaitable<std::optional<Business>> MatchBook::find(core::BusinessId business) {
    auto ask = [](MatchBook& book, core::BusinessId id) -> asio::awaitable<std::optional<Business>> {
        const auto found = book.known_.find(id);
        if (found == book.known_.end())
            co_return std::nullopt;
        co_return found->second;
    };
    co_return co_await asio::co_spawn(executor_, ask(*this, business), asio::use_awaitable);
}

core::MatchQuery match_query(const core::IntentCreated& intent, std::int64_t widen_km) {
    core::MatchQuery query;
    query.sector = intent.sector;
    query.place = intent.exact.at;
    query.budget = intent.budget;
    query.budget_sealed = intent.budget_sealed;
    query.extra_radius_km = static_cast<std::int32_t>(widen_km);
    query.answers = intent.answers;
    query.stems = core::stems_of(intent.title, intent.text);
    return query;
}

} // namespace parley::app

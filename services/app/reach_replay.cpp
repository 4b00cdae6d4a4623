#include "app/reach_replay.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;

core::PastRequest past_request(core::IntentId id, const core::IntentCreated& intent) {
    core::PastRequest request;
    request.id = id;
    request.title = intent.title;
    request.place_name = intent.coarse.name;
    request.budget_sealed = intent.budget_sealed;
    request.query.sector = intent.sector;
    request.query.place = intent.coarse.at;
    if (!intent.budget_sealed)
        request.query.budget = intent.budget;
    request.query.budget_sealed = intent.budget_sealed;
    request.query.answers = intent.answers;
    request.query.stems = core::stems_of(intent.title, intent.text);
    return request;
}

asio::awaitable<std::shared_ptr<const ReachReplay::Past>> ReachReplay::past(std::vector<std::string> sectors,
                                                                            const Asked& asked) {
    std::vector<std::string> posted; // a shop's parent sector stands for all below it
    for (const Sector& sector : parts_.sectors)
        if (std::ranges::any_of(sectors,
                                [&](const std::string& sold) { return parts_.tree.contains(sold, sector.slug); }))
            posted.push_back(sector.slug);
    std::ranges::sort(posted);
    const core::Instant now = parts_.clock();
    std::string key = asked.currency + (asked.simulated ? " simulated" : " real");
    for (const std::string& slug : posted)
        key += ' ' + slug;
    auto known = shelf_.find(key, now - parts_.fresh_for);
    if (!known) {
        Past read{now - core::seconds(core::preview_days * 86'400), now, {}};
        read.requests = co_await parts_.past.past_requests(
            {std::move(posted), asked.currency, asked.simulated, read.from, read.to});
        known = std::make_shared<const Past>(std::move(read));
        shelf_.put(key, known, now);
    }
    co_return known;
}

asio::awaitable<ReachPreview> ReachReplay::preview(core::Shop now, core::Shop wanted, Asked asked) {
    // What it sells now and would sell then, read together, so that both are judged by the same requests.
    std::vector<std::string> sectors = now.sectors;
    sectors.insert(sectors.end(), wanted.sectors.begin(), wanted.sectors.end());
    const auto read = co_await past(std::move(sectors), asked);
    auto replay = [](const core::SectorTree& tree, std::shared_ptr<const Past> all, core::Shop before, core::Shop after,
                     std::optional<core::Minor> price) -> asio::awaitable<ReachPreview> {
        const auto played = [&](const core::Shop& shop) {
            return core::preview_of(tree, shop, all->requests, price, all->from, all->to);
        };
        ReachPreview found{all->from, all->to, {}, played(after)};
        found.now = before == after ? found.wanted : played(before);
        co_return found;
    };
    co_return co_await asio::co_spawn(parts_.background,
                                      replay(parts_.tree, read, std::move(now), std::move(wanted), asked.price),
                                      asio::use_awaitable);
}

asio::awaitable<MissedRequests> ReachReplay::missed(core::Shop shop, Asked asked) {
    const auto read = co_await past(shop.sectors, asked);
    auto replay = [](const core::SectorTree& tree, std::shared_ptr<const Past> all, core::Shop of,
                     std::optional<core::Minor> price) -> asio::awaitable<MissedRequests> {
        const std::vector<core::PastRequest>& requests = all->requests;
        MissedRequests found{all->from,
                             all->to,
                             core::preview_of(tree, of, requests, price, all->from, all->to),
                             {all, &requests},
                             core::missed_by(tree, of, requests)};
        co_return found;
    };
    co_return co_await asio::co_spawn(parts_.background, replay(parts_.tree, read, std::move(shop), asked.price),
                                      asio::use_awaitable);
}

} // namespace parley::app

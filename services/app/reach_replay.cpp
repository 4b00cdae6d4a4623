#include "app/reach_replay.hpp"

#include "runtime/elsewhere.hpp"

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
    co_return co_await runtime::elsewhere(parts_.background, [&tree = parts_.tree, read, now = std::move(now),
                                                              wanted = std::move(wanted), price = asked.price] {
        const auto played = [&](const core::Shop& shop) {
            return core::preview_of(tree, shop, read->requests, price, read->from, read->to);
        };
        ReachPreview found{read->from, read->to, {}, played(wanted)};
        found.now = now == wanted ? found.wanted : played(now);
        return found;
    });
}

asio::awaitable<MissedRequests> ReachReplay::missed(core::Shop shop, Asked asked) {
    const auto read = co_await past(shop.sectors, asked);
    co_return co_await runtime::elsewhere(
        parts_.background, [&tree = parts_.tree, read, shop = std::move(shop), price = asked.price] {
            const std::vector<core::PastRequest>& requests = read->requests;
            return MissedRequests{read->from,
                                  read->to,
                                  core::preview_of(tree, shop, requests, price, read->from, read->to),
                                  {read, &requests},
                                  core::missed_by(tree, shop, requests)};
        });
}

} // namespace parley::app

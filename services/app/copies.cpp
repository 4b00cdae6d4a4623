#include "app/copies.hpp"

#include "core/talk/likeness.hpp"
#include "runtime/elsewhere.hpp"

#include <map>

namespace parley::app {

namespace asio = boost::asio;

namespace {

/// The name of the shop and of the town do not tell one copy from the next.
core::talk::Shingles comparable(const std::string& text, const std::string& shop, const std::string& area) {
    const std::vector<std::string> names{shop, area};
    return core::talk::shingles_of(text, names);
}

using Compared = std::map<core::BidderNo, core::talk::Shingles>;

Compared compared(const core::State& state, const std::vector<core::BidderNo>& bidders) {
    Compared texts;
    for (const core::BidderNo number : bidders) {
        const core::Bidder& bidder = *state.bidder(number);
        if (!bidder.offer || bidder.offer->automatic)
            continue;
        auto shingles = comparable(bidder.offer->message, bidder.business.name, state.intent.coarse.name);
        if (!shingles.empty())
            texts.emplace(number, std::move(shingles));
    }
    return texts;
}

std::vector<CopiedOffer> counted(const core::State& state, const Compared& texts,
                                 const std::vector<OfferWords>& earlier) {
    std::map<core::BidderNo, std::int64_t> copies;
    for (const OfferWords& words : earlier) {
        const core::Bidder& bidder = *state.bidder_of(words.business);
        const auto other = comparable(words.text, bidder.business.name, words.area);
        if (core::talk::is_near_copy(texts.at(bidder.number), other))
            ++copies[bidder.number];
    }
    std::vector<CopiedOffer> found;
    for (const auto& [number, count] : copies)
        found.push_back({state.bidder(number)->offer->id, count});
    return found;
}

} // namespace

asio::awaitable<std::vector<CopiedOffer>> Copies::among(core::IntentId intent, std::shared_ptr<const core::State> state,
                                                        std::vector<core::BidderNo> bidders, core::Instant now) {
    Compared texts = compared(*state, bidders);
    std::vector<core::BusinessId> businesses;
    for (const auto& [number, shingles] : texts)
        businesses.push_back(state->bidder(number)->business.id);
    if (businesses.empty())
        co_return std::vector<CopiedOffer>{};
    const core::Instant since = now - core::seconds(copies_days * 86'400);
    auto earlier = co_await earlier_.offers_of(std::move(businesses), intent, since);
    co_return co_await runtime::elsewhere(comparing_, [state, texts = std::move(texts), earlier = std::move(earlier)] {
        return counted(*state, texts, earlier);
    });
}

} // namespace parley::app

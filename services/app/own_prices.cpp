#include "app/own_prices.hpp"

#include "core/talk/plain_text.hpp"
#include "core/talk/tokens.hpp"

#include <map>
#include <set>

namespace parley::app {

namespace {

std::set<std::string> words_of(const std::string& item) {
    const core::talk::PlainText plain = core::talk::plain_text(item);
    std::set<std::string> words;
    for (const core::talk::Token& token : core::talk::tokens_of(plain.text))
        if (core::talk::is_letter(token.text.front()) || core::talk::is_digit(token.text.front()))
            words.emplace(token.text);
    return words;
}

} // namespace

std::optional<LowerHere> lower_here(const core::OfferDetails& details, std::span<const OwnPrice> earlier) {
    const std::set<std::string> words = words_of(details.item);
    if (!details.reference_price || words.empty())
        return std::nullopt;
    std::map<std::int64_t, bool> days; // whether one of the day's prices was lower
    std::optional<LowerHere> newest;
    for (const OwnPrice& one : earlier) {
        if (words_of(one.item) != words)
            continue;
        const bool is_lower = one.price < details.reference_price->amount;
        bool& was_lower = days[core::day_of(one.at)];
        was_lower = was_lower || is_lower;
        if (is_lower && (!newest || one.at >= newest->at))
            newest = LowerHere{one.price, one.at};
    }
    const auto lower_days = std::ranges::count_if(days, [](const auto& day) { return day.second; });
    return 2 * static_cast<std::size_t>(lower_days) > days.size() ? newest : std::nullopt;
}

boost::asio::awaitable<std::vector<LowerOffer>> OwnPrices::among(core::IntentId intent,
                                                                 std::shared_ptr<const core::State> state,
                                                                 std::vector<core::BidderNo> bidders,
                                                                 core::Instant now) {
    std::vector<core::BusinessId> businesses;
    for (const core::BidderNo number : bidders)
        if (state->bidder(number)->offer->details.reference_price)
            businesses.push_back(state->bidder(number)->business.id);
    if (businesses.empty())
        co_return std::vector<LowerOffer>{};
    const core::Instant since = now - core::seconds(own_prices_days * 86'400);
    const auto earlier = co_await earlier_.prices_of(std::move(businesses), intent, state->intent.currency, since);
    std::map<core::BidderNo, std::vector<OwnPrice>> by_bidder;
    for (const OwnPrice& one : earlier)
        by_bidder[state->bidder_of(one.business)->number].push_back(one);
    std::vector<LowerOffer> found;
    for (const auto& [number, prices] : by_bidder) {
        const core::Offer& offer = *state->bidder(number)->offer;
        if (const auto lower = lower_here(offer.details, prices))
            found.push_back({offer.id, *lower});
    }
    co_return found;
}

} // namespace parley::app

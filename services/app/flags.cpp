#include "app/flags.hpp"

#include "core/low_offer.hpp"

#include <algorithm>
#include <set>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros week = core::seconds(7 * 86'400);
constexpr int counted_max = 200;
constexpr int rounds_max = 50; // the texts of each are compared

std::string low_words(core::LowOffer code) {
    return code == core::LowOffer::against_initial ? "40 % or more below the first prices of the others."
                                                   : "30 % or more below the next price.";
}

std::string copy_words(std::int64_t copies) {
    return "Nearly the same words in " +
           (copies == 1 ? std::string("one other request.") : std::to_string(copies) + " other requests.");
}

} // namespace

asio::awaitable<void> Flags::add_counted(core::Instant now, std::vector<Flag>& flags) {
    std::set<core::BusinessId> seen;
    for (const CountedAgainst& one : co_await oversight_.counted_against(now - conduct_window, counted_max)) {
        if (one.kind == core::name_of(ConductKind::bulk_message) && one.at > now - week)
            flags.push_back({FlagKind::bulk_message, one.business, one.intent, one.at,
                             std::string(weight_of(ConductKind::bulk_message)->means) + '.'});
        if (!seen.insert(one.business).second)
            continue;
        const ConductRecord record = co_await conduct_.record(one.business);
        if (record.limit)
            flags.push_back(
                {FlagKind::throttled, one.business, std::nullopt, record.limit->since, record.limit->reasons});
    }
}

asio::awaitable<void> Flags::add_offers(core::IntentId intent, core::Instant now, std::vector<Flag>& flags) {
    const auto state = co_await market_.state(intent);
    if (!state)
        co_return;
    for (const core::LowOfferFlag& low : core::low_offers(*state)) {
        const core::Bidder& bidder = *state->bidder(low.bidder);
        flags.push_back({FlagKind::low_offer, bidder.business.id, intent, bidder.offer->at, low_words(low.code)});
    }
    std::vector<core::BidderNo> bidders;
    for (const core::Bidder& bidder : state->bidders)
        if (bidder.offer)
            bidders.push_back(bidder.number);
    for (const CopiedOffer& copied : co_await copies_.among(intent, state, std::move(bidders), now)) {
        const core::Bidder& bidder = *state->bidder_with(copied.offer);
        flags.push_back({FlagKind::near_copy, bidder.business.id, intent, bidder.offer->at, copy_words(copied.copies)});
    }
}

asio::awaitable<std::vector<Flag>> Flags::waiting(core::Instant now) {
    std::vector<Flag> flags;
    co_await add_counted(now, flags);
    for (const core::IntentId& intent : co_await oversight_.past_rounds(now - week, rounds_max))
        co_await add_offers(intent, now, flags);
    std::ranges::stable_sort(flags, std::greater(), &Flag::at);
    co_return flags;
}

} // namespace parley::app

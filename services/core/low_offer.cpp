#include "core/low_offer.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 2> low_offer_names{"low_against_initial", "low_against_next"};

} // namespace

std::span<const std::string_view> names_of(LowOffer) {
    return low_offer_names;
}

bool is_low_against_initial(Minor price, const std::vector<Minor>& others) {
    if (others.empty())
        return false;
    __int128 sum = 0;
    for (const Minor other : others)
        sum += other;
    return static_cast<__int128>(price) * static_cast<std::int64_t>(others.size()) * 10 <= sum * 6;
}

bool is_low_against_next(Minor price, Minor next) {
    return static_cast<__int128>(price) * 10 <= static_cast<__int128>(next) * 7;
}

std::vector<LowOfferFlag> low_offers(const State& state) {
    std::vector<LowOfferFlag> flags;
    for (std::size_t i = 0; i < state.ranking.size(); ++i) {
        const Bidder& bidder = *state.bidder(state.ranking[i]);
        std::vector<Minor> others;
        for (const BidderNo number : state.ranking)
            if (number != bidder.number)
                others.push_back(*state.bidder(number)->first_price);
        if (is_low_against_initial(bidder.offer->price, others))
            flags.push_back({bidder.number, LowOffer::against_initial});
        if (i + 1 < state.ranking.size() &&
            is_low_against_next(bidder.offer->price, state.bidder(state.ranking[i + 1])->offer->price))
            flags.push_back({bidder.number, LowOffer::against_next});
    }
    return flags;
}

bool is_flagged(const State& state, BidderNo bidder) {
    if (state.lifecycle != Lifecycle::deciding && state.lifecycle != Lifecycle::awarded)
        return false;
    return std::ranges::any_of(low_offers(state), [&](const LowOfferFlag& flag) { return flag.bidder == bidder; });
}

} // namespace parley::core

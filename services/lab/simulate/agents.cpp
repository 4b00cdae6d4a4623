#include "lab/simulate/agents.hpp"

#include <algorithm>
#include <array>

namespace parley::lab::simulate {

namespace {

constexpr std::array<std::string_view, 5> strategy_names{"equilibrium", "truthful", "sniper", "incremental", "mark_up"};
constexpr std::array<std::string_view, 4> award_names{"best_score", "best_price", "own_weights", "none"};

core::Minor worth_to(const Consumer& consumer, const core::Offer& offer, core::Minor price) {
    switch (consumer.award) {
    case AwardRule::best_score:
        return offer.score;
    case AwardRule::best_price:
    case AwardRule::none:
        return price;
    case AwardRule::own_weights:
        break;
    }
    core::Minor worth = price;
    for (const auto& [name, weight] : consumer.weights)
        if (const auto found = offer.attributes.find(name); found != offer.attributes.end())
            worth += weight * found->second;
    return worth;
}

} // namespace

std::span<const std::string_view> names_of(Strategy) {
    return strategy_names;
}
std::span<const std::string_view> names_of(AwardRule) {
    return award_names;
}

core::Minor draw_cost(Draws& draws) {
    return 1 + static_cast<core::Minor>(draws.unit() * static_cast<double>(cost_range));
}

core::Minor equilibrium_price(core::Minor cost, std::int64_t n) {
    return (2 * (cost_range + (n - 1) * cost) + n) / (2 * n);
}

core::Minor marked_up(core::Minor cost, const Conduct& conduct) {
    const core::Minor margin = std::max(core::share_rounded_up(cost, conduct.mark_up_bp), conduct.mark_up_least);
    return std::clamp(cost + margin, core::price_min, core::price_max);
}

std::optional<core::BidderNo> chosen_by(const Consumer& consumer, const core::State& state, core::Minor pays) {
    std::optional<core::BidderNo> best;
    core::Minor least = 0;
    // The ranking's order decides between what is worth the same.
    for (const core::BidderNo number : state.ranking) {
        const core::Offer& offer = *state.bidder(number)->offer;
        const core::Minor price = number == state.ranking.front() ? pays : offer.price;
        const core::Minor worth = worth_to(consumer, offer, price);
        if (price <= consumer.value && (!best || worth < least)) {
            best = number;
            least = worth;
        }
    }
    return best;
}

} // namespace parley::lab::simulate

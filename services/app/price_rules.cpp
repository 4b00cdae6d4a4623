#include "app/price_rules.hpp"

#include "core/matching/sectors.hpp"

#include <algorithm>

namespace parley::app {

const StandingOffer* nearest_offer(const std::vector<StandingOffer>& offers, const core::BusinessId& business,
                                   std::string_view sector) {
    const StandingOffer* best = nullptr;
    for (const StandingOffer& offer : offers)
        if (offer.business == business && core::lies_within(sector, offer.sector) &&
            (best == nullptr || offer.sector.size() > best->sector.size()))
            best = &offer;
    return best;
}

core::Minor rounded_price(core::Minor price) {
    const core::Minor unit = price >= 1'000 ? 100 : 10;
    return std::max(price - price % unit, unit);
}

std::optional<core::Minor> price_from(const PriceRule& rule, std::optional<core::Minor> budget) {
    if (rule.price)
        return rule.price;
    if (!budget || rule.ppm_of_budget <= 0)
        return std::nullopt;
    return rounded_price(
        static_cast<core::Minor>(static_cast<__int128>(*budget) * rule.ppm_of_budget / core::ppm_per_one));
}

} // namespace parley::app

#include "app/price_rules.hpp"

#include <algorithm>

namespace parley::app {

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

#include "core/matching/why_not.hpp"

namespace parley::core {

std::span<const std::string_view> names_of(WhyNotCause) {
    static constexpr std::string_view names[] = {"none",         "paused",          "sector",   "distance",
                                                 "budget_floor", "already_invited", "daily_cap"};
    return names;
}

WhyNot why_not(const SectorTree& sectors, const Shop& shop, const MatchQuery& query, bool already_invited) {
    if (shop.paused)
        return {WhyNotCause::paused};
    if (!nearest_level(sectors, shop, query.sector))
        return {WhyNotCause::sector};
    if (const auto reach = reach_m(shop, query)) {
        const std::int64_t beyond = distance_m(shop.place, query.place) - *reach;
        if (beyond > 0)
            return {WhyNotCause::distance, (beyond + 999) / 1'000};
    }
    if (!budget_suffices(shop, query))
        return {WhyNotCause::budget_floor};
    if (already_invited)
        return {WhyNotCause::already_invited};
    if (shop.at_daily_cap())
        return {WhyNotCause::daily_cap};
    return {WhyNotCause::none};
}

} // namespace parley::core

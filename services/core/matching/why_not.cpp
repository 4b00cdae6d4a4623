#include "core/matching/why_not.hpp"

namespace parley::core {

std::span<const std::string_view> names_of(WhyNotCause) {
    static constexpr std::string_view names[] = {"none",         "paused",       "sector",          "distance", "words",
                                                 "requirements", "budget_floor", "already_invited", "daily_cap"};
    return names;
}

WhyNot why_not(const SectorTree& sectors, const Shop& shop, const MatchQuery& query, bool already_invited) {
    if (shop.paused)
        return {WhyNotCause::paused};
    if (!nearest_level(sectors, shop, query.sector))
        return {WhyNotCause::sector};
    if (const std::int64_t beyond = beyond_reach_m(shop, query); beyond > 0)
        return {WhyNotCause::distance, (beyond + 999) / 1'000};
    if (!words_suit(shop, query))
        return {WhyNotCause::words};
    if (!requirements_met(shop, query))
        return {WhyNotCause::requirements};
    if (!budget_suffices(shop, query))
        return {WhyNotCause::budget_floor};
    if (already_invited)
        return {WhyNotCause::already_invited};
    if (shop.at_daily_cap())
        return {WhyNotCause::daily_cap};
    return {WhyNotCause::none};
}

} // namespace parley::core

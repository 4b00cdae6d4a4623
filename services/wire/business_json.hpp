// A business and its standing offers as JSON: what its owner sees, and the changes that it may send.
#pragma once

#include "app/ports/businesses.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// As its owner sees it.
core::Value business_value(const app::Business& business);

/// Applies {"name","place","sectors","radius_km","hours","paused","budget_floor","daily_cap","story","trader"}, each
/// optional, to a copy. A place by name is given back in `place` for the caller to look up.
struct BusinessChange {
    app::Business business;
    std::optional<PlaceRequest> place;
};
Read<BusinessChange> read_business_change(std::string_view body, const app::Business& now);

/// {"price"} or {"ppm_of_budget"}
core::Value price_rule_value(const app::PriceRule& rule);
void read_price_rule(Body& rule, app::PriceRule& out);

core::Value standing_offer_value(const app::StandingOffer& offer);
/// All of an auto-offer, or with `before` only what changes in it.
Read<app::StandingOffer> read_standing_offer(std::string_view body, const app::StandingOffer* before);

/// {"zone":{"standard_offset_min","daylight"},"week":[[[from,to],...] x 7]}
core::Value hours_value(const core::OpeningHours& hours);
/// Nothing when it is not of that shape or not well formed.
std::optional<core::OpeningHours> hours_from(const core::Value& value);

} // namespace parley::wire

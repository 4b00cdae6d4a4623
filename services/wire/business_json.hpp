// A business and its standing offers as JSON: what its owner sees, and the changes that it may send.
#pragma once

#include "app/ports/businesses.hpp"
#include "wire/reach_json.hpp"

namespace parley::wire {

/// As its owner sees it.
core::Value business_value(const app::Business& business);

/// Applies {"name","place","sectors","radius_km","hours","branches","include_words","exclude_words","requirements",
/// "paused","budget_floor","daily_cap","story","trader"}, each optional, to a copy.
Read<app::Business> read_business_change(std::string_view body, const app::Business& now, const FindPlace& find_place);

/// The same fields, none of them needed, and the price that counts as usual.
struct PreviewRequest {
    app::Business business;
    std::optional<core::Minor> usual_price;
};
Read<PreviewRequest> read_preview(std::string_view body, const app::Business& now, const FindPlace& find_place);

/// {"sectors","place","radius_km"}: a business that does not exist yet.
Read<app::Business> read_trial(std::string_view body, const FindPlace& find_place);

/// Reads what app::price_rule_value writes.
void read_price_rule(Body& rule, app::PriceRule& out);

core::Value standing_offer_value(const app::StandingOffer& offer);
/// All of an auto-offer, or with `before` only what changes in it.
Read<app::StandingOffer> read_standing_offer(std::string_view body, const app::StandingOffer* before);

} // namespace parley::wire

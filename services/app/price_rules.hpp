// What follows from the rules of a business: which of its standing offers is for a sector, and its prices, written as
// shops write them.
#pragma once

#include "app/ports/businesses.hpp"

namespace parley::app {

/// The standing offer of that business for the nearest sector: the longest slug that lies above `sector`, or is it.
/// Null where none is for it.
const StandingOffer* nearest_offer(const std::vector<StandingOffer>& offers, const core::BusinessId& business,
                                   std::string_view sector);

/// Whole pounds from ten pounds on, whole ten pence below.
core::Minor rounded_price(core::Minor price);

/// Nothing where the rule goes by a budget and there is none.
std::optional<core::Minor> price_from(const PriceRule& rule, std::optional<core::Minor> budget);

} // namespace parley::app

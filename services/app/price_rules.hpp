// Prices that follow from a rule of a business, written as shops write them.
#pragma once

#include "app/ports/businesses.hpp"

namespace parley::app {

/// Whole pounds from ten pounds on, whole ten pence below.
core::Minor rounded_price(core::Minor price);

/// Nothing where the rule goes by a budget and there is none.
std::optional<core::Minor> price_from(const PriceRule& rule, std::optional<core::Minor> budget);

} // namespace parley::app

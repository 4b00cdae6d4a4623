// The price of an offer is all that the buyer pays (product.md 2: totals alone can be compared). This finds words that
// add to it: "plus delivery", "excl. VAT", "fitting extra", "40 an hour".
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::core::talk {

/// The first such words of a UTF-8 text, as its writer wrote them; nothing where the price is the price.
std::optional<std::string> extra_charge(std::string_view text);

} // namespace parley::core::talk

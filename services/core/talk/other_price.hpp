// Prices of other times and places in the words of an offer: "was £520", "instead of 520 pounds", "RRP £520". They
// tell a buyer what is saved, and must be stated so that they can be held against their shop (product.md S8).
#pragma once

#include "core/money.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace parley::core::talk {

/// The first such words of a UTF-8 text, as its writer wrote them, but for those whose figure is one of `known` (minor
/// units, a hundred to the unit).
std::optional<std::string> other_price(std::string_view text, std::span<const Minor> known);

} // namespace parley::core::talk

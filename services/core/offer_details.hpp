// What an offer states besides its price and the qualities that are scored: the item, how it comes to the buyer,
// returns, extras and who answers (the "four Ps" of product.md S61). What it leaves out is shown as not stated.
#pragma once

#include "core/names.hpp"
#include "core/value.hpp"

#include <optional>
#include <string>

namespace parley::core {

/// How the buyer gets it: comes for it, has it brought, or has it brought and put in its place.
enum class Fulfilment { collect, deliver, fit };
std::span<const std::string_view> names_of(Fulfilment);

/// Texts are UTF-8 and "" where nothing is stated.
struct OfferDetails {
    std::string item; // what exactly; at most item_max characters
    std::optional<Fulfilment> fulfilment;
    std::string place; // where it is collected or brought from, coarsely; at most collect_place_max characters
    std::optional<std::int64_t> returns_days; // 0: none but what the law gives; at most returns_days_max
    std::string perks;                        // at most perks_max characters
    std::string person;                       // who answers; at most person_max characters
    /// Days that the price holds beyond the buyer's time to choose, which it always outlasts; at most valid_days_max.
    std::optional<std::int64_t> valid_days;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("item", self.item);
        a("fulfilment", self.fulfilment);
        a("returns_days", self.returns_days);
        a("perks", self.perks);
        a("person", self.person);
        a.added("place", self.place);
        a.added("valid_days", self.valid_days);
    }
    friend bool operator==(const OfferDetails&, const OfferDetails&) = default;
};
inline constexpr std::size_t item_max = 200;
inline constexpr std::size_t perks_max = 300;
inline constexpr std::size_t person_max = 60;
inline constexpr std::size_t collect_place_max = 80;
inline constexpr std::int64_t returns_days_max = 3'650;
inline constexpr std::int64_t valid_days_max = 365;

/// The same on the wire: every member is there, null where nothing is stated.
Value details_value(const OfferDetails& details);
/// Its inverse; what is absent is not stated. Nothing where a member has another shape or is out of its range.
std::optional<OfferDetails> details_from(const Value& value);
/// As receipts sign it: what offers could not state from the beginning is there only where it is stated.
Value signed_details(const OfferDetails& details);

} // namespace parley::core

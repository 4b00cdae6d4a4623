// What an offer states besides its price and the qualities that are scored: the item, how it comes to the buyer,
// returns, extras and who answers (the "four Ps" of product.md S61). What it leaves out is shown as not stated.
#pragma once

#include "core/money.hpp"
#include "core/names.hpp"
#include "core/photo.hpp"
#include "core/value.hpp"

#include <optional>
#include <string>

namespace parley::core {

/// How the buyer gets it: comes for it, has it brought, or has it brought and put in its place.
enum class Fulfilment { collect, deliver, fit };
std::span<const std::string_view> names_of(Fulfilment);

/// What the business says that it charges elsewhere (product.md S8); nobody has checked it. Dates are "2026-11-24",
/// UTC.
struct ReferencePrice {
    Minor amount = 0;
    std::string where; // "in our shop"; 1 to where_max characters
    std::string since;
    std::optional<std::string> until; // the last day that it was charged; none: it still is
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("amount", self.amount);
        a("where", self.where);
        a("since", self.since);
        a("until", self.until);
    }
    friend bool operator==(const ReferencePrice&, const ReferencePrice&) = default;
};

/// Texts are UTF-8 and "" where nothing is stated.
struct OfferDetails {
    std::string item; // what exactly; at most item_max characters
    std::optional<Fulfilment> fulfilment;
    std::string place; // where it is collected or brought from, coarsely; at most collect_place_max characters
    std::optional<std::int64_t> returns_days; // 0: none but what the law gives; at most returns_days_max
    std::string perks;                        // at most perks_max characters
    std::string person;                       // who answers; at most person_max characters
    std::vector<Photo> photos;                // of an offer, never of a standing one; on the wire beside the details
    std::optional<ReferencePrice> reference_price;
    bool only_here = false; // this price is offered nowhere else
    /// Days that the price holds beyond the buyer's time to choose, which it always outlasts; at most valid_days_max.
    std::optional<std::int64_t> valid_days;
    template <class Archive, class Self>
    static void fields(Archive& a, Self& self) {
        a("item", self.item);
        a("fulfilment", self.fulfilment);
        a("returns_days", self.returns_days);
        a("perks", self.perks);
        a("person", self.person);
        a.added("photos", self.photos);
        a.added("reference_price", self.reference_price);
        a.added("only_here", self.only_here);
        a.added("place", self.place);
        a.added("valid_days", self.valid_days);
    }
    friend bool operator==(const OfferDetails&, const OfferDetails&) = default;
};
inline constexpr std::size_t item_max = 200;
inline constexpr std::size_t perks_max = 300;
inline constexpr std::size_t person_max = 60;
inline constexpr std::size_t where_max = 80;
inline constexpr std::size_t collect_place_max = 80;
inline constexpr std::int64_t returns_days_max = 3'650;
inline constexpr std::int64_t valid_days_max = 365;

/// The same on the wire, null where nothing is stated; a price elsewhere and `only_here` are there only where they are.
Value details_value(const OfferDetails& details);
/// Its inverse; what is absent is not stated. Nothing where a member has another shape or is out of its range.
std::optional<OfferDetails> details_from(const Value& value);
/// As receipts sign it: what offers could not state from the beginning is there only where it is stated.
Value signed_details(const OfferDetails& details);

} // namespace parley::core

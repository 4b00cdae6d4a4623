#include "wire/offer_details.hpp"

namespace parley::wire {

core::OfferDetails read_details(Body& body) {
    core::OfferDetails details;
    body.object("details", [&](Body& stated) {
        stated.may_be_null({"item", "fulfilment", "returns_days", "perks", "person", "place", "valid_days"});
        details.item = stated.text("item", 0, core::item_max, false).value_or("");
        const auto names = core::names_of(core::Fulfilment{});
        if (const auto way = stated.word("fulfilment", {names.begin(), names.end()}))
            details.fulfilment = core::from_name<core::Fulfilment>(*way);
        details.returns_days = stated.integer("returns_days", 0, core::returns_days_max, false);
        details.perks = stated.text("perks", 0, core::perks_max, false).value_or("");
        details.place = stated.text("place", 0, core::collect_place_max, false).value_or("");
        details.valid_days = stated.integer("valid_days", 0, core::valid_days_max, false);
        details.person = stated.text("person", 0, core::person_max, false).value_or("");
    });
    return details;
}

} // namespace parley::wire

#include "wire/offer_details.hpp"

#include "core/time.hpp"

namespace parley::wire {

namespace {

std::optional<std::string> read_date(Body& body, std::string_view name, bool required) {
    auto date = body.text(name, 10, 10, required);
    if (date && !core::parse_date(*date))
        body.fail(name, "not_a_date", "must be a date such as 2026-11-27");
    return date;
}

core::ReferencePrice read_reference(Body& body) {
    body.may_be_null({"until"});
    core::ReferencePrice reference;
    reference.amount = body.integer("amount", core::price_min, core::price_max).value_or(0);
    reference.where = body.text("where", 1, core::where_max).value_or("");
    reference.since = read_date(body, "since", true).value_or("");
    reference.until = read_date(body, "until", false);
    return reference;
}

} // namespace

core::OfferDetails read_details(Body& body) {
    core::OfferDetails details;
    body.object("details", [&](Body& stated) {
        stated.may_be_null({"item", "fulfilment", "returns_days", "perks", "person", "place", "valid_days",
                            "reference_price", "only_here"});
        details.item = stated.text("item", 0, core::item_max, false).value_or("");
        const auto names = core::names_of(core::Fulfilment{});
        if (const auto way = stated.word("fulfilment", {names.begin(), names.end()}))
            details.fulfilment = core::from_name<core::Fulfilment>(*way);
        details.returns_days = stated.integer("returns_days", 0, core::returns_days_max, false);
        details.perks = stated.text("perks", 0, core::perks_max, false).value_or("");
        details.place = stated.text("place", 0, core::collect_place_max, false).value_or("");
        details.valid_days = stated.integer("valid_days", 0, core::valid_days_max, false);
        details.person = stated.text("person", 0, core::person_max, false).value_or("");
        stated.object("reference_price", [&](Body& reference) { details.reference_price = read_reference(reference); });
        details.only_here = stated.truth("only_here").value_or(false);
    });
    return details;
}

} // namespace parley::wire

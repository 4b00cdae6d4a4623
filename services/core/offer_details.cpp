#include "core/offer_details.hpp"

#include "core/time.hpp"
#include "core/view_values.hpp"

#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 3> fulfilment_names{"collect", "deliver", "fit"};

bool read_text(const Value& value, std::string& out) {
    if (const auto* text = value.as_string())
        out = *text;
    return value.is_null() || value.as_string() != nullptr;
}

/// False where it is neither null nor a whole number of days up to `most`.
bool read_days(const Value& value, std::int64_t most, std::optional<std::int64_t>& out) {
    const auto* days = value.as_integer();
    if (days != nullptr && *days >= 0 && *days <= most)
        out = *days;
    return value.is_null() || out.has_value();
}

Value reference_value(const ReferencePrice& reference) {
    Value value;
    value["amount"] = reference.amount;
    value["where"] = reference.where;
    value["since"] = reference.since;
    value["until"] = reference.until ? Value(*reference.until) : Value{};
    return value;
}

bool is_date(const Value& value) {
    return value.as_string() != nullptr && parse_date(*value.as_string());
}

std::optional<ReferencePrice> reference_from(const Value& value) {
    const auto* amount = value.at("amount").as_integer();
    const auto* where = value.at("where").as_string();
    const Value& until = value.at("until");
    if (amount == nullptr || where == nullptr || !is_date(value.at("since")) || !(until.is_null() || is_date(until)))
        return std::nullopt;
    ReferencePrice reference{*amount, *where, *value.at("since").as_string(), {}};
    if (!until.is_null())
        reference.until = *until.as_string();
    return reference;
}

} // namespace

std::span<const std::string_view> names_of(Fulfilment) {
    return fulfilment_names;
}

Value details_value(const OfferDetails& details) {
    Value value;
    value["item"] = text_or_null(details.item);
    value["fulfilment"] = details.fulfilment ? Value(name_of(*details.fulfilment)) : Value{};
    value["returns_days"] = details.returns_days ? Value(*details.returns_days) : Value{};
    value["perks"] = text_or_null(details.perks);
    value["person"] = text_or_null(details.person);
    if (details.reference_price)
        value["reference_price"] = reference_value(*details.reference_price);
    if (details.only_here)
        value["only_here"] = true;
    value["place"] = text_or_null(details.place);
    value["valid_days"] = details.valid_days ? Value(*details.valid_days) : Value{};
    return value;
}

Value signed_details(const OfferDetails& details) {
    Value value = details_value(details);
    for (const char* added : {"place", "valid_days"})
        if (value.at(added).is_null())
            value.as_object()->erase(added);
    return value;
}

std::optional<OfferDetails> details_from(const Value& value) {
    if (value.as_object() == nullptr)
        return std::nullopt;
    OfferDetails details;
    if (!read_text(value.at("item"), details.item) || !read_text(value.at("perks"), details.perks) ||
        !read_text(value.at("person"), details.person) || !read_text(value.at("place"), details.place) ||
        !read_days(value.at("returns_days"), returns_days_max, details.returns_days) ||
        !read_days(value.at("valid_days"), valid_days_max, details.valid_days))
        return std::nullopt;
    if (const Value& way = value.at("fulfilment"); !way.is_null()) {
        details.fulfilment = way.as_string() != nullptr ? from_name<Fulfilment>(*way.as_string()) : std::nullopt;
        if (!details.fulfilment)
            return std::nullopt;
    }
    if (const Value& reference = value.at("reference_price"); !reference.is_null()) {
        details.reference_price = reference_from(reference);
        if (!details.reference_price)
            return std::nullopt;
    }
    if (const Value& only_here = value.at("only_here"); !only_here.is_null()) {
        if (only_here.as_bool() == nullptr)
            return std::nullopt;
        details.only_here = *only_here.as_bool();
    }
    return details;
}

} // namespace parley::core

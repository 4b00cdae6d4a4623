#include "core/offer_details.hpp"

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

Value text_or_null(const std::string& text) {
    return text.empty() ? Value{} : Value(text);
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
    return details;
}

} // namespace parley::core

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
    return value;
}

std::optional<OfferDetails> details_from(const Value& value) {
    if (value.as_object() == nullptr)
        return std::nullopt;
    OfferDetails details;
    if (!read_text(value.at("item"), details.item) || !read_text(value.at("perks"), details.perks) ||
        !read_text(value.at("person"), details.person))
        return std::nullopt;
    if (const Value& days = value.at("returns_days"); !days.is_null()) {
        if (days.as_integer() == nullptr || *days.as_integer() < 0 || *days.as_integer() > returns_days_max)
            return std::nullopt;
        details.returns_days = *days.as_integer();
    }
    if (const Value& way = value.at("fulfilment"); !way.is_null()) {
        details.fulfilment = way.as_string() != nullptr ? from_name<Fulfilment>(*way.as_string()) : std::nullopt;
        if (!details.fulfilment)
            return std::nullopt;
    }
    return details;
}

} // namespace parley::core

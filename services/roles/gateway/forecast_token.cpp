#include "roles/gateway/forecast_token.hpp"

#include "core/guide/forecast_value.hpp"
#include "wire/value_json.hpp"

namespace parley::roles {

std::string forecast_token(const app::Notary& notary, const app::ShownForecast& shown) {
    core::Value document;
    document["type"] = "parley.forecast/1";
    document["sector"] = shown.sector;
    document["simulated"] = shown.simulated;
    document["shown_at"] = shown.shown_at.us;
    document["forecast"] = core::to_value(shown.forecast);
    return digest::base64url(core::canonical(document)) + '.' + notary.signature_of(document);
}

std::optional<app::ShownForecast> forecast_in(const app::Notary& notary, std::string_view token, core::Instant now) {
    const auto dot = std::min(token.find('.'), token.size());
    const auto text = digest::from_base64url(token.substr(0, dot));
    const auto document = text ? wire::parse_value(*text) : std::nullopt;
    if (!document || !notary.is_ours(*document, token.substr(std::min(dot + 1, token.size()))))
        return std::nullopt;
    const auto* type = document->at("type").as_string();
    const auto* sector = document->at("sector").as_string();
    const auto* simulated = document->at("simulated").as_bool();
    const auto* shown_at = document->at("shown_at").as_integer();
    const auto forecast = core::forecast_from(document->at("forecast"));
    // What else we sign, receipts, has another type.
    if (type == nullptr || *type != "parley.forecast/1" || sector == nullptr || simulated == nullptr ||
        shown_at == nullptr || !forecast || now - core::Instant{*shown_at} > forecast_life)
        return std::nullopt;
    return app::ShownForecast{*sector, *simulated, {*shown_at}, *forecast};
}

} // namespace parley::roles

#include "wire/demand_json.hpp"

#include "wire/markup.hpp"

#include <nlohmann/json.hpp>

#include <cstdio>

namespace parley::wire {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* area_radius_m = "10000"; // an area is known to a tenth of a degree

/// "53.8": whole micro-degrees with as many digits as they need.
std::string degrees_text(std::int32_t e6) {
    char text[32];
    const std::int64_t size = e6 < 0 ? -std::int64_t{e6} : e6;
    std::snprintf(text, sizeof text, "%s%lld.%06lld", e6 < 0 ? "-" : "", static_cast<long long>(size / 1'000'000),
                  static_cast<long long>(size % 1'000'000));
    std::string digits = text;
    while (digits.ends_with('0') && !digits.ends_with(".0"))
        digits.pop_back();
    return digits;
}

Json area_of(const app::PublicRequest& request) {
    const Json middle = {{"@type", "GeoCoordinates"},
                         {"latitude", degrees_text(request.area_at.lat_e6)},
                         {"longitude", degrees_text(request.area_at.lon_e6)}};
    return {{"@type", "GeoCircle"}, {"name", request.area}, {"geoMidpoint", middle}, {"geoRadius", area_radius_m}};
}

} // namespace

std::string demand_json(const app::PublicRequest& request, const std::string& address, const std::string& category,
                        const std::string& kind) {
    Json item = {{"@type", kind == "services" ? "Service" : "Product"}, {"name", request.title}};
    item["category"] = category;
    if (!request.text.empty())
        item["description"] = request.text;
    Json demand = {{"@context", "https://schema.org"}, {"@type", "Demand"}, {"@id", address}, {"url", address}};
    demand["itemOffered"] = std::move(item);
    if (request.budget)
        demand["priceSpecification"] = {{"@type", "PriceSpecification"},
                                        {"maxPrice", static_cast<double>(*request.budget) / 100},
                                        {"priceCurrency", request.currency}};
    demand["areaServed"] = area_of(request);
    if (request.confirmed_at)
        demand["validFrom"] = core::to_rfc3339(*request.confirmed_at);
    if (request.round)
        demand["validThrough"] = core::to_rfc3339(request.round->closes_at);
    constexpr int compact = -1;
    return for_script(demand.dump(compact, ' ', true, Json::error_handler_t::replace));
}

} // namespace parley::wire

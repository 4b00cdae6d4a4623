#include "core/guide/forecast_value.hpp"

namespace parley::core {

namespace {

/// Reads members that have to be whole numbers, and remembers whether all were.
struct Numbers {
    const Value& value;
    bool whole = true;

    std::int64_t operator()(const char* name) {
        const auto* number = value.at(name).as_integer();
        whole = whole && number != nullptr;
        return number != nullptr ? *number : 0;
    }
};

} // namespace

Value to_value(const Spread& spread) {
    Value value;
    value["low"] = spread.low;
    value["middle"] = spread.middle;
    value["high"] = spread.high;
    return value;
}

Value to_value(const Forecast& forecast) {
    Value value;
    value["rounds"] = forecast.rounds;
    value["any_offer_ppm"] = forecast.any_offer_ppm;
    value["offers"]["mean_milli"] = forecast.offers.mean_milli;
    value["offers"]["low"] = forecast.offers.low;
    value["offers"]["high"] = forecast.offers.high;
    value["first_offer_s"] = forecast.first_offer_s ? to_value(*forecast.first_offer_s) : Value{};
    return value;
}

std::optional<Forecast> forecast_from(const Value& value) {
    Numbers top{value}, offers{value.at("offers")}, wait{value.at("first_offer_s")};
    Forecast forecast;
    forecast.rounds = top("rounds");
    forecast.any_offer_ppm = top("any_offer_ppm");
    forecast.offers = {offers("mean_milli"), offers("low"), offers("high")};
    if (!wait.value.is_null())
        forecast.first_offer_s = Spread{wait("low"), wait("middle"), wait("high")};
    if (!top.whole || !offers.whole || !wait.whole)
        return std::nullopt;
    return forecast;
}

} // namespace parley::core

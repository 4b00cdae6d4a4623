// The guide before posting, and how its forecasts came true. Counts of past rounds, about nobody in particular.

#include "roles/gateway/router.hpp"

#include "core/guide/forecast_value.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/forecast_token.hpp"
#include "roles/gateway/query.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

std::string sector_in(const Services& services, const Call& call) {
    std::string sector = call.segments.at(0) + '/' + call.segments.at(1);
    if (!services.rules.knows(sector))
        fail(problem(404, "not_found", "There is no such sector."));
    return sector;
}

core::Value prices_value(const core::Prices& prices, const std::string& currency) {
    core::Value value;
    value["sales"] = prices.sales;
    value["currency"] = currency;
    value["range"] = prices.range ? core::to_value(*prices.range) : core::Value{};
    value["first_at"] = core::time_or_null(prices.first_at);
    value["last_at"] = core::time_or_null(prices.last_at);
    return value;
}

/// Why little can be said, and what would help, in words for the page: null where the market is not thin.
core::Value thin_value(const core::Guide& guide) {
    if (!guide.is_thin())
        return {};
    core::Value value;
    value["few_rounds"] = !guide.forecast;
    value["few_sales"] = !guide.prices.range;
    value["helps"] = core::Value::Array{};
    // Somebody farther away may sell it; who has not seen it yet needs time to.
    if (!guide.is_near)
        value["helps"].push_back("look_wider");
    if (guide.rounds == 0 || guide.without_offer * 4 >= guide.rounds)
        value["helps"].push_back("more_time");
    value["helps"].push_back("say_more");
    return value;
}

struct Asked {
    std::optional<core::Point> here;
    std::string currency;
    bool simulated = false;
};

Asked asked_in(const Services& services, const Call& call) {
    Query query(call.request);
    Asked asked;
    asked.here = query.point("near");
    if (const auto name = query.text("place", 1, 80, false)) {
        const app::Place* place = services.places.find(*name);
        if (place == nullptr)
            query.fail("place", "unknown_place", "is no place that we know; give near=lat,lon");
        else if (asked.here)
            query.fail("place", "not_both", "cannot be given together with near");
        else
            asked.here = place->at;
    }
    asked.currency = query.word("currency", wire::currencies).value_or("GBP");
    asked.simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    query.done();
    return asked;
}

asio::awaitable<http::Response> get_guide(const Services& services, Call call) {
    const std::string sector = sector_in(services, call);
    const Asked asked = asked_in(services, call);
    const core::Instant now = call.received_at();
    const core::Guide guide = co_await services.hindsight.guide(sector, asked.currency, asked.simulated, asked.here);
    core::Value body;
    body["sector"] = sector;
    body["simulated"] = asked.simulated;
    body["days"] = core::guide_days;
    body["scope"] = guide.is_near ? "near" : "everywhere";
    body["near_km"] = core::near_km;
    body["rounds"] = guide.rounds;
    body["rounds_near"] = guide.rounds_near;
    body["without_offer"] = guide.without_offer;
    body["prices"] = prices_value(guide.prices, asked.currency);
    body["forecast"] = guide.forecast ? core::to_value(*guide.forecast) : core::Value{};
    body["interval_ppm"] = core::interval_ppm;
    body["token"] = guide.forecast
                        ? core::Value(forecast_token(services.notary, {sector, asked.simulated, now, *guide.forecast}))
                        : core::Value{};
    body["thin"] = thin_value(guide);
    co_return json_response(200, body);
}

core::Value coverage_value(const core::Coverage& coverage) {
    core::Value value;
    value["forecasts"] = coverage.forecasts;
    value["held"] = coverage.held;
    return value;
}

asio::awaitable<http::Response> get_calibration(const Services& services, Call call) {
    const std::string sector = sector_in(services, call);
    Query query(call.request);
    const bool simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    query.done();
    const core::Calibration calibration = co_await services.hindsight.calibration(sector, simulated);
    core::Value body;
    body["sector"] = sector;
    body["simulated"] = simulated;
    body["forecasts"] = calibration.forecasts;
    body["bins"] = core::Value::Array{};
    for (const core::CalibrationBin& bin : calibration.bins) {
        core::Value one;
        one["from_ppm"] = bin.from_ppm;
        one["to_ppm"] = bin.to_ppm;
        one["forecasts"] = bin.forecasts;
        one["with_offer"] = bin.with_offer;
        one["predicted_ppm"] = bin.forecasts > 0 ? core::Value(bin.predicted_ppm) : core::Value{};
        body["bins"].push_back(std::move(one));
    }
    body["brier_ppm"] = core::number_or_null(calibration.brier_ppm);
    body["interval_ppm"] = core::interval_ppm;
    body["offers"] = coverage_value(calibration.offers);
    body["first_offer"] = coverage_value(calibration.first_offer);
    co_return json_response(200, body);
}

core::Value price_gap_value(const std::optional<core::PriceGap>& prices, const std::string& currency) {
    core::Value value;
    if (!prices)
        return value;
    value["requests"] = prices->requests;
    value["budget"] = prices->budget;
    value["best_price"] = prices->best_price;
    value["above_ppm"] = prices->above_ppm;
    value["currency"] = currency;
    return value;
}

asio::awaitable<http::Response> get_unmet(const Services& services, Call call) {
    const std::string sector = sector_in(services, call);
    Query query(call.request);
    const std::string currency = query.word("currency", wire::currencies).value_or("GBP");
    const bool simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    query.done();
    const core::Unmet unmet = co_await services.hindsight.unmet(sector, currency, simulated);
    core::Value body;
    body["sector"] = sector;
    body["simulated"] = simulated;
    body["days"] = core::unmet_days;
    body["floor"] = core::unmet_floor;
    body["causes"] = core::Value::Array{};
    for (const core::UnmetGroup& group : unmet.causes) {
        core::Value one;
        one["cause"] = core::name_of(group.cause);
        one["requests"] = core::number_or_null(group.requests);
        body["causes"].push_back(std::move(one));
    }
    body["asked_for"] = core::Value::Array{};
    for (const core::AskedFor& asked : unmet.asked_for) {
        core::Value one;
        one["question"] = asked.question;
        one["answer"] = asked.answer;
        one["requests"] = asked.requests;
        body["asked_for"].push_back(std::move(one));
    }
    body["prices"] = price_gap_value(unmet.prices, currency);
    co_return json_response(200, body);
}

} // namespace

void add_guide_routes(Router& router, const Services& services) {
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("/v1/sectors/{}/{}/guide", get_guide);
    add("/v1/sectors/{}/{}/unmet", get_unmet);
    add("/v1/sectors/{}/{}/calibration", get_calibration);
}

} // namespace parley::roles

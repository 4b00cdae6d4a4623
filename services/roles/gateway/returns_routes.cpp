// What a business's contacts came to and where its sales came from, for itself; and what the buyers of a sector did
// with the offers that they received, for everybody.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

core::Value rate_value(const core::Rate& rate) {
    core::Value value;
    value["cases"] = rate.cases;
    value["happened"] = rate.happened;
    value["low_ppm"] = rate.low_ppm;
    value["high_ppm"] = rate.high_ppm;
    return value;
}

core::Value points_value(const std::vector<core::ReturnPoint>& points) {
    core::Value value = core::Value::Array{};
    for (const core::ReturnPoint& point : points) {
        core::Value one;
        one["number"] = point.number;
        one["answered"] = rate_value(point.answered);
        one["sold"] = rate_value(point.sold);
        value.push_back(std::move(one));
    }
    return value;
}

core::Value letters_value(const std::vector<core::LetterPoint>& points) {
    core::Value value = core::Value::Array{};
    for (const core::LetterPoint& point : points) {
        core::Value one;
        one["number"] = point.number;
        one["stopped"] = rate_value(point.stopped);
        value.push_back(std::move(one));
    }
    return value;
}

core::Value sales_value(const std::vector<core::Sale>& sales, const std::string& currency) {
    core::Value value;
    value["currency"] = currency;
    value["sources"] = core::Value::Array{};
    for (const core::SourceShare& share : core::sources_of(sales)) {
        core::Value one;
        one["source"] = core::name_of(share.source);
        one["sales"] = share.sales;
        one["value"] = share.value;
        value["sources"].push_back(std::move(one));
    }
    return value;
}

std::string currency_in(Query& query) {
    return query.word("currency", wire::currencies).value_or("GBP");
}

asio::awaitable<http::Response> get_returns(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    Query query(call.request);
    const std::string currency = currency_in(query);
    query.done();
    const core::Instant since = services.clock() - core::seconds(core::returns_days * 86'400);
    const auto contacts = co_await services.returns.contacts(business, since);
    const auto letters = co_await services.returns.letters(business);
    core::Value body;
    body["days"] = core::returns_days;
    body["floor"] = core::returns_floor;
    body["interval_ppm"] = core::rate_interval_ppm;
    body["contacts"] = points_value(core::returns_of(contacts));
    body["letters"] = letters_value(core::letter_points_of(letters));
    body["sales"] = sales_value(co_await services.returns.sales(business, currency), currency);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> get_attention(const Services& services, Call call) {
    const std::string sector = call.segments.at(0) + '/' + call.segments.at(1);
    if (!services.rules.knows(sector))
        fail(problem(404, "not_found", "There is no such sector."));
    Query query(call.request);
    const bool simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    query.done();
    core::Value body;
    body["sector"] = sector;
    body["simulated"] = simulated;
    body["days"] = core::returns_days;
    body["floor"] = core::returns_floor;
    body["interval_ppm"] = core::rate_interval_ppm;
    body["offers"] = points_value(co_await services.hindsight.attention(sector, simulated));
    co_return json_response(200, body);
}

} // namespace

void add_returns_routes(Router& router, const Services& services) {
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("/v1/businesses/me/returns", get_returns);
    add("/v1/sectors/{}/{}/attention", get_attention);
}

} // namespace parley::roles

// What reaches a business, replayed on what was asked before: previews of other settings, what it was not asked for and
// why, and the sectors that its own words mean.

#include "core/view_values.hpp"
#include "roles/gateway/own_business.hpp"
#include "roles/gateway/query.hpp"

#include "wire/business_json.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t missed_shown = 50;
constexpr std::size_t sells_max = 12;

app::ReachReplay::Asked asked_in(const Call& call) {
    Query query(call.request);
    app::ReachReplay::Asked asked;
    asked.currency = query.word("currency", wire::currencies).value_or("GBP");
    asked.simulated = query.word("simulated", {"0", "1"}).value_or("0") == "1";
    query.done();
    return asked;
}

core::Value tally_value(const core::ReachTally& tally) {
    core::Value value;
    value["matched"] = tally.matched;
    value["came_in"] = tally.came_in;
    value["in_hours"] = tally.in_hours;
    return value;
}

core::Value prices_value(const core::PriceEstimate& prices) {
    core::Value value;
    value["basis"] = core::name_of(prices.basis);
    value["price"] = core::number_or_null(prices.price);
    value["own_offers"] = prices.own_offers;
    value["compared"] = prices.compared;
    value["best"] = core::number_or_null(prices.best);
    value["without_offer"] = prices.without_offer;
    return value;
}

core::Value gains_value(const std::vector<core::ReachGain>& gains) {
    core::Value list = core::Value::Array{};
    for (const core::ReachGain& gain : gains) {
        core::Value one;
        one["change"] = core::name_of(gain.change);
        one["by_km"] = gain.by > 0 ? core::Value(gain.by) : core::Value{};
        one["adds"] = gain.adds;
        list.push_back(std::move(one));
    }
    return list;
}

core::Value counts_value(const core::Preview& preview) {
    core::Value value = tally_value(preview.tally);
    value["in_sectors"] = preview.in_sectors;
    value["sealed_budgets"] = preview.sealed;
    value["weeks"] = core::Value::Array{};
    for (const core::WeekPreview& week : preview.weeks) {
        core::Value one = tally_value(week.tally);
        one["from"] = core::to_rfc3339(week.from);
        value["weeks"].push_back(std::move(one));
    }
    value["kept_away"] = core::Value::Array{};
    for (const core::KeptAwayGroup& group : preview.kept_away) {
        core::Value one;
        one["cause"] = core::name_of(group.cause);
        one["requests"] = group.requests;
        one["gains"] = gains_value(group.gains);
        value["kept_away"].push_back(std::move(one));
    }
    return value;
}

core::Value preview_value(const core::Preview& preview, bool with_prices) {
    core::Value value = counts_value(preview);
    value["sectors"] = core::Value::Array{};
    for (const core::SectorPreview& sector : preview.sectors) {
        core::Value one = tally_value(sector.tally);
        one["sector"] = sector.sector;
        if (with_prices)
            one["prices"] = prices_value(sector.prices);
        value["sectors"].push_back(std::move(one));
    }
    return value;
}

core::Value span_value(core::Instant from, core::Instant to, const app::ReachReplay::Asked& asked) {
    core::Value value;
    value["days"] = core::preview_days;
    value["from"] = core::to_rfc3339(from);
    value["to"] = core::to_rfc3339(to);
    value["currency"] = asked.currency;
    value["simulated"] = asked.simulated;
    return value;
}

asio::awaitable<http::Response> preview(const Services& services, Call call) {
    const app::Business now = co_await own_business(services, call);
    app::ReachReplay::Asked asked = asked_in(call);
    const wire::PreviewRequest wanted = take(wire::read_preview(call.request.body, now, find_place(services)));
    check_reach(services, wanted.business);
    asked.price = wanted.usual_price;
    const auto replayed = co_await services.reach.preview(now.shop, wanted.business.shop, asked);
    core::Value body = span_value(replayed.from, replayed.to, asked);
    body["floor"] = core::prices_floor;
    body["own_offers_floor"] = core::own_offers_floor;
    body["now"] = preview_value(replayed.now, true);
    body["wanted"] = preview_value(replayed.wanted, true);
    co_return json_response(200, body);
}

/// For whoever thinks of joining: counts alone, and no prices.
asio::awaitable<http::Response> try_preview(const Services& services, Call call) {
    const app::ReachReplay::Asked asked = asked_in(call);
    const app::Business trial = take(wire::read_trial(call.request.body, find_place(services)));
    check_sectors(services, trial.shop.sectors);
    const auto replayed = co_await services.reach.preview(trial.shop, trial.shop, asked);
    core::Value body = span_value(replayed.from, replayed.to, asked);
    body["wanted"] = preview_value(replayed.wanted, false);
    co_return json_response(200, body);
}

core::Value missed_value(const core::Missed& missed) {
    core::Value value;
    value["id"] = core::to_text(missed.request->id);
    value["title"] = missed.request->title;
    value["sector"] = missed.request->query.sector;
    value["place"] = missed.request->place_name;
    value["at"] = core::to_rfc3339(missed.request->at);
    value["cause"] = core::name_of(missed.cause);
    value["km_missing"] = missed.km_missing > 0 ? core::Value(missed.km_missing) : core::Value{};
    return value;
}

asio::awaitable<http::Response> list_missed(const Services& services, Call call) {
    const app::Business business = co_await own_business(services, call);
    const app::ReachReplay::Asked asked = asked_in(call);
    const auto found = co_await services.reach.missed(business.shop, asked);
    core::Value body = span_value(found.from, found.to, asked);
    core::Value now = counts_value(found.now);
    body["in_sectors"] = now.at("in_sectors");
    body["kept_away"] = now.at("kept_away");
    std::map<std::string_view, std::int64_t> counts;
    for (const core::Missed& one : found.missed)
        ++counts[core::name_of(one.cause)];
    body["causes"] = core::Value::Array{};
    for (const std::string_view cause : core::names_of(core::MissedCause::distance)) {
        if (counts[cause] == 0)
            continue;
        core::Value one;
        one["cause"] = cause;
        one["requests"] = counts[cause];
        body["causes"].push_back(std::move(one));
    }
    body["data"] = core::Value::Array{};
    for (std::size_t i = 0; i < std::min(missed_shown, found.missed.size()); ++i)
        body["data"].push_back(missed_value(found.missed[i]));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> read_sells(const Services& services, Call call) {
    Query query(call.request);
    const std::string text = query.text("q", 1, 400, true).value_or("");
    query.done();
    core::Value body;
    body["data"] = core::Value::Array{};
    for (const core::request::SectorCandidate& sector : services.drafts.read_sells(text, sells_max)) {
        core::Value one;
        one["slug"] = sector.slug;
        one["name"] = sector.name;
        one["confidence_ppm"] = sector.confidence_ppm;
        one["words"] = core::Value::Array{};
        for (const core::request::Span& span : sector.spans)
            one["words"].push_back(text.substr(span.begin, span.end - span.begin));
        body["data"].push_back(std::move(one));
    }
    co_return json_response(200, body);
}

} // namespace

void add_reach_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/businesses/me/preview", preview);
    add("GET", "/v1/businesses/me/missed", list_missed);
    add("POST", "/v1/preview", try_preview);
    add("GET", "/v1/sells", read_sells);
}

} // namespace parley::roles

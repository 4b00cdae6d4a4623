// The code of conduct over HTTP: what it says, for everybody; accepting it, and how a business stands by it.

#include "core/view_values.hpp"
#include "roles/gateway/fixed_answer.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/matters.hpp"
#include "roles/gateway/router.hpp"
#include "wire/rights_requests.hpp"
#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

core::Value bands_value() {
    core::Value bands = core::Value::Array{};
    for (const app::ConductBand& band : app::conduct_bands) {
        core::Value item;
        item["from"] = band.from;
        item["to"] = band.to;
        item["offers_per_day"] = core::number_or_null(band.offers_per_day);
        bands.push_back(std::move(item));
    }
    return bands;
}

core::Value rules_value() {
    core::Value rules = core::Value::Array{};
    std::int64_t number = 0;
    for (const app::ConductRule& rule : app::conduct_rules()) {
        core::Value item;
        item["number"] = ++number;
        item["rule"] = rule.rule;
        item["enforced"] = rule.enforced;
        item["how"] = core::Value::Array{};
        for (const app::Enforcement how : rule.how)
            item["how"].push_back(core::name_of(how));
        item["codes"] = core::Value::Array{};
        for (const std::string_view code : rule.codes)
            item["codes"].push_back(code);
        rules.push_back(std::move(item));
    }
    return rules;
}

/// The code changes only with the program, so its text is made once.
std::string code_document() {
    core::Value body;
    body["version"] = app::conduct_version;
    body["sha256"] = app::conduct_hash();
    body["rules"] = rules_value();
    body["kinds"] = core::Value::Array{};
    for (const app::ConductWeight& weight : app::conduct_weights) {
        core::Value kind;
        kind["kind"] = core::name_of(weight.kind);
        kind["points"] = weight.points;
        kind["means"] = weight.means;
        body["kinds"].push_back(std::move(kind));
    }
    body["days"] = app::conduct_days;
    body["bands"] = bands_value();
    return wire::to_json(body);
}

core::Value limit_value(const std::optional<app::OfferLimit>& limit) {
    core::Value value;
    if (limit) {
        value["reasons"] = limit->reasons;
        value["since"] = core::to_rfc3339(limit->since);
        value["offers_per_day"] = limit->per_day;
        value["left"] = limit->left;
        value["next_at"] = core::time_or_null(limit->next_at);
    }
    return value;
}

core::Value event_value(const app::CountedEvent& one, const std::vector<app::Matter>& matters) {
    core::Value item;
    item["id"] = one.event.id;
    item["kind"] = core::name_of(one.event.kind);
    item["intent_id"] = core::to_text(one.event.intent);
    item["seq"] = core::number_or_null(one.event.seq);
    item["at"] = core::to_rfc3339(one.event.at);
    item["points"] = one.points;
    item["state"] = core::name_of(one.state);
    item["reasons"] = core::text_or_null(one.event.reasons);
    const auto appeal = std::ranges::find(matters, app::conduct_subject(one.event.id), &app::Matter::about);
    item["appeal"] = appeal == matters.end() ? core::Value{} : matter_value(*appeal);
    return item;
}

asio::awaitable<http::Response> get_own(const Services& services, Call call) {
    co_return json_response(200, co_await conduct_value(services, acting(call)));
}

asio::awaitable<http::Response> accept(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    const std::string version = take(wire::read_conduct(call.request.body));
    check_conduct_version(version);
    co_await services.businesses.accept_conduct(business, version, app::conduct_hash(), services.clock());
    const app::ConductRecord record = co_await services.conduct.record(business);
    if (!record.accepted)
        fail(problem(404, "business_unknown", "There is no such business."));
    core::Value body;
    body["version"] = record.accepted->version;
    body["at"] = core::to_rfc3339(record.accepted->at);
    co_return json_response(200, body);
}

} // namespace

asio::awaitable<core::Value> conduct_value(const Services& services, core::BusinessId business) {
    const app::ConductRecord record = co_await services.conduct.record(business);
    std::vector<core::PrincipalId> from{app::principal_of(business)};
    const auto matters = co_await services.oversight.matters_of(std::move(from), app::matters_shown);
    core::Value body;
    body["version"] = app::conduct_version;
    body["accepted"] = core::Value{};
    if (record.accepted) {
        body["accepted"]["version"] = record.accepted->version;
        body["accepted"]["at"] = core::to_rfc3339(record.accepted->at);
    }
    body["may_offer"] = co_await services.conduct.has_accepted(business);
    body["score"] = record.score.score;
    body["bands"] = bands_value();
    body["events"] = core::Value::Array{};
    for (const app::CountedEvent& one : record.score.events)
        body["events"].push_back(event_value(one, matters));
    body["throttle"] = limit_value(record.limit);
    co_return body;
}

void check_conduct_version(const std::string& version) {
    if (version != app::conduct_version)
        fail(problem(409, "wording_changed", "These words are not in use any more. Show the new ones."));
}

asio::awaitable<void> require_conduct(const Services& services, core::BusinessId business) {
    if (co_await services.conduct.has_accepted(business))
        co_return;
    wire::Problem refused =
        problem(409, "conduct_not_accepted", "An offer needs the code of conduct accepted, in the version in force.");
    refused.extra["version"] = app::conduct_version;
    fail(std::move(refused));
}

wire::Problem throttled_problem(const app::OfferLimit& limit) {
    wire::Problem refused = problem(403, "conduct_throttled", limit.reasons);
    refused.extra["reasons"] = limit.reasons;
    refused.extra["since"] = core::to_rfc3339(limit.since);
    refused.extra["offers_per_day"] = limit.per_day;
    refused.extra["next_at"] = core::time_or_null(limit.next_at);
    return refused;
}

void add_conduct_routes(Router& router, const Services& services) {
    const auto code = std::make_shared<const FixedAnswer>("application/json", code_document(), "public, max-age=60");
    router.add("GET", "/v1/conduct",
               [code](Call call) -> asio::awaitable<http::Response> { co_return code->answer(call.request); });
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/conduct", get_own);
    add("POST", "/v1/businesses/me/conduct", accept);
}

} // namespace parley::roles

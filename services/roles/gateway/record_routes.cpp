// How businesses kept their word, over HTTP: in short for the cards of offers, and one in full. Everybody may read both
// of a business that may trade; a business reads its own always, with each deal that made it.

#include "core/view_values.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t ids_max = 50, id_length = 26;
constexpr std::size_t reviews_max = 50, deals_max = 50;

core::Value record_value(const app::TrustRecord& record) {
    core::Value value;
    value["deals"] = record.deals;
    value["kept"] = record.kept;
    value["put_right"] = record.put_right;
    value["broken"] = record.broken;
    value["not_judged"] = record.not_judged;
    value["reviews"] = record.reviews;
    value["kept_ppm"] = core::number_or_null(record.kept_ppm());
    value["put_right_s"] = core::number_or_null(record.put_right_s);
    value["recent"] = core::Value::Array{};
    for (const app::PromiseFate fate : record.recent)
        value["recent"].push_back(core::name_of(fate));
    return value;
}

/// What Parley checked itself, and what the business only says.
core::Value identity_value(const app::Business& business) {
    const bool checked = business.confirmed_at && !business.shop.simulated;
    core::Value value;
    value["mail_confirmed_at"] = checked ? core::Value(core::to_rfc3339(*business.confirmed_at)) : core::Value{};
    value["trader"] = nullptr;
    if (const core::Value kind = business.trader.at("kind"); !kind.is_null()) {
        value["trader"]["kind"] = kind;
        value["trader"]["register"] = business.trader.at("register");
        value["trader"]["register_no"] = business.trader.at("register_no");
    }
    return value;
}

core::Value review_value(const app::PastDeal& deal) {
    core::Value value;
    value["at"] = core::to_rfc3339(deal.review->at);
    value["sector"] = deal.sector;
    value["rating"] = deal.review->rating;
    value["incentive"] = deal.review->incentive;
    value["text"] = deal.review->text ? core::Value(*deal.review->text) : core::Value{};
    value["automatic"] = deal.is_automatic;
    return value;
}

core::Value reviews_value(const std::vector<app::PastDeal>& deals) {
    std::vector<const app::PastDeal*> reviewed;
    for (const app::PastDeal& deal : deals)
        if (deal.review && app::counts(deal))
            reviewed.push_back(&deal);
    std::ranges::stable_sort(reviewed, std::ranges::greater{},
                             [](const app::PastDeal* deal) { return deal->review->at; });
    reviewed.resize(std::min(reviewed.size(), reviews_max));
    core::Value value = core::Value::Array{};
    for (const app::PastDeal* deal : reviewed)
        value.push_back(review_value(*deal));
    return value;
}

core::Value deal_value(const app::PastDeal& deal, core::Instant now) {
    core::Value value;
    value["intent_id"] = core::to_text(deal.intent);
    value["sector"] = deal.sector;
    value["agreed_at"] = core::to_rfc3339(deal.agreed_at);
    value["counts"] = app::counts(deal);
    value["promises"] = core::Value::Array{};
    for (const app::PastPromise& promise : deal.promises) {
        core::Value one;
        one["promise"] = promise.number;
        one["kind"] = core::name_of(promise.kind);
        one["fate"] = core::name_of(app::fate_of(promise, now));
        value["promises"].push_back(std::move(one));
    }
    return value;
}

core::Value deals_value(const std::vector<app::PastDeal>& deals, core::Instant now) {
    core::Value value = core::Value::Array{};
    for (std::size_t i = 0; i < std::min(deals.size(), deals_max); ++i)
        value.push_back(deal_value(deals[i], now));
    return value;
}

asio::awaitable<http::Response> get_record(const Services& services, Call call) {
    const auto id = core::parse_id<core::BusinessId>(call.segments.at(0));
    const auto business = id ? co_await services.businesses.find(*id) : std::nullopt;
    const bool own = business && std::ranges::count(call.caller.businesses(), *id) > 0;
    const bool is_public = business && app::is_here(*business) && !services.suspensions.of(*id);
    if (!own && !is_public)
        fail(problem(404, "business_unknown", "There is no such business."));
    const core::Instant now = services.clock();
    const std::vector<app::PastDeal> deals = co_await services.trust.deals(*id);
    core::Value body;
    body["business"]["id"] = core::to_text(*id);
    body["business"]["name"] = business->name;
    body["business"]["place_name"] = business->place_name;
    body["business"]["simulated"] = business->shop.simulated;
    body["identity"] = identity_value(*business);
    body["record"] = record_value(app::record_of(deals, now));
    body["reviews"] = reviews_value(deals);
    body["deals"] = own ? deals_value(deals, now) : core::Value{};
    co_return json_response(200, body);
}

std::vector<core::BusinessId> ids_in(const Call& call) {
    Query query(call.request);
    std::vector<core::BusinessId> ids;
    const auto text = query.text("ids", id_length, ids_max * (id_length + 1) - 1, true);
    for (std::size_t from = 0; text && from <= text->size(); from += id_length + 1) {
        const std::size_t comma = std::min(text->find(',', from), text->size());
        const auto id = core::parse_id<core::BusinessId>(std::string_view(*text).substr(from, comma - from));
        if (!id) {
            query.fail("ids", "not_an_id", "must be ids of 26 characters with commas between them");
            break;
        }
        if (std::ranges::count(ids, *id) == 0)
            ids.push_back(*id);
    }
    query.done();
    return ids;
}

asio::awaitable<http::Response> get_records(const Services& services, Call call) {
    std::vector<core::BusinessId> ids = ids_in(call);
    std::erase_if(ids, [&](const core::BusinessId& id) { return services.suspensions.of(id).has_value(); });
    const std::vector<app::TrustRecord> records = co_await services.trust.records(ids);
    core::Value body;
    body["data"] = core::Value::Array{};
    for (std::size_t i = 0; i < ids.size(); ++i) {
        core::Value one;
        one["business_id"] = core::to_text(ids[i]);
        one["record"] = record_value(records[i]);
        const auto business = co_await services.matches.find(ids[i]);
        one["identity"] = business ? identity_value(*business) : core::Value{};
        body["data"].push_back(std::move(one));
    }
    co_return json_response(200, body);
}

} // namespace

void add_record_routes(Router& router, const Services& services) {
    const auto add = [&](const char* pattern, auto handler) {
        router.add("GET", pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("/v1/businesses/{}/record", get_record);
    add("/v1/records", get_records);
}

} // namespace parley::roles

// Claims: a public post becomes a card that only who has its link can open, and what nobody opened becomes a number.

#include "app/secrets.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"
#include "wire/claim_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::int64_t demand_days = 30;
constexpr std::int64_t demand_floor = 5;          // fewer posts than this are not told from each other
constexpr std::int64_t town_population = 100'000; // what is counted by area is counted by towns of this size

/// The town that lies nearest, so that a village never stands for the one person who asked there; "" for no place.
std::string area_of(const app::PlaceBook& places, const core::request::Draft& draft) {
    if (!draft.place)
        return "";
    const app::Place* nearest = nullptr;
    std::int64_t least = 0;
    for (const app::Place& place : places.all()) {
        if (place.population < town_population || place.country != draft.place->value.country)
            continue;
        const std::int64_t away = core::distance_m(place.at, draft.place->value.point);
        if (nearest == nullptr || away < least) {
            nearest = &place;
            least = away;
        }
    }
    return nearest != nullptr ? nearest->name : "";
}

/// A Draft (openapi.yaml). How many would be asked is for POST /v1/drafts to say, once it is somebody's request.
core::Value card_value(const Services& services, const core::request::Draft& draft) {
    core::Value card = draft_value(draft, services.sectors, 0);
    card["reach"] = core::Value{};
    return card;
}

asio::awaitable<http::Response> make_claim(const Services& services, Call call) {
    wire::ClaimRequest wanted = take(wire::read_claim(call.request.body));
    const core::request::Draft draft = services.drafts.read(wanted.text, call.received_at());
    const std::string secret = app::draw_token(services.random);
    app::Claim claim;
    claim.id = app::draw_id<app::ClaimId>(services.random);
    claim.secret_hash = app::secret_hash(secret);
    claim.network = std::move(wanted.network);
    claim.handle = std::move(wanted.handle);
    claim.text = std::move(wanted.text);
    claim.url = std::move(wanted.url);
    claim.sector = draft.sectors.empty() ? "" : draft.sectors.front().slug;
    claim.area = area_of(services.places, draft);
    claim.posted_at = call.received_at();
    claim.expires_at = {claim.posted_at.us + app::claim_life};
    core::Value body;
    body["id"] = core::to_text(claim.id);
    body["card"] = card_value(services, draft);
    body["claim_url"] = services.settings.public_url + "/claim#" + core::to_text(claim.id) + '.' + secret;
    body["expires_at"] = core::to_rfc3339(claim.expires_at);
    co_await services.claims.add(std::move(claim));
    co_return json_response(201, body);
}

asio::awaitable<http::Response> take_claim(const Services& services, Call call) {
    const std::string secret = take(wire::read_claim_secret(call.request.body));
    const auto id = core::parse_id<app::ClaimId>(call.segments.at(0));
    std::optional<app::TakenClaim> taken;
    if (id)
        taken = co_await services.claims.take(*id, app::secret_hash(secret), call.received_at());
    // One answer for all, so that nobody can ask which claims there are.
    if (!taken)
        fail(problem(404, "not_found", "There is no such claim: it was taken, is over, or has another secret."));
    core::Value body;
    body["draft"] = card_value(services, services.drafts.read(taken->text, taken->posted_at));
    body["text"] = std::move(taken->text);
    co_return json_response(200, body);
}

asio::awaitable<http::Response> get_demand(const Services& services, Call call) {
    Query query(call.request);
    const auto sector = query.text("sector", 1, 80, true);
    if (sector && sector_named(services.sectors, *sector) == nullptr)
        query.fail("sector", "unknown_sector", "is no sector that we know");
    query.done();
    core::Value body;
    body["sector"] = *sector;
    body["days"] = demand_days;
    body["floor"] = demand_floor;
    body["data"] = core::Value::Array{};
    std::vector<app::AreaDemand> areas = co_await services.claims.demand(*sector, demand_days);
    // By name alone, for the order of two numbers that are not told would tell which is larger.
    const auto few = std::ranges::find_if(areas, [](const auto& area) { return area.posts < demand_floor; });
    std::ranges::sort(few, areas.end(), {}, &app::AreaDemand::area);
    for (app::AreaDemand& demand : areas) {
        core::Value one;
        one["area"] = demand.area.empty() ? core::Value{} : core::Value(std::move(demand.area));
        one["posts"] = demand.posts < demand_floor ? core::Value{} : core::Value(demand.posts);
        body["data"].push_back(std::move(one));
    }
    co_return json_response(200, body);
}

} // namespace

void add_claim_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/claims", make_claim);
    add("POST", "/v1/claims/{}/take", take_claim);
    add("GET", "/v1/demand", get_demand);
}

} // namespace parley::roles

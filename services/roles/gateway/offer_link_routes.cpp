// Offers by the link of an invitation, without a session: looking, which changes nothing, and sending.

#include "core/view.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/offering.hpp"
#include "wire/offer_details.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

asio::awaitable<app::OfferLinks::Found> found_by(const Services& services, std::string token) {
    auto found = co_await services.offer_links.find(std::move(token));
    if (!found)
        fail(problem(404, "token_unknown", "That link is not one of ours, or it is too old."));
    const auto business = co_await services.businesses.find(found->business);
    if (!business || !app::is_here(*business))
        fail(problem(404, "token_unknown", "That link is not one of ours, or it is too old."));
    if (const auto act = services.suspensions.of(found->business))
        fail(suspended_problem(*act));
    co_return std::move(*found);
}

core::Value filled_value(const app::FilledOffer& filled) {
    core::Value value;
    value["from"] = core::name_of(filled.from);
    value["price"] = filled.price ? core::Value(*filled.price) : core::Value{};
    value["attributes"] = core::Value::Object{};
    for (const auto& [name, units] : filled.attributes)
        value["attributes"][name] = units;
    value["message"] = filled.message;
    value["details"] = core::details_value(filled.details);
    return value;
}

/// What the request says to its bidders, and of the business's own standing what its round lets it see; neither
/// threads nor terms of standing offers, for a link is passed on more easily than a session.
core::Value shown(const app::OfferLinks::Found& found) {
    const core::Value view = core::snapshot(*found.state, core::Audience::of_bidder(found.bidder().number));
    core::Value body;
    body["id"] = core::to_text(found.intent);
    body["business"]["id"] = core::to_text(found.business);
    body["business"]["name"] = found.bidder().business.name;
    body["open"] = found.is_open;
    for (const char* member : {"state", "title", "text", "answers", "photos", "sector", "place", "currency", "budget",
                               "needed_by", "simulated", "round"})
        body[member] = view.at(member);
    for (const char* member : {"offer", "rank", "of", "best_price", "in_turn"})
        body["me"][member] = view.at("me").at(member);
    return body;
}

asio::awaitable<http::Response> look(const Services& services, Call call) {
    const app::OfferLinks::Found found = co_await found_by(services, take(wire::read_token(call.request.body)));
    core::Value body = shown(found);
    body["filled"] = filled_value(co_await services.offer_links.filled(found));
    std::vector<core::IntentId> seen{found.intent};
    co_await note_seen(services, found.business, std::move(seen));
    co_return json_response(200, body);
}

/// The link permits no more than its round: a later one is another invitation's.
asio::awaitable<http::Response> send(const Services& services, Call call) {
    wire::LinkedOfferRequest wanted = take(wire::read_linked_offer(call.request.body));
    const app::OfferLinks::Found found = co_await found_by(services, std::move(wanted.token));
    if (!found.is_open)
        fail(problem(409, "offer_link_over", "This link was for a round that takes no more offers from it."));
    co_return co_await offer_of(services, std::move(call), found.business, found.intent, std::move(wanted.offer));
}

} // namespace

void add_offer_link_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/offer-links", look);
    add("POST", "/v1/offer-links/offer", send);
}

} // namespace parley::roles

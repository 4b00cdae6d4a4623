// Businesses over HTTP: registering, their own record, their invitations and their standing offers.

#include "roles/gateway/acting.hpp"
#include "roles/gateway/fair_words.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/own_business.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/secrets.hpp"
#include "wire/business_json.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int invitations_page = 50;
constexpr int list_max = 100;
constexpr int changes_shown = 20; // of standing offers

asio::awaitable<http::Response> register_business(const Services& services, Call call) {
    const wire::BusinessRequest wanted = take(wire::read_business(call.request.body));
    check_sectors(services, wanted.sectors);
    // A name stands on every offer, and names no contacts there.
    require_no_contacts(wanted.name);
    app::NewBusiness made;
    const app::Place* place = find_place(services)(wanted.place);
    if (place == nullptr)
        fail(wire::invalid_input({{"/place/name", "unknown_place", "is no place that we know; give lat and lon"}}));
    made.business.shop.place = wanted.place.point.value_or(place->at);
    made.business.place_name = place->name;
    made.business.name = wanted.name;
    made.business.shop.sectors = wanted.sectors;
    made.business.shop.radius_km = wanted.radius_km;
    made.business.trader = wanted.trader;
    if (!wanted.conduct.empty())
        check_conduct_version(wanted.conduct);
    made.business.conduct = wanted.conduct;
    made.email = wanted.email;
    made.asked_from = asked_from(call.request);
    // A business's id is that of its address, so a second try needs no other.
    auto make = [&](std::string) -> asio::awaitable<http::Response> {
        const auto id = co_await services.admission.register_business(made);
        if (!id)
            fail(problem(429, "too_many_mails", too_many_mails));
        core::Value body;
        body["id"] = core::to_text(*id);
        co_return json_response(202, body);
    };
    co_return co_await once(services, call, "businesses/" + app::secret_hash(wanted.email), make);
}

asio::awaitable<http::Response> get_business(const Services& services, Call call) {
    co_return json_response(200, wire::business_value(co_await own_business(services, call)));
}

asio::awaitable<http::Response> change_business(const Services& services, Call call) {
    acting_with(call, "profile");
    const app::Business now = co_await own_business(services, call);
    const app::Business changed = take(wire::read_business_change(call.request.body, now, find_place(services)));
    check_reach(services, changed);
    // What it says of itself stands beside its offers, which name no contacts either.
    if (changed.name != now.name)
        require_no_contacts(changed.name);
    if (changed.story != now.story)
        require_no_contacts(changed.story);
    co_await services.businesses.change(changed);
    co_await services.matches.refresh();
    co_return json_response(200, wire::business_value(changed));
}

asio::awaitable<http::Response> list_invitations(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    Query asked(call.request);
    const std::string wanted = asked.word("state", {"open", "over"}).value_or("");
    const int limit = static_cast<int>(asked.integer("limit", 1, list_max).value_or(invitations_page));
    const auto cursor = asked.text("cursor", 1, 80);
    asked.done();
    core::Instant before = services.clock() + core::seconds(1);
    if (cursor) {
        const auto at = core::parse_rfc3339(*cursor);
        if (!at)
            fail(bad_cursor());
        before = *at;
    }
    const auto notes = co_await services.businesses.invitations(business, before, limit);
    core::Value data = core::Value::Array{};
    std::vector<core::IntentId> shown;
    for (const auto& note : notes) {
        app::Viewer viewer;
        viewer.business = business;
        auto picture = co_await services.market.look(note.intent, std::move(viewer));
        if (!picture)
            continue;
        const bool over = picture->state->is_over();
        if ((wanted == "open" && over) || (wanted == "over" && !over))
            continue;
        core::Value item;
        if (const core::Bidder* bidder = picture->state->bidder_of(business))
            item["solicitation"] =
                services.notary.solicitation(app::solicitation_of(note.intent, *picture->state, *bidder));
        item["intent"] = std::move(picture->view);
        data.push_back(std::move(item));
        if (!over)
            shown.push_back(note.intent);
    }
    // What a program fetched, nobody may have looked at yet.
    if (!call.caller.is_key)
        co_await note_seen(services, business, std::move(shown));
    core::Value body;
    body["data"] = std::move(data);
    body["next_cursor"] = notes.size() == static_cast<std::size_t>(limit)
                              ? core::Value(core::to_rfc3339(notes.back().at))
                              : core::Value{};
    co_return json_response(200, body);
}

// --- standing offers -------------------------------------------------------------------------------------------

asio::awaitable<std::vector<app::StandingOffer>> own_offers(const Services& services, const Call& call) {
    co_return co_await services.businesses.standing_offers(acting(call));
}

asio::awaitable<http::Response> list_auto_offers(const Services& services, Call call) {
    co_return json_response(200, co_await auto_offers_value(services, acting(call), changes_shown));
}

/// What a standing offer says of prices holds for each of the offers that it makes. An opening that is a share of the
/// budget is compared with prices elsewhere once there is one.
OfferWords fair_words_of(const app::StandingOffer& offer) {
    return {offer.message, offer.details, offer.opening.price.value_or(0)};
}

asio::awaitable<http::Response> make_auto_offer(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    app::StandingOffer offer = take(wire::read_standing_offer(call.request.body, nullptr));
    if (!services.rules.knows(offer.sector))
        fail(wire::invalid_input({{"/sector", "unknown_sector", "is no sector that we know"}}));
    require_fair_words(fair_words_of(offer), call.received_at());
    co_await require_trader(services, business);
    co_await require_conduct(services, business);
    offer.business = business;
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        offer.id = std::move(id);
        co_await services.businesses.put_standing_offer(offer, call.received_at());
        co_return json_response(201, wire::standing_offer_value(offer));
    };
    co_return co_await once(services, call, "auto-offers/" + core::to_text(business), make);
}

asio::awaitable<http::Response> change_auto_offer(const Services& services, Call call) {
    acting_with(call, "offers");
    const auto offers = co_await own_offers(services, call);
    const auto found = std::find_if(offers.begin(), offers.end(),
                                    [&](const app::StandingOffer& offer) { return offer.id == call.segments.at(0); });
    if (found == offers.end())
        fail(problem(404, "auto_offer_unknown", "There is no such auto-offer."));
    app::StandingOffer offer = take(wire::read_standing_offer(call.request.body, &*found));
    if (!services.rules.knows(offer.sector))
        fail(wire::invalid_input({{"/sector", "unknown_sector", "is no sector that we know"}}));
    require_fair_words(fair_words_of(offer), call.received_at());
    co_await services.businesses.put_standing_offer(offer, call.received_at());
    co_return json_response(200, wire::standing_offer_value(offer));
}

asio::awaitable<http::Response> drop_auto_offer(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "offers");
    if (!co_await services.businesses.drop_standing_offer(business, call.segments.at(0), call.received_at()))
        fail(problem(404, "auto_offer_unknown", "There is no such auto-offer."));
    co_return http::Response(204);
}

} // namespace

asio::awaitable<core::Value> auto_offers_value(const Services& services, core::BusinessId business, int changes_max) {
    core::Value value;
    value["data"] = core::Value::Array{};
    for (const app::StandingOffer& offer : co_await services.businesses.standing_offers(business))
        value["data"].push_back(wire::standing_offer_value(offer));
    value["groups"] = core::Value::Array{};
    for (const app::CapacityGroup& group : co_await services.businesses.capacity_groups(business)) {
        core::Value one;
        one["group"] = group.name;
        one["count"] = group.slots;
        one["taken"] = group.taken;
        value["groups"].push_back(std::move(one));
    }
    value["changes"] = core::Value::Array{};
    for (app::StandingOfferChange& change :
         co_await services.businesses.standing_offer_changes(business, changes_max)) {
        change.body["id"] = std::move(change.offer);
        change.body["at"] = core::to_rfc3339(change.at);
        value["changes"].push_back(std::move(change.body));
    }
    co_return value;
}

void add_business_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/businesses", register_business);
    add("GET", "/v1/businesses/me", get_business);
    add("PATCH", "/v1/businesses/me", change_business);
    add("GET", "/v1/invitations", list_invitations);
    add("GET", "/v1/auto-offers", list_auto_offers);
    add("POST", "/v1/auto-offers", make_auto_offer);
    add("PATCH", "/v1/auto-offers/{}", change_auto_offer);
    add("DELETE", "/v1/auto-offers/{}", drop_auto_offer);
}

} // namespace parley::roles

// What a shop prepares for its offers: templates, the check of an offer before it is sent, and playbooks. None of it
// commits to anything.

#include "roles/gateway/fair_words.hpp"
#include "roles/gateway/held.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/own_business.hpp"
#include "roles/gateway/router.hpp"
#include "wire/prepared_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

wire::Problem template_unknown() {
    return problem(404, "template_unknown", "There is no such template.");
}

wire::Problem playbook_unknown() {
    return problem(404, "playbook_unknown", "There is no playbook for this sector.");
}

// --- templates --------------------------------------------------------------------------------------------------

app::OfferTemplate template_in(const Services& services, const Call& call, core::BusinessId business) {
    app::OfferTemplate made = take(wire::read_template(call.request.body));
    if (!services.rules.knows(made.sector))
        fail(wire::invalid_input({{"/sector", "unknown_sector", "is no sector that we know"}}));
    // What is filled in is not to be refused for its words each time; a price elsewhere is said anew for each offer.
    require_fair_words({made.message, made.details, std::nullopt}, call.received_at());
    require_no_contacts(made.message);
    made.business = business;
    made.changed_at = call.received_at();
    return made;
}

asio::awaitable<http::Response> list_templates(const Services& services, Call call) {
    core::Value body;
    body["data"] = co_await templates_value(services, acting(call));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> make_template(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    app::OfferTemplate made = template_in(services, call, business);
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        made.id = std::move(id);
        if (!co_await services.prepared.put_template(made))
            fail(problem(409, "too_many_templates", "There are as many templates as can be; delete one first."));
        co_return json_response(201, wire::template_value(made));
    };
    co_return co_await once(services, call, "offer-templates/" + core::to_text(business), make);
}

asio::awaitable<http::Response> change_template(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    app::OfferTemplate made = template_in(services, call, business);
    const auto known = co_await services.prepared.templates(business);
    const auto before = std::ranges::find(known, call.segments.at(0), &app::OfferTemplate::id);
    if (before == known.end())
        fail(template_unknown());
    made.id = before->id;
    made.used_at = before->used_at;
    co_await services.prepared.put_template(made);
    co_return json_response(200, wire::template_value(made));
}

asio::awaitable<http::Response> use_template(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    take(wire::read_empty(call.request.body));
    const auto used = co_await services.prepared.use_template(business, call.segments.at(0), call.received_at());
    if (!used)
        fail(template_unknown());
    co_return json_response(200, wire::template_value(*used));
}

asio::awaitable<http::Response> drop_template(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "offers");
    if (!co_await services.prepared.drop_template(business, call.segments.at(0)))
        fail(template_unknown());
    co_return http::Response(204);
}

// --- before an offer is sent --------------------------------------------------------------------------------------

/// Only what its shop wrote and who it is, nothing of the market: a try that commits to nothing must tell nothing of
/// rivals.
asio::awaitable<http::Response> check_offer(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    wire::OfferCheck wanted = take(wire::read_offer_check(call.request.body));
    co_await require_trader(services, business);
    co_await require_conduct(services, business);
    require_fair_words({std::move(wanted.message), std::move(wanted.details), wanted.price}, call.received_at());
    co_return http::Response(204);
}

// --- playbooks ----------------------------------------------------------------------------------------------------

/// The first moment of this month, UTC.
core::Instant month_of(core::Instant now) {
    const core::CivilDate today = core::civil_from_days(core::day_of(now));
    return {core::seconds(core::days_from_civil(today.year, today.month, 1) * 86'400)};
}

std::string sector_in(const Services& services, const Call& call) {
    std::string sector = call.segments.at(0) + '/' + call.segments.at(1);
    if (!services.rules.knows(sector))
        fail(problem(404, "not_found", "There is no such sector."));
    return sector;
}

asio::awaitable<core::Value> told(const Services& services, const std::vector<app::Playbook>& playbooks,
                                  core::BusinessId business, core::Instant now) {
    std::vector<std::string> sectors;
    for (const app::Playbook& one : playbooks)
        sectors.push_back(one.sector);
    const core::Instant since = month_of(now);
    const auto counts = co_await services.prepared.counts(business, std::move(sectors), since);
    core::Value data = core::Value::Array{};
    for (std::size_t i = 0; i < playbooks.size(); ++i)
        data.push_back(wire::playbook_value(playbooks[i], counts.at(i), since, core::day_of(now)));
    co_return data;
}

asio::awaitable<http::Response> list_playbooks(const Services& services, Call call) {
    core::Value body;
    body["data"] = co_await playbooks_value(services, acting(call), call.received_at());
    co_return json_response(200, body);
}

asio::awaitable<http::Response> put_playbook(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    app::Playbook wanted = take(wire::read_playbook(call.request.body));
    wanted.sector = sector_in(services, call);
    wanted.business = business;
    wanted.changed_at = call.received_at();
    if (!wanted.offer_template.empty()) {
        const auto templates = co_await services.prepared.templates(business);
        if (std::ranges::find(templates, wanted.offer_template, &app::OfferTemplate::id) == templates.end())
            fail(wire::invalid_input({{"/template", "template_unknown", "is no template of yours"}}));
    }
    if (!wanted.auto_offer.empty()) {
        const auto standing = co_await services.businesses.standing_offers(business);
        if (std::ranges::find(standing, wanted.auto_offer, &app::StandingOffer::id) == standing.end())
            fail(wire::invalid_input({{"/auto_offer", "auto_offer_unknown", "is no standing offer of yours"}}));
    }
    co_await services.prepared.put_playbook(wanted);
    const core::Value data = co_await told(services, {wanted}, business, call.received_at());
    co_return json_response(200, data.as_array()->front());
}

asio::awaitable<http::Response> drop_playbook(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "offers");
    if (!co_await services.prepared.drop_playbook(business, call.segments.at(0) + '/' + call.segments.at(1)))
        fail(playbook_unknown());
    co_return http::Response(204);
}

} // namespace

asio::awaitable<core::Value> templates_value(const Services& services, core::BusinessId business) {
    core::Value list = core::Value::Array{};
    for (const app::OfferTemplate& one : co_await services.prepared.templates(business))
        list.push_back(wire::template_value(one));
    co_return list;
}

asio::awaitable<core::Value> playbooks_value(const Services& services, core::BusinessId business, core::Instant now) {
    const auto playbooks = co_await services.prepared.playbooks(business);
    co_return co_await told(services, playbooks, business, now);
}

void add_prepared_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/offer-checks", check_offer);
    add("GET", "/v1/offer-templates", list_templates);
    add("POST", "/v1/offer-templates", make_template);
    add("PUT", "/v1/offer-templates/{}", change_template);
    add("POST", "/v1/offer-templates/{}/uses", use_template);
    add("DELETE", "/v1/offer-templates/{}", drop_template);
    add("GET", "/v1/playbooks", list_playbooks);
    add("PUT", "/v1/playbooks/{}/{}", put_playbook);
    add("DELETE", "/v1/playbooks/{}/{}", drop_playbook);
}

} // namespace parley::roles

// "Be the shop": in a demo, a visitor may sit down at the desk of a simulated business that is asked by this intent;
// and be one of the lab.

#include "roles/gateway/router.hpp"

#include "core/names.hpp"
#include "wire/lab_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

/// A simulated shop that matches and was not asked yet, asked now and without its auto-offer: the visitor answers.
asio::awaitable<std::optional<core::BusinessId>> ask_another(const Services& services, core::IntentId intent,
                                                             std::shared_ptr<const core::State> state) {
    std::vector<core::BusinessId> already;
    for (const core::Bidder& bidder : state->bidders)
        already.push_back(bidder.business.id);
    core::WavePlan plan;
    plan.count = 1;
    auto shops = co_await services.matches.choose(app::match_query(state->intent, state->widen_km), plan,
                                                  std::move(already), {});
    if (shops.empty() || !shops.front().profile.simulated)
        co_return std::nullopt;
    core::Invitee invitee;
    invitee.business = shops.front().profile;
    for (const core::MatchReason& reason : shops.front().pick.reasons)
        invitee.reasons.push_back({std::string(core::name_of(reason.kind)), reason.value});
    const core::BusinessId business = invitee.business.id;
    core::Envelope envelope;
    envelope.command = core::Invite{{std::move(invitee)}};
    envelope.received_at = services.clock();
    const app::Answer answer = co_await services.market.submit(intent, std::move(envelope));
    if (!answer)
        fail(wire::problem_of(answer.error()));
    const core::Bidder* bidder = answer->state->bidder_of(business);
    std::vector<app::Businesses::InvitationNote> notes{{business, intent, bidder->number, bidder->invited_at}};
    co_await services.businesses.note_invitations(std::move(notes));
    co_return business;
}

asio::awaitable<http::Response> be_the_shop(const Services& services, Call call) {
    const core::IntentId intent = take(wire::read_intent_id(call.request.body));
    const auto state = co_await services.market.state(intent);
    if (!state || !call.caller.holds(state->intent.consumer))
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    const auto business = co_await ask_another(services, intent, state);
    if (!business)
        fail(problem(409, "no_shop_left", "Every simulated shop that matches is asked already."));
    const std::string session = co_await services.admission.admit(app::principal_of(*business), call.caller.session);
    core::Value body;
    body["business_id"] = core::to_text(*business);
    body["desk"] = "/desk/" + core::to_text(*business);
    http::Response response = json_response(200, body);
    response.set("Set-Cookie", session_cookie(services.settings, session));
    co_return response;
}

/// Made when somebody first is it.
asio::awaitable<http::Response> be_a_researcher(const Services& services, Call call) {
    const app::ResearcherRole wanted = take(wire::read_researcher_role(call.request.body));
    const std::string role(core::name_of(wanted));
    app::NewResearcher wish;
    wish.id = app::draw_id<core::PrincipalId>(services.random);
    wish.email = role + "@lab.invalid";
    wish.name = "Simulated " + role;
    wish.role = wanted;
    wish.made_at = services.clock();
    const auto added = co_await services.lab.researchers.add(std::move(wish));
    if (added.outcome != app::ResearcherAdded::made)
        fail(problem(409, "not_now", "Somebody of this lab has the name of the simulated one."));
    const app::Researcher& one = added.researcher;
    // A session is one person of the lab: whoever becomes another takes along what else they are, and nothing more.
    const bool is_another = call.caller.researcher && call.caller.researcher->id != one.id;
    const std::string session = co_await services.admission.admit(one.id, is_another ? "" : call.caller.session);
    if (is_another)
        for (const app::SessionPrincipal& other : call.caller.principals)
            if (other.kind != app::PrincipalKind::researcher)
                co_await services.admission.admit(other.principal, session);
    core::Value body;
    body["name"] = one.name;
    body["role"] = role;
    http::Response response = json_response(200, body);
    response.set("Set-Cookie", session_cookie(services.settings, session));
    co_return response;
}

} // namespace

void add_demo_routes(Router& router, const Services& services) {
    router.add("POST", "/v1/demo/researcher",
               [&services](Call call) { return be_a_researcher(services, std::move(call)); });
    router.add("POST", "/v1/demo/shop", [&services](Call call) { return be_the_shop(services, std::move(call)); });
}

} // namespace parley::roles

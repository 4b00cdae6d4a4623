// A business's own list over HTTP: its buyer joins and leaves it, the business looks at it and writes to it.

#include "roles/gateway/held.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/router.hpp"

#include "app/secrets.hpp"
#include "app/wordings.hpp"
#include "core/view_values.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int evidence_shown = 1'000;

core::Value membership_value(const app::Membership& member) {
    core::Value body;
    body["business"]["id"] = core::to_text(member.business);
    body["business"]["name"] = member.name;
    body["state"] = core::name_of(member.state);
    body["wording"]["version"] = app::wording_of(app::WordingKind::offers).version;
    body["wording"]["sha256"] = app::wording_hash(app::WordingKind::offers);
    body["wording"]["text"] = app::words_for(app::WordingKind::offers, member.name);
    return body;
}

struct Asked {
    core::PrincipalId buyer;
    app::Membership member;
};

/// The list that the intent's buyer may join. A stranger learns no more than that there is nothing here for it.
asio::awaitable<Asked> asked_about(const Services& services, const Call& call) {
    const auto state = co_await services.market.state(intent_in(call));
    if (!state || !call.caller.holds(state->intent.consumer))
        fail(wire::problem_of(
            {state && state->confirmed_at ? core::RefusalCode::not_yours : core::RefusalCode::intent_unknown, {}}));
    auto member = co_await services.offer_lists.membership(state);
    if (!member)
        fail(wire::problem_of({core::RefusalCode::no_deal, {}}));
    co_return Asked{state->intent.consumer, std::move(*member)};
}

asio::awaitable<http::Response> get_membership(const Services& services, Call call) {
    const Asked asked = co_await asked_about(services, call);
    co_return json_response(200, membership_value(asked.member));
}

asio::awaitable<http::Response> join(const Services& services, Call call) {
    const std::string wording = take(wire::read_agreement(call.request.body));
    Asked asked = co_await asked_about(services, call);
    const auto business = co_await services.businesses.find(asked.member.business);
    if (!business || !app::is_here(*business))
        fail(problem(409, "business_left", "This business left and writes to nobody any more."));
    // Nobody agrees to words that were not shown.
    if (wording != app::wording_of(app::WordingKind::offers).version)
        fail(problem(409, "wording_changed", "These words are not in use any more. Show the new ones."));
    if (!co_await services.offer_lists.ask(asked.member, asked.buyer, asked_from(call.request)))
        fail(problem(429, "too_many_mails", too_many_mails));
    if (asked.member.state != app::ConsentState::confirmed)
        asked.member.state = app::ConsentState::asked;
    co_return json_response(202, membership_value(asked.member));
}

asio::awaitable<http::Response> leave(const Services& services, Call call) {
    Asked asked = co_await asked_about(services, call);
    co_await services.offer_lists.stop(asked.member.business, asked.buyer, "page");
    if (asked.member.state != app::ConsentState::none)
        asked.member.state = app::ConsentState::stopped;
    co_return json_response(200, membership_value(asked.member));
}

// --- the business ----------------------------------------------------------------------------------------------

core::Value reader_value(const app::ListEvidence& one) {
    core::Value item;
    item["wording"] = one.wording;
    item["wording_sha256"] = one.wording_sha256;
    item["requested_at"] = core::to_rfc3339(one.requested_at);
    item["confirmed_at"] = core::to_rfc3339(one.confirmed_at);
    item["withdrawn_at"] = core::time_or_null(one.withdrawn_at);
    return item;
}

asio::awaitable<http::Response> get_list(const Services& services, Call call) {
    co_return json_response(200, co_await reader_list_value(services, acting(call), evidence_shown));
}

asio::awaitable<http::Response> write_to_list(const Services& services, Call call) {
    const core::BusinessId business = acting_with(call, "offers");
    const wire::ListMailRequest wanted = take(wire::read_list_mail(call.request.body));
    co_await require_trader(services, business);
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        using Outcome = app::ListPosted::Outcome;
        const app::ListPosted posted = co_await services.offer_lists.write(*core::parse_id<core::IntentId>(id),
                                                                           business, wanted.subject, wanted.text);
        if (posted.outcome == Outcome::no_readers)
            fail(problem(409, "list_empty",
                         "Nobody has agreed to this business's mails, so there is nobody to write to."));
        if (posted.outcome == Outcome::too_many)
            fail(problem(429, "list_mails_spent", "This list got as many mails this month as its readers agreed to."));
        core::Value body;
        body["id"] = std::move(id);
        body["readers"] = posted.readers;
        co_return json_response(202, body);
    };
    co_return co_await once(services, call, "list-mails/" + core::to_text(business), make);
}

} // namespace

asio::awaitable<core::Value> reader_list_value(const Services& services, core::BusinessId business, int evidence_max) {
    const app::ListReport report = co_await services.offer_lists.report(business, evidence_max);
    core::Value value;
    value["readers"] = report.counts.readers;
    value["waiting"] = report.counts.waiting;
    value["stopped"] = report.counts.stopped;
    value["mails_this_month"] = report.counts.mails;
    value["mails_per_month"] = static_cast<std::int64_t>(services.offer_lists.pace().mails_per_month);
    value["consents"] = core::Value::Array{};
    for (const app::ListEvidence& one : report.evidence)
        value["consents"].push_back(reader_value(one));
    co_return value;
}

void add_list_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/intents/{}/offer-list", get_membership);
    add("POST", "/v1/intents/{}/offer-list", join);
    add("DELETE", "/v1/intents/{}/offer-list", leave);
    add("GET", "/v1/lists/me", get_list);
    add("POST", "/v1/lists/mails", write_to_list);
}

} // namespace parley::roles

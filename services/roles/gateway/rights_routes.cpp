// How far an erasure has come, the orders to delete that a business gets, complaints, and a business's standing with
// its appeal.

#include "app/secrets.hpp"
#include "core/view_values.hpp"
#include "roles/gateway/matters.hpp"
#include "roles/gateway/once.hpp"
#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"
#include "wire/requests.hpp"
#include "wire/rights_requests.hpp"

#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

// --- an erasure and who was told -------------------------------------------------------------------------------

/// With the key that the erasure was answered with; nothing else tells whose the request was.
asio::awaitable<http::Response> get_erasure(const Services& services, Call call) {
    Query asked(call.request);
    const auto report = asked.token("report");
    if (!report && !call.request.query_value("report"))
        asked.fail("report", "required", "is missing: the answer to the erasure has it");
    asked.done();
    const core::IntentId intent = intent_in(call);
    if (!co_await services.rights.may_see_report(app::secret_hash(*report), intent))
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    core::Value body;
    body["intent_id"] = core::to_text(intent);
    body["told"] = core::Value::Array{};
    for (const app::DeletionTold& one : co_await services.rights.told(intent)) {
        core::Value item;
        item["business"]["id"] = core::to_text(one.business);
        item["business"]["name"] = one.name;
        item["told_at"] = core::to_rfc3339(one.told_at);
        item["acknowledged_at"] = core::time_or_null(one.acknowledged_at);
        body["told"].push_back(std::move(item));
    }
    co_return json_response(200, body);
}

asio::awaitable<http::Response> list_deletions(const Services& services, Call call) {
    Query asked(call.request);
    const std::int64_t after = asked.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    const std::int64_t limit = asked.integer("limit", 1, 100).value_or(100);
    asked.done();
    const core::BusinessId business = acting(call);
    core::Value data = core::Value::Array{};
    std::int64_t last = 0;
    for (const app::Deletion& one : co_await services.rights.deletions(business, after, static_cast<int>(limit))) {
        core::Value item;
        item["n"] = one.n;
        item["intent_id"] = core::to_text(one.intent);
        item["order"] = services.notary.deletion({one.intent, business, one.erased_at});
        item["acknowledged_at"] = core::time_or_null(one.acknowledged_at);
        last = one.n;
        data.push_back(std::move(item));
    }
    const bool more = static_cast<std::int64_t>(data.as_array()->size()) == limit;
    core::Value body;
    body["data"] = std::move(data);
    body["next_cursor"] = more ? core::Value(std::to_string(last)) : core::Value{};
    co_return json_response(200, body);
}

asio::awaitable<http::Response> acknowledge(const Services& services, Call call) {
    take(wire::read_empty(call.request.body));
    const core::BusinessId business = acting_though_suspended(call, "offers");
    const auto at = co_await services.rights.acknowledge(business, intent_in(call), services.clock());
    if (!at)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    core::Value body;
    body["acknowledged_at"] = core::to_rfc3339(*at);
    co_return json_response(200, body);
}

// --- complaints and appeals ------------------------------------------------------------------------------------

/// As the business that is named, else as the buyer, else as the only business.
core::PrincipalId complainant(const Call& call) {
    if (!call.acting_for())
        for (const app::SessionPrincipal& one : call.caller.principals)
            if (one.kind == app::PrincipalKind::consumer)
                return one.principal;
    return app::principal_of(acting(call));
}

/// From an address that is confirmed by its link; until then nobody reads it.
asio::awaitable<http::Response> complain_by_mail(const Services& services, Call call, wire::ComplaintRequest wanted) {
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        const core::IntentId complaint = *core::parse_id<core::IntentId>(id);
        const auto from = co_await services.admission.complainant(wanted.email);
        if (!from)
            fail(problem(429, "too_many_mails", too_many_mails));
        co_await services.stewardship.complain(complaint, *from, wanted.about, wanted.text, false);
        co_await services.admission.ask_to_confirm(complaint, *from);
        core::Value body;
        body["id"] = std::move(id);
        body["state"] = "unconfirmed";
        co_return json_response(202, body);
    };
    co_return co_await once(services, call, "complaints/" + app::secret_hash(wanted.email), make);
}

asio::awaitable<http::Response> complain(const Services& services, Call call) {
    wire::ComplaintRequest wanted = take(wire::read_complaint(call.request.body));
    if (!wanted.email.empty())
        co_return co_await complain_by_mail(services, std::move(call), std::move(wanted));
    if (!call.caller.is_known())
        fail(problem(401, "sign_in_required", "Sign in or give your address, so that the answer finds you."));
    if (call.caller.is_key && !call.caller.may("profile"))
        fail(problem(403, "scope_missing", "This key may not complain in its business's name."));
    const core::PrincipalId from = complainant(call);
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        const app::Matter matter = co_await services.stewardship.complain(*core::parse_id<core::IntentId>(id), from,
                                                                          wanted.about, wanted.text, true);
        // A repeat is answered from what is kept of the first, and words are not kept there.
        core::Value body;
        body["id"] = std::move(id);
        body["due_at"] = core::to_rfc3339(matter.due_at);
        co_return json_response(201, body);
    };
    co_return co_await once(services, call, "complaints/" + core::to_text(from), make);
}

asio::awaitable<http::Response> standing(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    std::vector<core::PrincipalId> from{app::principal_of(business)};
    core::Value body;
    body["suspension"] = suspension_value(services.suspensions.of(business));
    body["matters"] = matters_value(co_await services.oversight.matters_of(std::move(from), app::matters_shown));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> appeal(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    const wire::AppealRequest wanted = take(wire::read_appeal(call.request.body));
    auto make = [&](std::string id) -> asio::awaitable<http::Response> {
        const app::Appealed appealed = co_await services.stewardship.appeal(*core::parse_id<core::IntentId>(id),
                                                                            business, wanted.event, wanted.text);
        if (appealed.has_appealed_already)
            fail(problem(409, "already_appealed", "You have appealed against this already."));
        if (!appealed.matter)
            fail(wanted.event ? problem(409, "event_does_not_count", "No such event counts in your conduct score.")
                              : problem(409, "not_suspended", "There is no suspension to appeal against."));
        core::Value body;
        body["id"] = std::move(id);
        body["due_at"] = core::to_rfc3339(appealed.matter->due_at);
        co_return json_response(201, body);
    };
    co_return co_await once(services, call, "appeals/" + core::to_text(business), make);
}

} // namespace

void add_rights_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/intents/{}/erasure", get_erasure);
    add("GET", "/v1/deletions", list_deletions);
    add("POST", "/v1/deletions/{}/ack", acknowledge);
    add("POST", "/v1/complaints", complain);
    add("GET", "/v1/businesses/me/standing", standing);
    add("POST", "/v1/businesses/me/appeals", appeal);
}

} // namespace parley::roles

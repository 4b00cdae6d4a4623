// The operator's page over HTTP: what waits to be decided with its clock, what was done and why, and how the market is.
// Nothing here shows an offer: while a round is sealed, its prices are secret from the operator's page, too.

#include "app/secrets.hpp"
#include "core/view_values.hpp"
#include "digest/digest.hpp"
#include "roles/gateway/matters.hpp"
#include "roles/gateway/router.hpp"
#include "wire/requests.hpp"
#include "wire/rights_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int queue_max = 200;

void require_steward(const Services& services, const Call& call) {
    // Without a token nobody is let in any more, whoever was before.
    if (services.steward_token_hash.empty() || !call.caller.holds(app::steward_principal()))
        fail(call.caller.is_known() ? problem(403, "steward_only", "This is for the operator.")
                                    : problem(401, "sign_in_required", "Sign in as the operator first."));
}

asio::awaitable<http::Response> sign_in(const Services& services, Call call) {
    const std::string token = take(wire::read_steward_token(call.request.body));
    const std::string& known = services.steward_token_hash;
    if (known.empty() || !digest::equal_constant_time(app::secret_hash(token), known))
        fail(problem(403, "wrong_token", "That is not the operator's token."));
    // Before it opens: nobody is in of whom nothing is written down.
    co_await services.stewardship.note_sign_in(asked_from(call.request).ip);
    const std::string session = co_await services.admission.admit(app::steward_principal(), call.caller.session);
    core::Value body;
    body["session"] = session;
    http::Response response = json_response(200, body);
    response.set("Set-Cookie", session_cookie(services.settings, session));
    co_return response;
}

core::Value business_value(const std::string& id, const std::string& name) {
    core::Value value;
    value["id"] = id;
    value["name"] = name;
    return value;
}

/// Since when it should have been decided; null while it is not late.
core::Value late_since(core::Instant due_at, const std::optional<app::StewardAct>& decision, core::Instant now) {
    return decision || now < due_at ? core::Value{} : core::Value(core::to_rfc3339(due_at));
}

/// Whom it is about, and what was asked for; both of the intent's state, which has prices that are left there.
asio::awaitable<core::Value> report_value(const Services& services, app::ReportedCase one) {
    core::Value item;
    item["subject"] = "report/" + core::to_text(one.intent) + '/' + std::to_string(one.number);
    item["intent_id"] = core::to_text(one.intent);
    item["by"] = one.by;
    item["about"] = one.about;
    item["text"] = one.text;
    item["at"] = core::to_rfc3339(one.at);
    item["due_at"] = core::to_rfc3339(one.at + app::report_life);
    item["late_since"] = late_since(one.at + app::report_life, one.decision, services.clock());
    item["decision"] = decision_value(one.decision);
    item["title"] = nullptr;
    item["business"] = nullptr;
    if (const auto state = co_await services.market.state(one.intent)) {
        item["title"] = state->intent.title;
        if (const core::Bidder* bidder = state->bidder(one.bidder))
            item["business"] = business_value(core::to_text(bidder->business.id), bidder->business.name);
    }
    co_return item;
}

/// What an appeal against an event of the conduct score is about; null for other appeals.
asio::awaitable<core::Value> conduct_event_value(const Services& services, std::string about) {
    const auto id = app::conduct_event_in(about);
    const auto event = id ? co_await services.conduct.event(*id) : std::nullopt;
    core::Value value;
    if (event) {
        value["kind"] = core::name_of(event->kind);
        value["intent_id"] = core::to_text(event->intent);
        value["seq"] = core::number_or_null(event->seq);
        value["at"] = core::to_rfc3339(event->at);
    }
    co_return value;
}

asio::awaitable<core::Value> steward_matter_value(const Services& services, app::Matter matter) {
    core::Value item = matter_value(matter);
    item["subject"] = app::matter_subject(matter.id);
    item["late_since"] = late_since(matter.due_at, matter.decision, services.clock());
    item["business"] = nullptr;
    const core::BusinessId id = app::business_of(matter.from);
    if (const auto business = co_await services.businesses.find(id))
        item["business"] = business_value(core::to_text(id), business->name);
    item["event"] = co_await conduct_event_value(services, matter.about);
    co_return item;
}

/// The name of a business, else what the subject itself says.
asio::awaitable<core::Value> act_value(const Services& services, app::StewardAct act) {
    core::Value item;
    item["id"] = act.id;
    item["act"] = core::name_of(act.deed);
    item["subject"] = act.subject;
    item["reasons"] = act.reasons;
    item["at"] = core::to_rfc3339(act.at);
    item["name"] = nullptr;
    if (const auto slash = act.subject.find('/'); act.subject.starts_with("business/"))
        if (const auto id = core::parse_id<core::BusinessId>(act.subject.substr(slash + 1)))
            if (const auto business = co_await services.businesses.find(*id))
                item["name"] = business->name;
    co_return item;
}

core::Value health_value(const app::MarketHealth& health) {
    core::Value value;
    value["open_requests"] = health.open;
    value["overdue_rounds"] = health.overdue;
    value["mails_due"] = health.mails_due;
    value["mails_sent"] = health.mails_sent;
    value["mails_waiting"] = health.mails_waiting;
    value["mails_given_up"] = health.mails_given_up;
    value["late_reports"] = health.late_reports;
    value["late_complaints"] = health.late_complaints;
    value["late_appeals"] = health.late_appeals;
    return value;
}

asio::awaitable<core::Value> flag_value(const Services& services, app::Flag flag) {
    const std::string id = core::to_text(flag.business);
    const auto business = co_await services.businesses.find(flag.business);
    core::Value item;
    item["kind"] = core::name_of(flag.kind);
    item["business"] = business_value(id, business ? business->name : std::string());
    item["intent_id"] = flag.intent ? core::Value(core::to_text(*flag.intent)) : core::Value{};
    item["at"] = core::to_rfc3339(flag.at);
    item["what"] = flag.what;
    co_return item;
}

asio::awaitable<http::Response> queue(const Services& services, Call call) {
    require_steward(services, call);
    core::Value body;
    for (const char* list : {"reports", "complaints", "appeals", "flags", "suspensions", "acts"})
        body[list] = core::Value::Array{};
    for (const app::ReportedCase& one : co_await services.oversight.reports(queue_max))
        body["reports"].push_back(co_await report_value(services, one));
    for (const app::Matter& one : co_await services.oversight.matters(queue_max)) {
        const char* list = one.kind == app::MatterKind::complaint ? "complaints" : "appeals";
        body[list].push_back(co_await steward_matter_value(services, one));
    }
    for (app::Flag& one : co_await services.flags.waiting(services.clock()))
        body["flags"].push_back(co_await flag_value(services, std::move(one)));
    for (const app::StewardAct& one : co_await services.oversight.in_force())
        body["suspensions"].push_back(co_await act_value(services, one));
    for (const app::StewardAct& one : co_await services.oversight.acts(queue_max))
        body["acts"].push_back(co_await act_value(services, one));
    const core::Instant now = services.clock();
    body["health"] = health_value(co_await services.oversight.health(now, now - app::report_life));
    co_return json_response(200, body);
}

wire::Problem problem_for(app::ActNo no) {
    switch (no) {
    case app::ActNo::subject_unknown:
        return problem(404, "subject_unknown", "There is no such business, sector, report, complaint or appeal.");
    case app::ActNo::not_for_this:
        return problem(409, "not_for_this",
                       "Businesses and sectors are suspended; reports, complaints and appeals are decided.");
    case app::ActNo::not_suspended:
        return problem(409, "not_suspended", "There is no suspension to lift.");
    case app::ActNo::decided_before:
        break;
    }
    return problem(409, "decided_before", "This was decided already.");
}

asio::awaitable<http::Response> act(const Services& services, Call call) {
    require_steward(services, call);
    wire::ActRequest wanted = take(wire::read_act(call.request.body));
    const app::ActAnswer answer =
        co_await services.stewardship.act(wanted.deed, std::move(wanted.subject), std::move(wanted.reasons));
    if (!answer.act)
        fail(problem_for(answer.no));
    co_return json_response(201, co_await act_value(services, *answer.act));
}

} // namespace

void add_steward_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/steward/session", sign_in);
    add("GET", "/v1/steward/queue", queue);
    add("POST", "/v1/steward/acts", act);
}

} // namespace parley::roles

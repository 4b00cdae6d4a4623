#include "roles/gateway/router.hpp"

#include "wire/value_json.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        const auto slash = path.find('/');
        parts.emplace_back(path.substr(0, slash));
        if (slash == std::string_view::npos)
            break;
        path.remove_prefix(slash + 1);
    }
    return parts;
}

/// The segments that stand for {}, or nothing when the path does not fit.
std::optional<std::vector<std::string>> fit(const std::vector<std::string>& pattern,
                                            const std::vector<std::string>& path) {
    if (pattern.size() != path.size())
        return std::nullopt;
    std::vector<std::string> segments;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (pattern[i] == "{}")
            segments.push_back(path[i]);
        else if (pattern[i] != path[i])
            return std::nullopt;
    }
    return segments;
}

} // namespace

void Router::add(std::string method, std::string pattern, Answering answer) {
    auto parts = split(pattern);
    routes_.push_back({std::move(method), std::move(pattern), std::move(parts), std::move(answer)});
}

Router::Found Router::find(std::string_view method, std::string_view path) const {
    Found found;
    const auto parts = split(path);
    for (const Route& route : routes_) {
        auto segments = fit(route.parts, parts);
        if (!segments)
            continue;
        if (route.method == method || (method == "HEAD" && route.method == "GET")) {
            found.answer = &route.answer;
            found.pattern = route.pattern;
            found.segments = std::move(*segments);
            return found;
        }
        if (found.allowed.find(route.method) == std::string::npos)
            found.allowed += (found.allowed.empty() ? "" : ", ") + route.method;
    }
    return found;
}

http::Response json_response(int status, const core::Value& body) {
    http::Response response(status, "application/json", wire::to_json(body));
    response.set("Cache-Control", "no-store");
    return response;
}

http::Response problem_response(const wire::Problem& problem) {
    http::Response response(problem.status, "application/problem+json", wire::to_json(problem));
    response.set("Cache-Control", "no-store");
    if (problem.status == 503 || problem.status == 429)
        response.set("Retry-After", problem.status == 503 ? "1" : "10");
    return response;
}

wire::Problem problem(int status, std::string code, std::string detail) {
    return wire::Problem{status, std::move(code), std::move(detail), {}, {}};
}

wire::Problem bad_cursor() {
    wire::Problem bad = problem(400, "bad_cursor", "That cursor is not one of ours.");
    bad.errors.push_back({"/cursor", "bad_cursor", "is not one of ours"});
    return bad;
}

void fail(wire::Problem problem) {
    throw ProblemError{std::move(problem)};
}

core::IntentId intent_in(const Call& call, std::size_t segment) {
    const auto id = core::parse_id<core::IntentId>(call.segments.at(segment));
    if (!id)
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    return *id;
}

core::BusinessId acting(const Call& call) {
    const core::BusinessId business = take(acting_business(call.caller, call.acting_for()));
    if (auto refused = seat_refusal(call.caller, business, call.right))
        fail(std::move(*refused));
    if (!call.open_to_left && call.caller.has_left(business))
        fail(problem(409, "business_left",
                     "This business left. It comes back when it registers with its address again."));
    return business;
}

void check_role(const Call& call) {
    if (call.caller.seats.empty() || !call.acting_for() || call.acting_for()->empty())
        return;
    if (const auto business = acting_business(call.caller, call.acting_for()))
        if (auto refused = seat_refusal(call.caller, *business, call.right))
            fail(std::move(*refused));
}

std::string deed_of(const Call& call, const core::BusinessId& business) {
    // Who offers by a link may come with a key or a session of another business.
    if (call.caller.is_key)
        return call.caller.holds(app::principal_of(business)) ? call.caller.key : "";
    const app::Seat* seat = call.caller.seat_in(business);
    return seat != nullptr ? seat->id : "";
}

std::string seat_of(const Call& call, const core::BusinessId& business) {
    if (call.caller.is_key)
        return "";
    const std::string seat = deed_of(call, business);
    return seat.empty() ? core::to_text(business) : seat;
}

wire::Problem suspended_problem(const app::StewardAct& act) {
    wire::Problem refused = problem(403, "suspended", "Suspended: " + act.reasons);
    refused.extra["reasons"] = act.reasons;
    refused.extra["since"] = core::to_rfc3339(act.at);
    return refused;
}

wire::Problem rounds_ended_problem(const app::SectorEnd& end) {
    const std::string page = "/findings/" + end.finding;
    wire::Problem refused = problem(
        409, "rounds_ended", "Rounds were tried in this sector and are over: what was found is at " + page + '.');
    refused.extra["finding"] = page;
    refused.extra["since"] = core::to_rfc3339(end.at);
    return refused;
}

core::BusinessId acting_with(const Call& call, std::string_view scope) {
    const core::BusinessId business = acting_though_suspended(call, scope);
    if (scope == "offers")
        for (const SuspendedBusiness& one : call.caller.suspended)
            if (one.business == business)
                fail(suspended_problem(one.act));
    return business;
}

core::BusinessId acting_though_suspended(const Call& call, std::string_view scope) {
    const core::BusinessId business = acting(call);
    if (!call.caller.may(scope))
        fail(problem(403, "scope_missing", "This key lacks the scope \"" + std::string(scope) + "\"."));
    return business;
}

std::string idempotency_key(const Call& call, bool required) {
    const auto key = call.request.header("idempotency-key");
    if (!key) {
        if (required)
            fail(problem(400, "idempotency_key_required", "Send an Idempotency-Key of 16 to 64 of A-Za-z0-9_-."));
        return "";
    }
    const bool plain = std::all_of(key->begin(), key->end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
    if (!plain || key->size() < 16 || key->size() > 64)
        fail(problem(400, "bad_idempotency_key", "An Idempotency-Key has 16 to 64 of A-Za-z0-9_-."));
    return std::string(*key);
}

asio::awaitable<void> require_trader(const Services& services, core::BusinessId business) {
    // The book may not have heard yet of what the business has just said.
    auto known = co_await services.matches.find(business);
    if (!known || !app::says_who_trades(*known))
        known = co_await services.businesses.find(business);
    if (!known || !app::says_who_trades(*known))
        fail(problem(409, "trader_required",
                     "An offer needs who trades: kind, address, phone and that it keeps the law (certified)."));
}

} // namespace parley::roles

#include "roles/gateway/api.hpp"

#include "app/leaving.hpp"
#include "app/secrets.hpp"
#include "roles/gateway/dev_mail.hpp"
#include "roles/gateway/docs_routes.hpp"
#include "roles/gateway/indexing.hpp"
#include "roles/gateway/live_socket.hpp"
#include "roles/gateway/query.hpp"
#include "runtime/error.hpp"
#include "runtime/log.hpp"

#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::size_t body_limit = 64 * 1024;
constexpr std::size_t offer_body_limit = 16 * 1024;
constexpr std::size_t photo_body_limit = 1024 * 1024;

constexpr std::size_t ticket_max = 100;

bool is_unsafe(std::string_view method) {
    return method != "GET" && method != "HEAD" && method != "OPTIONS";
}

/// The forms of the pages without a script.
bool is_form(const http::Request& request) {
    return request.path == "/ask" || request.path.starts_with("/ask/");
}

/// What the body of a request has to say that it is, and the problem of one that does not.
struct BodyKind {
    std::string_view media_type;
    const char* problem;
    const char* detail;
};

/// A form of another site can say none of these but the last, whose sender is looked at (reliability 4.2).
BodyKind body_kind_of(const http::Request& request) {
    if (is_form(request))
        return {"application/x-www-form-urlencoded", "form_expected",
                "Send the form as application/x-www-form-urlencoded."};
    if (request.path == "/v1/photos")
        return {"image/jpeg", "jpeg_expected", "Send the photo itself as the body, as image/jpeg."};
    return {"application/json", "json_expected", "Send the body as application/json."};
}

bool is_said(std::string_view media_type, const http::Request& request) {
    const auto type = request.header("content-type");
    if (!type)
        return false;
    std::string_view named = std::string_view(*type).substr(0, type->find(';'));
    named = named.substr(0, named.find_last_not_of(" \t") + 1);
    return http::equals_ignoring_case(named, media_type);
}

bool is_one_click(const http::Request& request) {
    return request.path == "/v1/unsubscribe" && request.query_value("token");
}

wire::Problem from_exception(const std::exception& error, const http::Request& request) {
    if (const auto* unavailable = dynamic_cast<const runtime::Unavailable*>(&error)) {
        runtime::log_warning("unavailable", {{"path", request.path}, {"reason", unavailable->what()}});
        wire::Problem away =
            problem(503, "unavailable", "That cannot be answered now. Nothing was changed; try again.");
        if (unavailable->outcome() == runtime::Outcome::unknown) {
            away.code = "outcome_unknown";
            away.detail = "It is not known whether that was done. Send it again with the same Idempotency-Key.";
        }
        return away;
    }
    runtime::log_error("request_failed", {{"path", request.path}, {"reason", error.what()}});
    return problem(500, "internal_error", "Something went wrong on our side.");
}

} // namespace

http::Response server_problem(int status, std::string_view code, std::string_view detail) {
    return problem_response(problem(status, std::string(code), std::string(detail)));
}

Api::Api(const Services& services, const http::StaticFiles* pages)
    : services_(services), pages_(pages), limits_(services.settings.rate_limits) {
    add_intent_routes(router_, services);
    add_push_routes(router_, services);
    add_offer_link_routes(router_, services);
    add_talk_routes(router_, services);
    add_deal_routes(router_, services);
    add_postback_routes(router_, services);
    add_prepared_routes(router_, services);
    add_account_routes(router_, services);
    add_key_routes(router_, services);
    add_export_routes(router_, services);
    add_leave_routes(router_, services);
    add_webhook_routes(router_, services);
    add_campaign_routes(router_, services);
    add_me_routes(router_, services);
    add_wish_routes(router_, services);
    add_rights_routes(router_, services);
    add_steward_routes(router_, services);
    add_conduct_routes(router_, services);
    add_business_routes(router_, services);
    add_list_routes(router_, services);
    add_reference_routes(router_, services);
    add_guide_routes(router_, services);
    add_reach_routes(router_, services);
    add_returns_routes(router_, services);
    add_case_study_routes(router_, services);
    add_number_routes(router_, services);
    add_report_routes(router_, services);
    add_earlier_routes(router_, services);
    add_proof_routes(router_, services);
    add_profile_routes(router_, services);
    add_record_routes(router_, services);
    add_replay_routes(router_, services);
    add_lab_routes(router_, services);
    add_experiment_routes(router_, services);
    add_docs_routes(router_, services);
    add_public_routes(router_, services);
    add_finding_routes(router_, services);
    add_form_routes(router_, services);
    add_idea_routes(router_, services);
    add_referral_routes(router_, services);
    add_claim_routes(router_, services);
    add_photo_routes(router_, services);
    add_seat_routes(router_, services);
    add_team_routes(router_, services);
    add_task_routes(router_, services);
    if (services.settings.demo)
        add_demo_routes(router_, services);
    if (!services.settings.mail_dir.empty() && services.settings.local_limits)
        add_dev_mail_routes(router_, services);
    const auto plain = [this](const char* path, auto make) {
        router_.add("GET", path, [make](Call) -> asio::awaitable<http::Response> { co_return make(); });
    };
    plain("/livez", [] { return http::Response(200, "text/plain", "alive\n"); });
    plain("/version", [] { return http::Response(200, "text/plain", PARLEY_VERSION "\n"); });
    plain("/metrics",
          [] { return http::Response(200, "text/plain; version=0.0.4", runtime::process_metrics().render()); });
    plain("/readyz", [&services] {
        core::Value body;
        body["ready"] = services.ready();
        body["redis"] = services.live.is_up(); // Without it everything works, a little later.
        return json_response(services.ready() ? 200 : 503, body);
    });
}

http::Route Api::route(const http::Request& head) {
    http::Route route;
    route.body_limit = head.path.ends_with("/offers") ? offer_body_limit
                       : head.path == "/v1/photos"    ? photo_body_limit
                                                      : body_limit;
    // Any other method is answered like that of every path: with 405.
    if (head.method != "GET")
        return route;
    if (head.path == "/v1/live" || head.path == "/v1/echo") {
        route.kind = http::RouteKind::websocket;
        if (head.path == "/v1/live")
            route.subprotocol = live_subprotocol;
    } else if (head.path == "/v1/stream") {
        route.kind = http::RouteKind::event_stream;
    }
    return route;
}

awaitable<http::Response> Api::handle(http::Request request) {
    const bool is_page = !request.path.starts_with("/v1/");
    const bool hide = is_page && !may_be_indexed(services_.settings, request.path);
    http::Response response = co_await page_or_answer(std::move(request), is_page);
    if (hide)
        response.set("X-Robots-Tag", not_indexed);
    co_return response;
}

awaitable<http::Response> Api::page_or_answer(http::Request request, bool is_page) {
    if (pages_ != nullptr && is_page && !is_unsafe(request.method))
        if (auto page = pages_->find(request))
            co_return std::move(*page);
    http::Response response = co_await answer(std::move(request));
    for (const http::Header& header : http::api_security_headers())
        if (!response.has(header.name))
            response.set(header.name, header.value);
    co_return response;
}

awaitable<http::Response> Api::answer(http::Request request) {
    Router::Found found = router_.find(request.method, request.path);
    if (request.path == "/v1/live" || request.path == "/v1/stream")
        found.allowed = "GET";
    if (found.answer == nullptr && !found.allowed.empty()) {
        http::Response response =
            problem_response(problem(405, "method_not_allowed", "That path takes other methods."));
        response.set("Allow", found.allowed);
        co_return response;
    }
    if (found.answer == nullptr)
        co_return problem_response(problem(404, "not_found", "There is nothing here."));
    const http::Request head = request; // For the log, whatever becomes of the request.
    const Limit* limit = limits_.of(head.method, found.pattern);
    std::optional<app::Tokens> tokens;
    http::Response response;
    std::optional<wire::Problem> failed;
    try {
        Call call{std::move(request),
                  std::move(found.segments),
                  {},
                  app::right_of(head.method, found.pattern),
                  app::is_open_to_left(head.method, found.pattern)};
        call.caller = co_await caller_of(services_, call.request);
        if (limit != nullptr)
            tokens = co_await spend(services_, call, *limit);
        if (tokens && !tokens->given)
            fail(problem(429, "too_many_requests", "That was too often. Wait a little and try again."));
        response = co_await served(std::move(call), *found.answer);
    } catch (ProblemError& error) {
        failed = std::move(error.problem);
    } catch (const std::exception& error) {
        failed = from_exception(error, head);
    }
    if (failed)
        response = problem_response(*failed);
    if (tokens)
        tell_limit(response, *limit, *tokens);
    co_return response;
}

/// What a page of another site could have sent is refused before the handler sees it (reliability 4.2).
awaitable<http::Response> Api::served(Call call, const Answering& handler) {
    if (is_unsafe(call.request.method) && !is_one_click(call.request)) {
        const BodyKind kind = body_kind_of(call.request);
        if (!call.request.body.empty() && !is_said(kind.media_type, call.request))
            fail(problem(415, kind.problem, kind.detail));
        if (is_form(call.request) || call.caller.by_cookie)
            if (auto forgery = from_another_site(services_, call.request))
                fail(std::move(*forgery));
    }
    check_role(call);
    co_return co_await handler(std::move(call));
}

/// A live line takes the cookie, a key, or a ticket in the query that works once.
awaitable<Caller> Api::live_caller(const http::Request& request) {
    if (const auto ticket = request.query_value("ticket")) {
        const auto info = co_await services_.accounts.use_ticket(app::secret_hash(*ticket), services_.clock());
        if (!info)
            fail(problem(401, "ticket_unknown", "That ticket is used up or too old."));
        co_return co_await known_caller(services_, *info);
    }
    Caller caller = co_await caller_of(services_, request);
    if (caller.by_cookie)
        if (auto forgery = from_another_site(services_, request))
            fail(std::move(*forgery));
    co_return caller;
}

awaitable<http::StreamAnswer> Api::stream(http::Request request) {
    std::optional<wire::Problem> failed;
    try {
        StreamRequest wanted;
        Query asked(request);
        wanted.topic = asked.topic("topic").value_or("");
        if (const auto business = asked.id("for"))
            wanted.acting_for = core::to_text(*business);
        wanted.after = asked.integer("after", 0, std::numeric_limits<std::int64_t>::max());
        asked.text("ticket", 1, ticket_max);
        asked.done();
        // A reader that comes back says in this field what it saw last; what is no number of ours is not resumed from.
        if (const auto last = request.last_event_id())
            wanted.after = number_in(*last);
        Caller caller = co_await live_caller(request);
        co_return http::StreamAnswer(make_live_stream(services_, std::move(caller), std::move(wanted)));
    } catch (ProblemError& error) {
        failed = std::move(error.problem);
    } catch (const std::exception& error) {
        failed = from_exception(error, request);
    }
    co_return http::StreamAnswer(problem_response(*failed));
}

awaitable<http::UpgradeAnswer> Api::upgrade(http::Request request) {
    std::optional<wire::Problem> failed;
    try {
        if (request.path == "/v1/echo") {
            if (!services_.settings.ws_echo)
                fail(problem(404, "not_found", "There is nothing here."));
            co_return http::UpgradeAnswer(
                services_.sockets.takeover(ws::make_echo_handler(), ws::echo_session_options()));
        }
        Query asked(request);
        asked.text("ticket", 1, ticket_max);
        asked.done();
        Caller caller = co_await live_caller(request);
        co_return http::UpgradeAnswer(services_.sockets.takeover(make_live_socket(services_, std::move(caller))));
    } catch (ProblemError& error) {
        failed = std::move(error.problem);
    } catch (const std::exception& error) {
        failed = from_exception(error, request);
    }
    co_return http::UpgradeAnswer(problem_response(*failed));
}

} // namespace parley::roles

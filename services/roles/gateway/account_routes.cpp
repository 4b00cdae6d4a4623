// Coming in over HTTP: confirming, signing in, saying "not me", stopping mails, and tickets.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/secrets.hpp"
#include "wire/requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr core::Micros ticket_life = core::seconds(30);

wire::Problem problem_for(const app::AdmissionAnswer& answer) {
    if (answer.refusal)
        return wire::problem_of(*answer.refusal);
    switch (answer.no) {
    case app::AdmissionNo::token_unknown:
        return problem(404, "token_unknown", "That link is not one of ours.");
    case app::AdmissionNo::token_used:
        return problem(410, "token_used", "That link was used already.");
    case app::AdmissionNo::token_expired:
        return problem(410, "token_expired", "That link is too old.");
    case app::AdmissionNo::code_spent:
        return problem(410, "code_spent", "That code cannot be used any more; use the link in the mail.");
    case app::AdmissionNo::too_many_mails:
        return problem(429, "too_many_mails", "Too many mails; wait an hour.");
    case app::AdmissionNo::too_many_requests_running:
        return problem(409, "too_many_running", "As many of your requests run as may. End one and use the link again.");
    case app::AdmissionNo::wrong_code: {
        wire::Problem wrong = problem(422, "wrong_code", "That is not the code in the mail.");
        wrong.errors.push_back({"/code", "wrong_code", "is not the code in the mail"});
        wrong.extra["tries_left"] = static_cast<std::int64_t>(answer.tries_left);
        return wrong;
    }
    }
    return problem(404, "token_unknown", "That link is not one of ours.");
}

asio::awaitable<http::Response> confirm(const Services& services, Call call) {
    wire::ConfirmationRequest wanted = take(wire::read_confirmation(call.request.body));
    app::AdmissionAnswer answer;
    if (!wanted.token.empty())
        answer = co_await services.admission.confirm_link(std::move(wanted.token), call.caller.session);
    else
        answer =
            co_await services.admission.confirm_code(std::move(wanted.id), std::move(wanted.code), call.caller.session);
    if (!answer.admitted)
        fail(problem_for(answer));
    core::Value body;
    body["kind"] = answer.admitted->kind;
    body["id"] = answer.admitted->id;
    body["session"] = answer.admitted->session;
    http::Response response = json_response(200, body);
    response.set("Set-Cookie", session_cookie(services.settings, answer.admitted->session));
    co_return response;
}

asio::awaitable<http::Response> not_me(const Services& services, Call call) {
    const std::string token = take(wire::read_token(call.request.body));
    const app::AdmissionAnswer answer = co_await services.admission.not_me(token);
    if (!answer.admitted)
        fail(problem_for(answer));
    core::Value body;
    body["done"] = true;
    co_return json_response(200, body);
}

/// By the page with a JSON body, or by a mail program with one click (RFC 8058): then the token is in the query.
asio::awaitable<http::Response> unsubscribe(const Services& services, Call call) {
    Query asked(call.request);
    const auto in_query = asked.token("token");
    asked.done();
    const std::string token = in_query ? *in_query : take(wire::read_token(call.request.body));
    const app::AdmissionAnswer answer = co_await services.admission.unsubscribe(token);
    if (!answer.admitted)
        fail(problem_for(answer));
    core::Value body;
    body["done"] = true;
    body["stopped"]["kind"] = answer.stopped.kind;
    body["stopped"]["name"] = answer.stopped.name;
    co_return json_response(200, body);
}

asio::awaitable<http::Response> sign_in(const Services& services, Call call) {
    const std::string email = take(wire::read_email(call.request.body));
    co_await services.admission.sign_in(email);
    core::Value body;
    body["sent"] = true; // Said in every case: who has an account is nobody else's business.
    co_return json_response(202, body);
}

asio::awaitable<http::Response> sign_out(const Services& services, Call call) {
    if (!call.caller.session.empty())
        co_await services.accounts.end_session(app::secret_hash(call.caller.session));
    http::Response response(204);
    response.set("Set-Cookie", session_cookie(services.settings, ""));
    co_return response;
}

asio::awaitable<http::Response> make_ticket(const Services& services, Call call) {
    if (!call.caller.is_known())
        fail(problem(401, "sign_in_required", "Sign in first."));
    take(wire::read_empty(call.request.body));
    const std::string ticket = app::draw_token(services.random);
    app::SessionInfo info{call.caller.principals, call.caller.scopes, call.caller.key};
    co_await services.accounts.add_ticket(app::secret_hash(ticket), std::move(info), services.clock() + ticket_life);
    core::Value body;
    body["ticket"] = ticket;
    co_return json_response(201, body);
}

} // namespace

void add_account_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("POST", "/v1/confirmations", confirm);
    add("POST", "/v1/not-me", not_me);
    add("POST", "/v1/unsubscribe", unsubscribe);
    add("POST", "/v1/links", sign_in);
    add("DELETE", "/v1/session", sign_out);
    add("POST", "/v1/ws-tickets", make_ticket);
}

} // namespace parley::roles

// Pushes over HTTP: a browser that asks for them, one tap that ends them, and how a business hears. What was agreed to
// is a row of its own for each purpose, apart from mails.

#include "app/wordings.hpp"
#include "roles/gateway/acting.hpp"
#include "roles/gateway/query.hpp"
#include "wire/push_requests.hpp"
#include "wire/wish_requests.hpp"

#include <algorithm>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr std::string_view intent_prefix = "intent/";

/// Whom a purpose is for, if the caller is that.
struct Reader {
    core::PrincipalId id;
    app::WordingKind words = app::WordingKind::push_intent;
    std::string seat = {};
};

asio::awaitable<Reader> reader_of(const Services& services, const Call& call, std::string purpose) {
    if (purpose == app::invitations_purpose) {
        const core::BusinessId business = acting(call);
        // A notice is for a person; programs have webhooks.
        if (call.caller.is_key)
            fail(problem(403, "scope_missing", "A key cannot ask for notices."));
        const app::Seat* seat = call.caller.seat_in(business);
        co_return Reader{app::principal_of(business), app::WordingKind::push_invitations,
                         seat != nullptr ? seat->id : ""};
    }
    const auto intent = purpose.starts_with(intent_prefix)
                            ? core::parse_id<core::IntentId>(purpose.substr(intent_prefix.size()))
                            : std::nullopt;
    const auto state = intent ? co_await services.market.state(*intent) : nullptr;
    if (!state || call.caller.is_key || !call.caller.holds(state->intent.consumer))
        fail(wire::problem_of({core::RefusalCode::intent_unknown, {}}));
    co_return Reader{state->intent.consumer};
}

asio::awaitable<core::Value> standing(const Services& services, Reader reader, std::string purpose) {
    core::Value body;
    body["purpose"] = purpose;
    body["on"] = co_await services.accounts.may_push(reader.id, std::move(purpose), services.clock());
    body["browsers"] = static_cast<std::int64_t>((co_await services.push_subscriptions.of(reader.id)).size());
    body["wording"]["version"] = app::wording_of(reader.words).version;
    body["wording"]["sha256"] = app::wording_hash(reader.words);
    body["wording"]["text"] = app::words_for(reader.words);
    co_return body;
}

asio::awaitable<http::Response> push_key(const Services& services, Call) {
    core::Value body;
    body["key"] = services.pusher.public_key();
    co_return json_response(200, body);
}

asio::awaitable<http::Response> get_pushes(const Services& services, Call call) {
    Query asked(call.request);
    std::string purpose = asked.text("purpose", 1, 80).value_or(app::invitations_purpose);
    asked.done();
    const Reader reader = co_await reader_of(services, call, purpose);
    co_return json_response(200, co_await standing(services, reader, std::move(purpose)));
}

/// A second browser rests on the consent that is there; to ask for it twice records it once.
asio::awaitable<http::Response> subscribe(const Services& services, Call call) {
    wire::PushRequest wanted = take(wire::read_push(call.request.body));
    const Reader reader = co_await reader_of(services, call, wanted.purpose);
    if (wanted.wording != app::wording_of(reader.words).version)
        fail(problem(409, "wording_changed", "These words are not in use any more. Show the new ones."));
    if (!services.pusher.takes(wanted.address))
        fail(wire::invalid_input(
            {{"/endpoint", "unknown_push_service", "is no address of a push service that we know, with its keys"}}));
    const core::Instant now = services.clock();
    co_await services.push_subscriptions.put({core::to_text(app::draw_id<core::PrincipalId>(services.random)),
                                              reader.id, std::move(wanted.address), now, reader.seat});
    if (!co_await services.accounts.may_push(reader.id, wanted.purpose, now)) {
        app::Consent consent = app::asked_consent(reader.words, reader.id, wanted.purpose, now);
        consent.confirmed_at = now;
        consent.channel = "push";
        consent.method = "tap";
        consent.asked_from = asked_from(call.request);
        co_await services.accounts.give_consent(std::move(consent));
    }
    co_return json_response(200, co_await standing(services, reader, std::move(wanted.purpose)));
}

/// In every browser. Their addresses are kept only as long as anything rests on them.
asio::awaitable<http::Response> unsubscribe(const Services& services, Call call) {
    Query asked(call.request);
    std::string purpose = asked.text("purpose", 1, 80).value_or(app::invitations_purpose);
    asked.done();
    const Reader reader = co_await reader_of(services, call, purpose);
    const core::Instant now = services.clock();
    co_await services.accounts.withdraw_push(reader.id, purpose, "page", now);
    co_await forget_idle_browsers(services, reader.id);
    co_return json_response(200, co_await standing(services, reader, std::move(purpose)));
}

// --- how a business hears --------------------------------------------------------------------------------------

asio::awaitable<core::Value> hearing(const Services& services, core::BusinessId business) {
    const core::PrincipalId reader = app::principal_of(business);
    core::Value body;
    body["mails"] =
        core::name_of(co_await services.accounts.consent_state(reader, app::invitations_purpose, services.clock()));
    body["mail_wishes"] = wire::mail_wishes_value(co_await services.wishes.mail(reader));
    body["push"] = co_await standing(services, {reader, app::WordingKind::push_invitations}, app::invitations_purpose);
    co_return body;
}

asio::awaitable<http::Response> get_hearing(const Services& services, Call call) {
    const core::BusinessId business = acting(call);
    co_return json_response(200, co_await hearing(services, business));
}

asio::awaitable<http::Response> put_mail_wishes(const Services& services, Call call) {
    const core::BusinessId business = acting_though_suspended(call, "profile");
    co_await services.wishes.set_mail(app::principal_of(business), take(wire::read_mail_wishes(call.request.body)));
    co_return json_response(200, co_await hearing(services, business));
}

} // namespace

asio::awaitable<void> forget_idle_browsers(const Services& services, core::PrincipalId reader) {
    std::vector<core::PrincipalId> one{reader};
    for (const app::ConsentRecord& given : co_await services.rights.consents(std::move(one)))
        if (given.channel == "push" && co_await services.accounts.may_push(reader, given.purpose, services.clock()))
            co_return;
    for (const app::PushSubscription& browser : co_await services.push_subscriptions.of(reader))
        co_await services.push_subscriptions.drop(reader, browser.address.endpoint);
}

void add_push_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/push-key", push_key);
    add("GET", "/v1/push-subscriptions", get_pushes);
    add("POST", "/v1/push-subscriptions", subscribe);
    add("DELETE", "/v1/push-subscriptions", unsubscribe);
    add("GET", "/v1/businesses/me/hearing", get_hearing);
    add("PUT", "/v1/businesses/me/mail-wishes", put_mail_wishes);
}

} // namespace parley::roles

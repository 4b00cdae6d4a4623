// Postbacks: the till or the checkout of a business says by itself that a code was redeemed, signed with a key that the
// business made at its desk.

#include "roles/gateway/acting.hpp"
#include "roles/gateway/once.hpp"

#include "app/postback_signature.hpp"
#include "app/secrets.hpp"
#include "wire/talk_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

// --- the key ---------------------------------------------------------------------------------------------------

core::BusinessId business_at_desk(const Call& call) {
    const core::BusinessId business = acting(call);
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot make keys."));
    return business;
}

asio::awaitable<http::Response> get_key(const Services& services, Call call) {
    const auto key = co_await services.postbacks.key_of(business_at_desk(call));
    core::Value body;
    body["made_at"] = key ? core::Value(core::to_rfc3339(key->made_at)) : core::Value{};
    body["last_used_at"] = key && key->last_used_at ? core::Value(core::to_rfc3339(*key->last_used_at)) : core::Value{};
    co_return json_response(200, body);
}

asio::awaitable<http::Response> make_key(const Services& services, Call call) {
    const core::BusinessId business = business_at_desk(call);
    take(wire::read_empty(call.request.body));
    const app::PostbackSecret secret = services.random();
    co_await services.postbacks.set_key(business, secret, call.received_at());
    core::Value body;
    body["key"] = app::written_key(secret);
    body["made_at"] = core::to_rfc3339(call.received_at());
    co_return json_response(201, body);
}

asio::awaitable<http::Response> drop_key(const Services& services, Call call) {
    co_await services.postbacks.drop_key(business_at_desk(call));
    co_return http::Response(204);
}

// --- what it signs ---------------------------------------------------------------------------------------------

std::string_view signed_header(const Call& call, const char* name) {
    const auto value = call.request.header(name);
    if (!value || value->empty())
        fail(problem(401, "signature_wrong",
                     std::string("A postback is signed, and the header ") + name + " is missing."));
    return *value;
}

/// Without a key of the business nothing is signed; whether it has one is told to nobody.
asio::awaitable<core::BusinessId> signed_by(const Services& services, const Call& call, app::SignedMessage message) {
    if (!app::is_recent(message, call.received_at()))
        fail(problem(401, "signature_expired", "webhook-timestamp is not within five minutes of now."));
    const auto business = core::parse_id<core::BusinessId>(call.segments.at(0));
    const auto key = business ? co_await services.postbacks.key_of(*business) : std::nullopt;
    if (!key || !app::is_signed_with(key->secret, message))
        fail(problem(401, "signature_wrong", "webhook-signature was not made with the key of this business."));
    co_return *business;
}

/// One answer for a code that nobody gave, one of another business and one that counts no more.
[[noreturn]] void no_such_code() {
    fail(wire::problem_of({core::RefusalCode::code_wrong, {}}));
}

asio::awaitable<http::Response> take_postback(const Services& services, Call call) {
    const app::SignedMessage message{signed_header(call, "webhook-id"), signed_header(call, "webhook-timestamp"),
                                     call.request.body, signed_header(call, "webhook-signature")};
    const core::BusinessId business = co_await signed_by(services, call, message);
    const std::string code = take(wire::read_postback(call.request.body));
    co_await services.postbacks.note_use(business, call.received_at());
    auto redeem = [&](std::string) -> asio::awaitable<http::Response> {
        const auto intent = co_await services.postbacks.deal_with(business, code);
        if (!intent)
            no_such_code();
        core::Envelope envelope;
        envelope.command = core::RedeemVisit{code};
        envelope.sender = {core::SenderKind::business, business};
        envelope.received_at = call.received_at();
        const app::Answer done = co_await services.market.submit(*intent, std::move(envelope));
        if (!done)
            no_such_code();
        core::Value answer = state_answer(*done);
        answer["intent_id"] = core::to_text(*intent);
        co_return json_response(200, answer);
    };
    // The sender tries again under the same id until it is answered.
    co_return co_await once_for(app::secret_hash(message.id), services, call, "postbacks/" + core::to_text(business),
                                redeem);
}

} // namespace

void add_postback_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/postback-key", get_key);
    add("POST", "/v1/businesses/me/postback-key", make_key);
    add("DELETE", "/v1/businesses/me/postback-key", drop_key);
    add("POST", "/v1/businesses/{}/postbacks", take_postback);
}

} // namespace parley::roles

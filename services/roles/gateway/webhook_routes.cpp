// Where a business wants to be told what happens on its desk, and what became of that. By its people, or by a key with
// the scope for it.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include "app/postback_signature.hpp"
#include "app/secrets.hpp"
#include "app/webhook_sender.hpp"
#include "wire/webhook_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

constexpr int webhooks_max = 10;
constexpr int page_size = 50;
constexpr std::size_t replay_max = 2'000;

core::BusinessId business_here(const Call& call) {
    return acting_though_suspended(call, "webhooks");
}

/// One answer for a foreign one and one that nobody has.
asio::awaitable<app::Webhook> webhook_in(const Services& services, const Call& call) {
    const core::BusinessId business = business_here(call);
    const auto id = core::parse_id<app::WebhookId>(call.segments.at(0));
    auto webhook = id ? co_await services.webhooks.find(business, *id) : std::nullopt;
    if (!webhook)
        fail(problem(404, "webhook_unknown", "There is no such endpoint."));
    co_return std::move(*webhook);
}

[[noreturn]] void no_such_delivery() {
    fail(problem(404, "delivery_unknown", "There is no such delivery, or it was forgotten after 30 days."));
}

/// Whether anything may be sent there is looked at now, and again at each connection.
asio::awaitable<void> check_url(const Services& services, std::string url) {
    const std::string objection = co_await services.webhook_line.objection(std::move(url));
    if (objection.empty())
        co_return;
    wire::Problem refused = problem(422, "webhook_refused", "Nothing can be sent to that URL: " + objection + ".");
    refused.errors.push_back({"/url", "webhook_refused", objection});
    fail(std::move(refused));
}

core::Value with_secret(core::Value value, const app::WebhookSecret& secret) {
    value["secret"] = app::written_key(secret);
    return value;
}

asio::awaitable<http::Response> list(const Services& services, Call call) {
    core::Value body;
    body["data"] = core::Value::Array{};
    for (const app::Webhook& webhook : co_await services.webhooks.of(business_here(call)))
        body["data"].push_back(wire::webhook_value(webhook, call.received_at()));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> make(const Services& services, Call call) {
    const core::BusinessId business = business_here(call);
    wire::NewWebhook wanted = take(wire::read_webhook(call.request.body));
    co_await check_url(services, wanted.url);
    app::Webhook webhook;
    webhook.id = app::draw_id<app::WebhookId>(services.random);
    webhook.business = business;
    webhook.url = std::move(wanted.url);
    webhook.types = std::move(wanted.types);
    webhook.secret = services.random();
    webhook.made_at = call.received_at();
    if (!co_await services.webhooks.add(webhook, webhooks_max))
        fail(problem(409, "too_many_webhooks", "A business has at most ten endpoints; take one away first."));
    co_return json_response(201, with_secret(wire::webhook_value(webhook, call.received_at()), webhook.secret));
}

asio::awaitable<http::Response> see(const Services& services, Call call) {
    co_return json_response(200, wire::webhook_value(co_await webhook_in(services, call), call.received_at()));
}

asio::awaitable<http::Response> change(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    app::WebhookChange wanted = take(wire::read_webhook_change(call.request.body));
    if (wanted.url)
        co_await check_url(services, *wanted.url);
    co_await services.webhooks.change(webhook.id, std::move(wanted));
    co_return co_await see(services, std::move(call));
}

asio::awaitable<http::Response> remove(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    co_await services.webhooks.remove(webhook.id);
    co_return http::Response(204);
}

asio::awaitable<http::Response> turn_secret(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    const core::Micros life = take(wire::read_rotation(call.request.body));
    const app::WebhookSecret secret = services.random();
    co_await services.webhooks.turn_secret(webhook.id, secret, call.received_at() + life);
    const app::Webhook turned = co_await webhook_in(services, call);
    co_return json_response(201, with_secret(wire::webhook_value(turned, call.received_at()), secret));
}

http::Response queued(std::int64_t count) {
    core::Value body;
    body["queued"] = count;
    return json_response(202, body);
}

asio::awaitable<http::Response> ping(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    take(wire::read_empty(call.request.body));
    co_await services.webhooks.add_ping(webhook.id, app::draw_id<app::DeliveryId>(services.random), services.clock());
    services.webhook_sender.poke();
    co_return queued(1);
}

asio::awaitable<http::Response> replay(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    const core::Instant since = take(wire::read_webhook_replay(call.request.body));
    std::vector<app::DeliveryId> ids;
    while (ids.size() < replay_max)
        ids.push_back(app::draw_id<app::DeliveryId>(services.random));
    const std::int64_t count = co_await services.webhooks.replay(webhook.id, since, std::move(ids), services.clock());
    services.webhook_sender.poke();
    co_return queued(count);
}

asio::awaitable<http::Response> deliveries(const Services& services, Call call) {
    Query asked(call.request);
    const auto cursor = asked.text("cursor", 1, 80);
    const auto limit = asked.integer("limit", 1, 100).value_or(page_size);
    asked.done();
    const app::Webhook webhook = co_await webhook_in(services, call);
    const auto before = cursor ? core::parse_id<app::DeliveryId>(*cursor) : std::nullopt;
    if (cursor && !before)
        fail(bad_cursor());
    const auto found = co_await services.webhooks.deliveries(webhook.id, before, static_cast<int>(limit));
    core::Value body;
    body["data"] = core::Value::Array{};
    for (const app::WebhookDelivery& delivery : found)
        body["data"].push_back(wire::delivery_value(delivery));
    const bool more = found.size() == static_cast<std::size_t>(limit);
    body["next_cursor"] = more ? core::Value(core::to_text(found.back().id)) : core::Value{};
    co_return json_response(200, body);
}

asio::awaitable<http::Response> send_again(const Services& services, Call call) {
    const app::Webhook webhook = co_await webhook_in(services, call);
    take(wire::read_empty(call.request.body));
    const auto id = core::parse_id<app::DeliveryId>(call.segments.at(1));
    if (!id || !co_await services.webhooks.send_again(webhook.id, *id, services.clock()))
        no_such_delivery();
    services.webhook_sender.poke();
    co_return queued(1);
}

} // namespace

void add_webhook_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/businesses/me/webhooks", list);
    add("POST", "/v1/businesses/me/webhooks", make);
    add("GET", "/v1/businesses/me/webhooks/{}", see);
    add("PATCH", "/v1/businesses/me/webhooks/{}", change);
    add("DELETE", "/v1/businesses/me/webhooks/{}", remove);
    add("POST", "/v1/businesses/me/webhooks/{}/secret", turn_secret);
    add("POST", "/v1/businesses/me/webhooks/{}/ping", ping);
    add("POST", "/v1/businesses/me/webhooks/{}/replay", replay);
    add("GET", "/v1/businesses/me/webhooks/{}/deliveries", deliveries);
    add("POST", "/v1/businesses/me/webhooks/{}/deliveries/{}/again", send_again);
}

} // namespace parley::roles

// The keys of a business's machines: made, listed, rotated and revoked by its people alone. A key is told once, when it
// is made.

#include "roles/gateway/held.hpp"

#include "app/secrets.hpp"
#include "core/view_values.hpp"
#include "wire/requests.hpp"
#include "wire/webhook_requests.hpp"

namespace parley::roles {

namespace asio = boost::asio;

namespace {

using KeyId = core::Id<struct KeyTag>;

constexpr int keys_max = 20;

core::PrincipalId owner_of_keys(const Call& call) {
    const core::BusinessId business = acting(call);
    if (call.caller.is_key)
        fail(problem(403, "scope_missing", "A key cannot make, see or end keys."));
    return app::principal_of(business);
}

[[noreturn]] void no_such_key() {
    fail(problem(404, "key_unknown", "There is no such key, or it works no more."));
}

std::string new_key(const Services& services) {
    return "pk_" + app::draw_token(services.random);
}

std::string new_id(const Services& services) {
    return core::to_text(app::draw_id<KeyId>(services.random));
}

core::Value key_value(const app::ApiKey& key) {
    core::Value value;
    value["id"] = key.id;
    value["label"] = key.label;
    value["scopes"] = core::Value::Array{};
    for (const std::string& scope : key.scopes)
        value["scopes"].push_back(scope);
    value["made_at"] = core::to_rfc3339(key.made_at);
    value["last_used_at"] = core::time_or_null(key.last_used_at);
    value["ends_at"] = core::time_or_null(key.ends_at);
    return value;
}

asio::awaitable<http::Response> list(const Services& services, Call call) {
    core::Value body;
    body["data"] = co_await keys_value(services, app::business_of(owner_of_keys(call)));
    co_return json_response(200, body);
}

asio::awaitable<http::Response> make(const Services& services, Call call) {
    app::ApiKey key;
    key.principal = owner_of_keys(call);
    std::tie(key.label, key.scopes) = take(wire::read_api_key(call.request.body));
    key.id = new_id(services);
    key.made_at = services.clock();
    const std::string secret = new_key(services);
    if (!co_await services.api_keys.add(app::secret_hash(secret), key, keys_max))
        fail(problem(409, "too_many_keys", "A business has at most twenty keys; revoke one first."));
    core::Value body;
    body["id"] = key.id;
    body["key"] = secret;
    co_return json_response(201, body);
}

asio::awaitable<http::Response> rotate(const Services& services, Call call) {
    const core::PrincipalId owner = owner_of_keys(call);
    const core::Micros life = take(wire::read_rotation(call.request.body));
    const std::string secret = new_key(services);
    const std::string id = new_id(services);
    const core::Instant now = services.clock();
    if (!co_await services.api_keys.rotate(owner, call.segments.at(0), app::secret_hash(secret), id, now, now + life))
        no_such_key();
    core::Value body;
    body["id"] = id;
    body["key"] = secret;
    co_return json_response(201, body);
}

asio::awaitable<http::Response> revoke(const Services& services, Call call) {
    if (!co_await services.api_keys.revoke(owner_of_keys(call), call.segments.at(0)))
        no_such_key();
    services.key_watch.end(call.segments.at(0));
    co_return http::Response(204);
}

} // namespace

asio::awaitable<core::Value> keys_value(const Services& services, core::BusinessId business) {
    core::Value list = core::Value::Array{};
    for (const app::ApiKey& key : co_await services.api_keys.of(app::principal_of(business), services.clock()))
        list.push_back(key_value(key));
    co_return list;
}

void add_key_routes(Router& router, const Services& services) {
    const auto add = [&](const char* method, const char* pattern, auto handler) {
        router.add(method, pattern, [&services, handler](Call call) { return handler(services, std::move(call)); });
    };
    add("GET", "/v1/api-keys", list);
    add("POST", "/v1/api-keys", make);
    add("POST", "/v1/api-keys/{}/rotate", rotate);
    add("DELETE", "/v1/api-keys/{}", revoke);
}

} // namespace parley::roles

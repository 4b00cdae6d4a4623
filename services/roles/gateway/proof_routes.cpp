// What anybody needs to prove something against us: the public key, the published chain heads and the public logs.

#include "roles/gateway/query.hpp"
#include "roles/gateway/router.hpp"

#include <limits>

namespace parley::roles {

namespace asio = boost::asio;

namespace {

asio::awaitable<http::Response> get_keys(const Services& services, Call) {
    co_return json_response(200, services.notary.keys());
}

asio::awaitable<http::Response> list_heads(const Services& services, Call call) {
    Query asked(call.request);
    const std::int64_t after = asked.integer("after", 0, std::numeric_limits<std::int64_t>::max()).value_or(0);
    const std::int64_t limit = asked.integer("limit", 1, 100).value_or(100);
    asked.done();
    core::Value data = core::Value::Array{};
    std::int64_t last = 0;
    for (const app::HeadList& list : co_await services.proofs.lists(after, static_cast<int>(limit))) {
        core::Value one;
        one["n"] = list.n;
        one["body"] = list.body; // Byte for byte as it was hashed.
        one["hash"] = digest::hex(list.hash);
        one["signature"] = list.signature;
        last = list.n;
        data.push_back(std::move(one));
    }
    const bool more = static_cast<std::int64_t>(data.as_array()->size()) == limit;
    core::Value body;
    body["data"] = std::move(data);
    body["next_cursor"] = more ? core::Value(std::to_string(last)) : core::Value{};
    co_return json_response(200, body);
}

} // namespace

void add_proof_routes(Router& router, const Services& services) {
    router.add("GET", "/v1/keys", [&services](Call call) { return get_keys(services, std::move(call)); });
    router.add("GET", "/v1/heads", [&services](Call call) { return list_heads(services, std::move(call)); });
}

} // namespace parley::roles

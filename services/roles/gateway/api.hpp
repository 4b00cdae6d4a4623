// The gateway: the one HTTP handler of a node. Finds the route, knows the caller, turns problems and failures into
// answers, and hands live lines to their sockets.
#pragma once

#include "adapters/http/server.hpp"
#include "adapters/http/static_files.hpp"
#include "roles/gateway/limits.hpp"

namespace parley::roles {

class Api final : public http::Handler {
public:
    Api(const Services& services, const http::StaticFiles* pages);

    http::Route route(const http::Request& head) override;
    awaitable<http::Response> handle(http::Request request) override;
    awaitable<http::StreamAnswer> stream(http::Request request) override;
    awaitable<http::UpgradeAnswer> upgrade(http::Request request) override;

private:
    awaitable<http::Response> page_or_answer(http::Request request, bool is_page);
    awaitable<http::Response> answer(http::Request request);
    awaitable<http::Response> served(Call call, const Answering& handler);
    awaitable<Caller> live_caller(const http::Request& request);

    const Services& services_;
    const http::StaticFiles* pages_;
    Router router_;
    Limits limits_;
};

/// The problems of the HTTP server itself, in our words.
http::Response server_problem(int status, std::string_view code, std::string_view detail);

} // namespace parley::roles

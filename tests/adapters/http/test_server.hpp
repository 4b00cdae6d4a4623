// A server on a free loopback port with a handler that tests can steer.
#pragma once

#include "adapters/http/raw_client.hpp"
#include "adapters/http/server.hpp"
#include "runtime/deadline.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace parley::tests {

inline std::int64_t utc_now() {
    using namespace std::chrono;
    return duration_cast<microseconds>(system_clock::now().time_since_epoch()).count();
}

// Answers 200 with "METHOD path|body" and remembers the requests; /events and /socket go the other ways.
class TestHandler : public http::Handler {
public:
    http::Route route(const http::Request& head) override {
        http::Route route;
        if (head.path == "/events") {
            route.kind = http::RouteKind::event_stream;
        } else if (head.path == "/socket") {
            route.kind = http::RouteKind::websocket;
            route.subprotocol = "parley.v1";
        } else if (head.path == "/small") {
            route.body_limit = 10;
        }
        return route;
    }
    awaitable<http::Response> handle(http::Request request) override {
        auto response = http::Response(200, "text/plain", request.method + " " + request.path + "|" + request.body);
        {
            const std::lock_guard lock(mutex_);
            requests_.push_back(request);
        }
        if (on_handle) {
            co_return co_await on_handle(std::move(request), std::move(response));
        }
        co_return response;
    }
    awaitable<http::StreamAnswer> stream(http::Request request) override {
        if (!on_stream) {
            co_return http::StreamAnswer(http::plain_problem(404, "not_found", "nothing streams here"));
        }
        co_return co_await on_stream(std::move(request));
    }
    awaitable<http::UpgradeAnswer> upgrade(http::Request request) override {
        if (!on_upgrade) {
            co_return http::UpgradeAnswer(http::plain_problem(401, "unauthenticated", "no ticket"));
        }
        co_return http::UpgradeAnswer(on_upgrade(std::move(request)));
    }

    std::vector<http::Request> requests() const {
        const std::lock_guard lock(mutex_);
        return requests_;
    }

    std::function<awaitable<http::Response>(http::Request, http::Response)> on_handle;
    std::function<awaitable<http::StreamAnswer>(http::Request)> on_stream;
    std::function<runtime::Takeover(http::Request)> on_upgrade;

private:
    mutable std::mutex mutex_;
    std::vector<http::Request> requests_;
};

class TestServer {
public:
    explicit TestServer(http::ServerOptions options = {}, std::size_t reactors = 1) : reactors_(reactors) {
        options.port = 0;
        if (!options.clock) {
            options.clock = utc_now;
        }
        options.metrics = &metrics;
        server_ = std::make_unique<http::Server>(reactors_, std::move(options), handler);
        reactors_.start();
        server_->start();
    }
    ~TestServer() {
        stop(std::chrono::milliseconds(200));
        reactors_.stop();
        reactors_.join();
        server_.reset();
    }

    std::uint16_t port() const { return server_->port(); }
    http::Server& server() { return *server_; }
    runtime::Reactors& reactors() { return reactors_; }
    RawClient connect(int receive_buffer = 0) const { return RawClient(port(), receive_buffer); }

    // True when nothing had to be cut.
    bool stop(std::chrono::milliseconds patience) {
        if (stopped_) {
            return true;
        }
        stopped_ = true;
        return stopping(patience).get();
    }
    std::future<bool> stopping(std::chrono::milliseconds patience) {
        auto done = std::make_shared<std::promise<bool>>();
        auto result = done->get_future();
        stopped_ = true;
        asio::co_spawn(reactors_.executor(0), server_->stop(runtime::expires_within(patience)),
                       [done](std::exception_ptr error, bool clean) {
                           error ? done->set_exception(error) : done->set_value(clean);
                       });
        return result;
    }

    // The answer to one request on a connection of its own.
    std::optional<RawResponse> ask(std::string_view bytes) const {
        auto client = connect();
        client.send(bytes);
        return client.read_response();
    }

    runtime::Registry metrics;
    TestHandler handler;

private:
    runtime::Reactors reactors_;
    std::unique_ptr<http::Server> server_;
    bool stopped_ = false;
};

} // namespace parley::tests

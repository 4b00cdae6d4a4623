// One HTTP connection: requests one after another, each under its deadlines, until it closes, becomes an event stream
// or is handed over. Internal to adapters/http.
#pragma once

#include "adapters/http/request_parser.hpp"
#include "adapters/http/server_state.hpp"
#include "runtime/heartbeat.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace parley::http {

class EventSession;

class Connection final : public runtime::HeartbeatMember {
public:
    Connection(asio::ip::tcp::socket socket, std::shared_ptr<ServerState> state, ServerPart& part,
               std::shared_ptr<void> slot, asio::ip::address peer);
    ~Connection() override;

    awaitable<void> run();
    // Finishes the request in flight, if any, and closes.
    void drain();
    void abort();

private:
    using TimePoint = std::chrono::steady_clock::time_point;
    enum class Next { keep, close, gone }; // gone: the socket is no longer ours

    void beat(TimePoint now) override;
    void expire_in(std::chrono::milliseconds span);

    awaitable<Next> serve_one();
    awaitable<bool> read_head();
    awaitable<bool> read_body();
    awaitable<bool> read_more();
    void feed();

    awaitable<Next> serve_plain(Request request);
    awaitable<Next> serve_events(Request request);
    awaitable<Next> serve_upgrade(Request request, std::string subprotocol);
    awaitable<Next> answer(Response response, bool keep_alive);
    awaitable<Next> refuse(int status, std::string code, std::string detail);
    Response failed(std::exception_ptr error);
    awaitable<bool> write(std::string_view first, std::string_view second);
    awaitable<void> linger();

    asio::ip::tcp::socket socket_;
    std::shared_ptr<ServerState> state_;
    ServerPart& part_;
    std::shared_ptr<void> slot_;
    const asio::ip::address peer_;
    std::string buffer_; // read, not yet used
    std::string out_;
    std::optional<RequestParser> parser_;
    std::weak_ptr<EventSession> events_;
    std::size_t served_ = 0;
    std::int64_t last_read_at_ = 0;
    std::optional<TimePoint> deadline_;
    bool expired_ = false;
    bool idle_ = false; // waits for the first byte of a request
    bool is_head_ = false;
    bool must_linger_ = false;
};

} // namespace parley::http

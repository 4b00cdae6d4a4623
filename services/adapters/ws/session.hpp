// Runs WebSocket sessions on connections handed over by the HTTP server: handshake, reads and control frames by Beast,
// all writes through the connection's bounded outbox. Enforces message size, message and control rates, pings, UTF-8
// and the slow-reader rule; the handler sees whole valid messages only.
#pragma once

#include "adapters/ws/socket.hpp"
#include "runtime/deadline.hpp"
#include "runtime/frame_queue.hpp"
#include "runtime/metrics.hpp"
#include "runtime/reactors.hpp"
#include "runtime/upgraded_stream.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

namespace parley::ws {

struct SessionOptions {
    std::size_t read_message_max = 4 * 1024;
    bool allow_binary = false;  // otherwise binary is closed with 1003
    double messages_per_s = 20; // 0: no bound
    double message_burst = 40;
    double controls_per_s = 10; // 0: no bound
    double control_burst = 10;
    std::chrono::milliseconds handshake_timeout = std::chrono::seconds(5);
    std::chrono::milliseconds ping_every = std::chrono::seconds(20);
    std::chrono::milliseconds dead_after = std::chrono::seconds(10);    // without an answer to a ping
    std::chrono::milliseconds stalled_after = std::chrono::seconds(10); // the kernel takes nothing: 1013
    std::chrono::milliseconds close_timeout = std::chrono::seconds(5);
    runtime::OutboxLimits outbox; // 256 messages, 256 KiB
    // Reading stops while more than this waits to be written; 0: never. For handlers that answer every message.
    std::size_t pause_reading_above = 0;
};

// One for all sessions that ask for nothing else: a session holds a pointer.
std::shared_ptr<const SessionOptions> usual_session_options();
// What PARLEY_WS_ECHO serves: text and binary to 16 MiB, no rate bounds, reading paused while the peer does not read.
std::shared_ptr<const SessionOptions> echo_session_options();
std::shared_ptr<SocketHandler> make_echo_handler();

struct SessionsState;

// The owner of all sessions of the process; they may live on any of the reactors.
class Sessions {
public:
    explicit Sessions(runtime::Reactors& reactors, runtime::Registry* metrics = nullptr);
    ~Sessions();
    Sessions(const Sessions&) = delete;
    Sessions& operator=(const Sessions&) = delete;

    // For http::Handler::upgrade: the session starts on the reactor that the takeover is called on.
    runtime::Takeover takeover(std::shared_ptr<SocketHandler> handler,
                               std::shared_ptr<const SessionOptions> options = usual_session_options());

    std::size_t size() const noexcept;
    // Closes every session (1012 by default), refuses new ones, cuts what is left at the deadline.
    // True when all said goodbye in time.
    awaitable<bool> stop(runtime::Deadline deadline, std::uint16_t code = close_code::restart);

private:
    std::shared_ptr<SessionsState> state_;
};

} // namespace parley::ws

// One WebSocket as the rest of Parley sees it. Both sides live on the reactor that accepted the connection: calls to
// the socket are made there, calls to the handler come from there, never from inside send().
#pragma once

#include "adapters/ws/frame.hpp"
#include "runtime/asio.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace parley::ws {

// Close codes used here (RFC 6455 and the IANA registry); 4000-4999 are the application's.
namespace close_code {
inline constexpr std::uint16_t normal = 1000;
inline constexpr std::uint16_t going_away = 1001;
inline constexpr std::uint16_t unsupported_data = 1003;
inline constexpr std::uint16_t no_status = 1005; // never sent: their close frame had no code
inline constexpr std::uint16_t broken = 1006;    // never sent: there was no close frame
inline constexpr std::uint16_t bad_payload = 1007;
inline constexpr std::uint16_t policy = 1008;
inline constexpr std::uint16_t too_big = 1009;
inline constexpr std::uint16_t internal_error = 1011;
inline constexpr std::uint16_t restart = 1012;
inline constexpr std::uint16_t try_again_later = 1013;
inline constexpr std::uint16_t revoked = 4401;
} // namespace close_code

class Socket {
public:
    virtual ~Socket() = default;

    // Queues a whole frame made by encode_text_frame. After close() or once the peer left it does nothing.
    // A key other than 0 says that only the latest frame of that key matters: one still waiting is dropped.
    virtual void send(Frame frame, std::uint64_t conflate_key = 0) = 0;
    // Queues a frame of a backlog that the peer asked for: a long one is not mistaken for a slow reader.
    virtual void send_asked(Frame frame) = 0;
    // Sends what waits, then the close frame, and ends the connection. The first call wins.
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
    virtual bool is_open() const = 0;

    virtual asio::any_io_executor executor() const = 0;
    virtual std::size_t queued_messages() const = 0;
    virtual std::size_t queued_bytes() const = 0;
    virtual const std::string& remote_address() const = 0;
    virtual const std::string& subprotocol() const = 0; // empty when the client offered none
};

class SocketHandler {
public:
    virtual ~SocketHandler() = default;
    // After the handshake. Keep the pointer until closed() at most: it must go on this reactor, before the reactor
    // does.
    virtual void opened(std::shared_ptr<Socket> socket) = 0;
    // A whole message of valid UTF-8; the view lasts for the call.
    virtual void message(std::string_view text) = 0;
    // A whole binary message; comes only when the session options allow binary.
    virtual void binary(std::string_view) {}
    // The reader is too slow: the bound was hit and its waiting data frames were dropped. Send the present state and
    // return true, or return false to close with 1013; the client then resumes from its last seq.
    virtual bool overflowed() { return false; }
    // Exactly once after opened. The code is the peer's, ours, or 1006 when the connection just broke.
    virtual void closed(std::uint16_t code) = 0;
};

} // namespace parley::ws

// A WebSocket client made of raw bytes, and a server that takes over connections without the HTTP adapter.
#pragma once

#include "adapters/http/raw_client.hpp"
#include "adapters/ws/session.hpp"
#include "runtime/outbox.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace parley::tests {

struct WsFrame {
    bool fin = true;
    int opcode = 0;
    std::string payload;

    std::uint16_t close_code() const {
        return payload.size() < 2 ? 1005
                                  : static_cast<std::uint16_t>(static_cast<unsigned char>(payload[0]) * 256 +
                                                               static_cast<unsigned char>(payload[1]));
    }
};

namespace opcode {
inline constexpr int continuation = 0;
inline constexpr int text = 1;
inline constexpr int binary = 2;
inline constexpr int close = 8;
inline constexpr int ping = 9;
inline constexpr int pong = 10;
} // namespace opcode

// A masked client frame.
inline std::string client_frame(int code, std::string_view payload, bool fin = true) {
    std::string frame;
    frame += static_cast<char>((fin ? 0x80 : 0) | code);
    if (payload.size() < 126) {
        frame += static_cast<char>(0x80 | static_cast<int>(payload.size()));
    } else if (payload.size() < 65536) {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(payload.size() >> 8);
        frame += static_cast<char>(payload.size() & 0xFF);
    } else {
        frame += static_cast<char>(0x80 | 127);
        for (int shift = 56; shift >= 0; shift -= 8) {
            frame += static_cast<char>((payload.size() >> shift) & 0xFF);
        }
    }
    const std::string_view mask = "\x12\x34\x56\x78";
    frame += mask;
    for (std::size_t at = 0; at < payload.size(); ++at) {
        frame += static_cast<char>(payload[at] ^ mask[at % 4]);
    }
    return frame;
}

inline std::string close_payload(std::uint16_t code, std::string_view reason = {}) {
    std::string payload{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
    return payload.append(reason);
}

class WsClient {
public:
    WsClient(std::uint16_t port, const std::string& fields = {}, int receive_buffer = 0) : raw(port, receive_buffer) {
        raw.send("GET /v1/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                 "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
                 fields + "\r\n");
        const auto response = raw.read_response();
        if (response) {
            handshake = *response;
        }
    }

    bool send(int code, std::string_view payload, bool fin = true) {
        return raw.send(client_frame(code, payload, fin));
    }
    bool text(std::string_view payload) { return send(opcode::text, payload); }

    // The next frame; nullopt at the end or when none comes. Fails on anything a server may not send.
    std::optional<WsFrame> read() {
        if (!raw.read_bytes(2)) {
            return std::nullopt;
        }
        const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(raw.input()[at]); };
        EXPECT_EQ(byte(0) & 0x70, 0) << "reserved bits: a frame boundary was lost";
        EXPECT_EQ(byte(1) & 0x80, 0) << "a server does not mask";
        std::uint64_t size = byte(1) & 0x7F;
        std::size_t head = 2;
        const std::size_t extended = size == 126 ? 2 : size == 127 ? 8 : 0;
        if (extended > 0) {
            if (!raw.read_bytes(2 + extended)) {
                return std::nullopt;
            }
            size = 0;
            for (; head < 2 + extended; ++head) {
                size = size * 256 + byte(head);
            }
        }
        if (!raw.read_bytes(head + size)) {
            return std::nullopt;
        }
        WsFrame frame;
        frame.fin = (byte(0) & 0x80) != 0;
        frame.opcode = byte(0) & 0x0F;
        raw.take(head);
        frame.payload = raw.take(size);
        return frame;
    }
    // The next frame that is not a ping.
    std::optional<WsFrame> read_data() {
        auto frame = read();
        while (frame && frame->opcode == opcode::ping) {
            frame = read();
        }
        return frame;
    }
    // The code of the close frame that ends the stream, answering it as a client does; 0 when none came.
    std::uint16_t read_close() {
        while (auto frame = read()) {
            if (frame->opcode == opcode::close) {
                send(opcode::close, frame->payload.substr(0, 2));
                closed_by_server = raw.is_closed_by_peer();
                raw.close();
                return frame->close_code();
            }
        }
        return 0;
    }

    bool closed_by_server = false;
    RawClient raw;
    RawResponse handshake;
};

// Accepts on reactor 0, reads the request head as the HTTP server does, and hands over.
class WsServer {
public:
    using MakeTakeover = std::function<runtime::Takeover(ws::Sessions&)>;

    explicit WsServer(MakeTakeover make, std::string subprotocol = {})
        : make_(std::move(make)), subprotocol_(std::move(subprotocol)), reactors_(1),
          acceptor_(reactors_.executor(0), {asio::ip::address_v4::loopback(), 0}),
          sessions_(std::make_unique<ws::Sessions>(reactors_, metrics.get())),
          port_(acceptor_.local_endpoint().port()) {
        reactors_.start();
        asio::co_spawn(reactors_.executor(0), accept(), asio::detached);
    }
    ~WsServer() {
        stop(std::chrono::milliseconds(300));
        reactors_.stop();
        reactors_.join();
        sessions_.reset();
    }

    bool stop(std::chrono::milliseconds patience) {
        if (stopped_) {
            return true;
        }
        return stopping(patience).get();
    }
    // Its end will not stop the sessions first.
    void leave_running() { stopped_ = true; }
    std::future<bool> stopping(std::chrono::milliseconds patience) {
        stopped_ = true;
        auto done = std::make_shared<std::promise<bool>>();
        auto result = done->get_future();
        asio::co_spawn(reactors_.executor(0), sessions_->stop(runtime::expires_within(patience)),
                       [done](std::exception_ptr error, bool clean) {
                           error ? done->set_exception(error) : done->set_value(clean);
                       });
        return result;
    }

    // Runs on the reactor and waits for it.
    void on_reactor(std::function<void()> work) {
        std::promise<void> ran;
        reactors_.post(0, [&] {
            work();
            ran.set_value();
        });
        ran.get_future().wait();
    }

    std::uint16_t port() const { return port_; }
    ws::Sessions& sessions() { return *sessions_; }
    runtime::Reactors& reactors() { return reactors_; }

    // Shared with who looks at it after the server has gone.
    const std::shared_ptr<runtime::Registry> metrics = std::make_shared<runtime::Registry>();

private:
    awaitable<void> accept() {
        for (;;) {
            auto [error, socket] = co_await acceptor_.async_accept(asio::as_tuple(asio::use_awaitable));
            if (error) {
                co_return;
            }
            runtime::UpgradedStream stream{std::move(socket), {}, subprotocol_, "127.0.0.1", nullptr};
            while (!stream.request_head.ends_with("\r\n\r\n")) {
                char byte = 0;
                const auto [failed, bytes] =
                    co_await stream.socket.async_read_some(asio::buffer(&byte, 1), asio::as_tuple(asio::use_awaitable));
                if (failed) {
                    break;
                }
                stream.request_head += byte;
            }
            make_ (*sessions_)(std::move(stream));
        }
    }

    MakeTakeover make_;
    std::string subprotocol_;
    runtime::Reactors reactors_;
    asio::ip::tcp::acceptor acceptor_;
    std::unique_ptr<ws::Sessions> sessions_;
    std::uint16_t port_;
    bool stopped_ = false;
};

} // namespace parley::tests

#include "loadtest/client/crowd.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <stdexcept>

namespace parley::load {

namespace {

constexpr std::string_view handshake_key = "cGFybGV5LWxvYWQtdGVzdA=="; // any 16 bytes will do (RFC 6455, 4.1)

// A client's text frame (RFC 6455, 5.2). The mask is zero: it is there for proxies, of which there are none.
std::string client_frame(std::string_view text) {
    std::string frame = "\x81";
    if (text.size() < 126) {
        frame += static_cast<char>(0x80 | text.size());
    } else {
        frame += static_cast<char>(0x80 | 126);
        frame += static_cast<char>(text.size() >> 8);
        frame += static_cast<char>(text.size() & 0xff);
    }
    return frame.append(4, '\0').append(text);
}

struct Head {
    std::uint8_t opcode;
    std::size_t size; // of the head
    std::size_t body;
};

// The head of a server's frame, if all of it is there.
std::optional<Head> head_of(std::string_view bytes) {
    if (bytes.size() < 2)
        return std::nullopt;
    auto byte = [&](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
    const auto opcode = static_cast<std::uint8_t>(byte(0) & 0x0f);
    const std::size_t size = byte(1) & 0x7f;
    const std::size_t extra = size == 126 ? 2 : size == 127 ? 8 : 0;
    if (extra == 0)
        return Head{opcode, 2, size};
    if (bytes.size() < 2 + extra)
        return std::nullopt;
    std::size_t body = 0;
    for (std::size_t i = 0; i < extra; ++i)
        body = body << 8 | byte(2 + i);
    return Head{opcode, 2 + extra, body};
}

} // namespace

struct Crowd::Listener {
    Listener(asio::io_context& context, std::size_t given) : socket(context), number(given) {}
    asio::ip::tcp::socket socket;
    std::size_t number;
    std::string part; // of a frame that is not whole yet
    bool stalled = false;
};

Crowd::Crowd(asio::io_context& context, std::uint16_t port, Hear hear)
    : context_(context), port_(port), hear_(std::move(hear)), buffer_(256 * 1024) {}

Crowd::~Crowd() {
    error_code ignored;
    for (const auto& listener : listeners_)
        listener->socket.close(ignored);
}

awaitable<void> Crowd::connect(Listener& listener) {
    co_await listener.socket.async_connect({asio::ip::address_v4::loopback(), port_}, asio::use_awaitable);
    listener.socket.set_option(asio::ip::tcp::no_delay(true));
}

awaitable<void> Crowd::join(std::string session, std::vector<std::string> texts) {
    auto listener = std::make_shared<Listener>(context_, listeners_.size());
    listeners_.push_back(listener);
    co_await connect(*listener);
    std::string hello = "GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: parley.v1\r\nSec-WebSocket-Key: ";
    hello.append(handshake_key);
    if (!session.empty())
        hello.append("\r\nAuthorization: Bearer ").append(session);
    hello.append("\r\n\r\n");
    co_await asio::async_write(listener->socket, asio::buffer(hello), asio::use_awaitable);
    std::string received;
    const std::size_t head = co_await asio::async_read_until(listener->socket, asio::dynamic_buffer(received),
                                                             "\r\n\r\n", asio::use_awaitable);
    if (!received.starts_with("HTTP/1.1 101"))
        throw std::runtime_error("no WebSocket: " + received.substr(0, received.find("\r\n")));
    std::string frames;
    for (const std::string& text : texts)
        frames += client_frame(text);
    if (!frames.empty())
        co_await asio::async_write(listener->socket, asio::buffer(frames), asio::use_awaitable);
    take(*listener, std::string_view(received).substr(head));
    asio::co_spawn(context_, listen(*this, listener), asio::detached);
}

awaitable<void> Crowd::join_raw() {
    auto listener = std::make_shared<Listener>(context_, listeners_.size());
    listeners_.push_back(listener);
    co_await connect(*listener);
    asio::co_spawn(context_, listen(*this, listener), asio::detached);
}

void Crowd::stall(std::size_t listener) {
    listeners_.at(listener)->stalled = true;
}

awaitable<void> Crowd::listen(Crowd& crowd, std::shared_ptr<Listener> listener) {
    for (;;) {
        // Waiting takes no buffer, so that one serves all.
        auto [failed] =
            co_await listener->socket.async_wait(asio::socket_base::wait_read, asio::as_tuple(asio::use_awaitable));
        if (failed || listener->stalled)
            co_return;
        listener->socket.non_blocking(true, failed);
        const std::size_t size = listener->socket.read_some(asio::buffer(crowd.buffer_), failed);
        if (failed == asio::error::would_block)
            continue;
        if (failed) {
            ++crowd.ended_;
            co_return;
        }
        crowd.take(*listener, {crowd.buffer_.data(), size});
    }
}

void Crowd::take(Listener& listener, std::string_view received) {
    std::string joined;
    if (!listener.part.empty()) {
        joined = std::move(listener.part);
        listener.part.clear();
        joined.append(received);
        received = joined;
    }
    while (const auto head = head_of(received)) {
        if (received.size() < head->size + head->body)
            break;
        const std::string_view body = received.substr(head->size, head->body);
        received.remove_prefix(head->size + head->body);
        if (head->opcode == 1) {
            ++messages_;
            if (hear_)
                hear_(listener.number, body);
        } else if (head->opcode == 9) {
            // A pong (RFC 6455, 5.5.3) is small enough that the kernel takes it at once.
            const std::array<char, 6> pong{static_cast<char>(0x8a), static_cast<char>(0x80), 0, 0, 0, 0};
            error_code ignored;
            listener.socket.write_some(asio::buffer(pong), ignored);
        }
    }
    listener.part = received;
}

} // namespace parley::load

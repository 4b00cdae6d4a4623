// Many WebSockets that listen, on one thread and one buffer: they count whole messages, and tell each to whoever asks.
// Reading is as cheap as can be, for the crowd shares the machine with the server that it listens to.
#pragma once

#include "runtime/asio.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace parley::load {

class Crowd {
public:
    /// Hears every whole text message; `listener` counts from 0 in the order of join().
    using Hear = std::function<void(std::size_t listener, std::string_view text)>;

    Crowd(asio::io_context& context, std::uint16_t port, Hear hear);
    ~Crowd();

    /// Opens a socket at /v1/live and sends these texts, each as one message; ready once the server has said hello.
    awaitable<void> join(std::string session, std::vector<std::string> texts);
    /// A socket that speaks no WebSocket handshake: what the raw loop writes to.
    awaitable<void> join_raw();

    std::size_t size() const { return listeners_.size(); }
    std::uint64_t messages() const { return messages_; }
    std::uint64_t ended() const { return ended_; } // sockets that the server has closed
    /// The listener stops to read, as one that is too slow.
    void stall(std::size_t listener);

private:
    struct Listener;
    awaitable<void> connect(Listener& listener);
    static awaitable<void> listen(Crowd& crowd, std::shared_ptr<Listener> listener);
    void take(Listener& listener, std::string_view received);

    asio::io_context& context_;
    std::uint16_t port_;
    Hear hear_;
    std::vector<std::shared_ptr<Listener>> listeners_;
    std::vector<char> buffer_;
    std::uint64_t messages_ = 0;
    std::uint64_t ended_ = 0;
};

} // namespace parley::load

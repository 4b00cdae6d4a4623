// A blocking client that sends bytes as given and reads what comes back, for tests that need to misbehave. Every wait
// ends after a few seconds and fails the test instead of hanging it.
#pragma once

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace parley::tests {

struct RawResponse {
    int status = 0;
    std::map<std::string, std::string> headers; // names in lower case
    std::string body;

    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? std::string() : found->second;
    }
};

class RawClient {
public:
    // 0 keeps the system's receive buffer; a small one makes a slow reader out of few bytes.
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) {
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        const int on = 1;
        ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        connect_to(port);
    }
    ~RawClient() { close(); }
    RawClient(RawClient&& other) noexcept
        : socket_(std::exchange(other.socket_, -1)), input_(std::move(other.input_)), eof_(other.eof_) {}
    RawClient& operator=(RawClient&&) = delete;

    bool connected() const { return connected_; }
    int descriptor() const { return socket_; }
    void close() {
        if (socket_ >= 0) {
            ::close(std::exchange(socket_, -1));
        }
    }
    // Ends the connection with a reset.
    void reset() {
        const linger hard{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close();
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    // False when the peer no longer takes it.
    bool send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) {
                return false;
            }
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // Reads what is there, waiting for the first byte. False at the end, after a reset or after `patience`.
    bool read_some(std::chrono::milliseconds patience = std::chrono::seconds(5)) {
        pollfd waiting{socket_, POLLIN, 0};
        if (::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) {
            return false;
        }
        char chunk[64 * 1024];
        const auto read = ::recv(socket_, chunk, sizeof chunk, 0);
        if (read <= 0) {
            eof_ = true;
            return false;
        }
        input_.append(chunk, static_cast<std::size_t>(read));
        return true;
    }

    bool read_until(std::string_view mark) {
        while (input_.find(mark) == std::string::npos) {
            if (!read_some()) {
                return false;
            }
        }
        return true;
    }
    bool read_bytes(std::size_t count) {
        while (input_.size() < count) {
            if (!read_some()) {
                return false;
            }
        }
        return true;
    }
    // Everything until the peer closes; eof() tells whether it did.
    std::string read_to_end() {
        while (read_some()) {
        }
        return std::exchange(input_, {});
    }
    bool eof() const { return eof_; }
    bool is_closed_by_peer() {
        while (read_some()) {
        }
        return eof_;
    }

    std::string take(std::size_t count) {
        auto taken = input_.substr(0, count);
        input_.erase(0, count);
        return taken;
    }
    std::string& input() { return input_; }

    // One response with Content-Length (or none for HEAD, 204, 304); nullopt when none came.
    std::optional<RawResponse> read_response(bool bodiless = false) {
        if (!read_until("\r\n\r\n")) {
            return std::nullopt;
        }
        const auto end = input_.find("\r\n\r\n");
        RawResponse response;
        const auto head = take(end + 4);
        response.status = std::atoi(head.substr(9, 3).c_str());
        for (std::size_t at = head.find("\r\n") + 2; at < end;) {
            const auto line_end = head.find("\r\n", at);
            const auto colon = head.find(':', at);
            auto name = head.substr(at, colon - at);
            for (auto& character : name) {
                character = static_cast<char>(std::tolower(static_cast<unsigned char>(character)));
            }
            response.headers[name] = head.substr(colon + 2, line_end - colon - 2);
            at = line_end + 2;
        }
        const auto length = response.header("content-length");
        if (!bodiless && !length.empty()) {
            const auto size = static_cast<std::size_t>(std::stoul(length));
            if (!read_bytes(size)) {
                return std::nullopt;
            }
            response.body = take(size);
        }
        return response;
    }

private:
    void connect_to(std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const void* plain = &address;
        connected_ = ::connect(socket_, static_cast<const sockaddr*>(plain), sizeof address) == 0;
    }

    int socket_;
    std::string input_;
    bool eof_ = false;
    bool connected_ = false;
};

} // namespace parley::tests

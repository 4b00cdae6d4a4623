// One HTTP/1.1 connection of a client that costs the machine little: it shares it with the server that it measures.
#pragma once

#include "runtime/asio.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::load {

struct Answer {
    int status = 0;
    std::string body;
    bool is_ok() const { return status >= 200 && status < 300; }
};

struct Call {
    std::string_view method = "GET";
    std::string path;
    std::string session = {};         // a Bearer token; "" for none
    std::string idempotency_key = {}; // "" for none
    std::string body = {};            // JSON
};

/// One call at a time. Connects with the first call, and anew when the server has ended the connection.
class HttpConnection {
public:
    HttpConnection(asio::io_context& context, std::uint16_t port) : socket_(context), port_(port) {}

    /// Throws boost::system::system_error when the server cannot be reached or breaks off, and std::runtime_error for
    /// an answer without Content-Length.
    awaitable<Answer> call(const Call& call);

private:
    awaitable<Answer> read_answer(bool without_body);

    asio::ip::tcp::socket socket_;
    std::uint16_t port_;
    std::string request_;
    std::string received_;
};

} // namespace parley::load

// Calls that are made when they are due, whatever those before them take: each on a connection that is free, or a new
// one. What waits for a slow server is then seen in the figures, and not left out of them.
#pragma once

#include "loadtest/client/http.hpp"

#include <memory>
#include <vector>

namespace parley::load {

class Lines {
public:
    Lines(asio::io_context& context, std::uint16_t port) : context_(context), port_(port) {}

    /// As HttpConnection::call. A connection that failed is not used again.
    awaitable<Answer> call(Call call) {
        std::unique_ptr<HttpConnection> line;
        if (free_.empty()) {
            line = std::make_unique<HttpConnection>(context_, port_);
        } else {
            line = std::move(free_.back());
            free_.pop_back();
        }
        Answer answer = co_await line->call(call);
        free_.push_back(std::move(line));
        co_return answer;
    }

private:
    asio::io_context& context_;
    std::uint16_t port_;
    std::vector<std::unique_ptr<HttpConnection>> free_;
};

} // namespace parley::load

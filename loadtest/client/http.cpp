#include "loadtest/client/http.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>

namespace parley::load {

namespace {

constexpr std::string_view head_end = "\r\n\r\n";

// The value of a header field, looked for as the server writes it: names are compared without case.
std::optional<std::string_view> field(std::string_view head, std::string_view name) {
    auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
    for (std::size_t line = head.find("\r\n"); line != std::string_view::npos && line + 2 < head.size();
         line = head.find("\r\n", line + 2)) {
        std::string_view rest = head.substr(line + 2);
        if (rest.size() <= name.size() || rest[name.size()] != ':')
            continue;
        if (!std::equal(name.begin(), name.end(), rest.begin(), same))
            continue;
        rest.remove_prefix(name.size() + 1);
        rest = rest.substr(0, rest.find("\r\n"));
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        return rest;
    }
    return std::nullopt;
}

std::size_t number(std::string_view text) {
    std::size_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

} // namespace

awaitable<Answer> HttpConnection::call(const Call& call) {
    if (!socket_.is_open()) {
        co_await socket_.async_connect({asio::ip::address_v4::loopback(), port_}, asio::use_awaitable);
        socket_.set_option(asio::ip::tcp::no_delay(true));
    }
    request_.clear();
    request_.append(call.method).append(" ").append(call.path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    if (!call.session.empty())
        request_.append("Authorization: Bearer ").append(call.session).append("\r\n");
    if (!call.idempotency_key.empty())
        request_.append("Idempotency-Key: ").append(call.idempotency_key).append("\r\n");
    if (!call.body.empty())
        request_.append("Content-Type: application/json\r\n");
    request_.append("Content-Length: ").append(std::to_string(call.body.size())).append(head_end).append(call.body);
    co_await asio::async_write(socket_, asio::buffer(request_), asio::use_awaitable);
    co_return co_await read_answer(call.method == "HEAD");
}

awaitable<Answer> HttpConnection::read_answer(bool without_body) {
    const std::size_t head_size =
        co_await asio::async_read_until(socket_, asio::dynamic_buffer(received_), head_end, asio::use_awaitable);
    const std::string head = received_.substr(0, head_size);
    Answer answer{static_cast<int>(number(std::string_view(head).substr(9, 3))), {}};
    const auto length = field(head, "Content-Length");
    if (!length && !without_body && answer.status != 204)
        throw std::runtime_error("an answer without Content-Length");
    const std::size_t whole = head_size + (length && !without_body ? number(*length) : 0);
    if (received_.size() < whole)
        co_await asio::async_read(socket_, asio::dynamic_buffer(received_),
                                  asio::transfer_exactly(whole - received_.size()), asio::use_awaitable);
    answer.body = received_.substr(head_size, whole - head_size);
    received_.erase(0, whole);
    if (field(head, "Connection") == "close") {
        socket_.close();
        received_.clear();
    }
    co_return answer;
}

} // namespace parley::load

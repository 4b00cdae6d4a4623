// How a message leaves for somebody else's server: to public addresses alone, whatever its name resolves to.
#pragma once

#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>

namespace parley::app {

/// A message signed as Standard Webhooks 1.0 signs.
struct WebhookPost {
    std::string url;
    std::string id;
    std::string timestamp; // seconds since 1970
    std::string signature; // "v1,BASE64", several with spaces between
    std::string body;
};

struct WebhookAnswer {
    int status = 0;      // 0 where there was none
    std::string failure; // why, in words
    std::string body;    // how it begins, as text that can be shown
    core::Micros took = 0;
};

class WebhookLine {
public:
    virtual ~WebhookLine() = default;
    /// Why nothing would be sent there, in words; "" if something would. Looks the name up.
    virtual boost::asio::awaitable<std::string> objection(std::string url) = 0;
    /// Sends it once, and does not fail: what went wrong is in the answer.
    virtual boost::asio::awaitable<WebhookAnswer> post(WebhookPost post) = 0;
};

} // namespace parley::app

// Messages to other people's servers by way of libcurl: over TLS to port 443 of public addresses, each address checked
// when it is connected to, no redirects, and little of the answer read. One thread serves any number of slow ones.
#pragma once

#include "app/ports/webhook_line.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace parley::webhook {

struct LineSettings {
    std::chrono::milliseconds timeout{20'000}; // of all of it
    std::chrono::milliseconds connect_timeout{5'000};
    std::vector<std::string> hosts; // "NAME=ADDRESS", in place of the DNS
    bool allow_loopback = false;    // for tests: http, any port, and addresses of this machine
};

class Line final : public app::WebhookLine {
public:
    /// Throws std::invalid_argument where a host is not NAME=ADDRESS.
    explicit Line(LineSettings settings);
    ~Line() override;

    awaitable<std::string> objection(std::string url) override;
    awaitable<app::WebhookAnswer> post(app::WebhookPost post) override;
    /// What is on its way ends without an answer.
    void stop();

private:
    class Engine;
    std::unique_ptr<Engine> engine_;
};

} // namespace parley::webhook

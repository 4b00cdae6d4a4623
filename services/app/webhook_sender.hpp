// Sends what happens on a desk to where its business wants it, as Standard Webhooks 1.0 has it: signed, again and again
// until it arrives, one message of an endpoint at a time. At least once, under a stable id.
#pragma once

#include "app/market.hpp"
#include "app/ports/webhook_line.hpp"
#include "app/ports/webhooks.hpp"
#include "app/secrets.hpp"

#include <boost/asio/steady_timer.hpp>

namespace parley::app {

/// The type of the message that only says that it arrives.
inline constexpr const char* ping_type = "ping";

/// How long after its `attempts`-th attempt the next one is due; nothing when that was the last.
std::optional<core::Micros> retry_after(int attempts);

/// "v1,BASE64" for each secret that signs at that time.
std::string webhook_signatures(const Webhook& webhook, const std::string& id, const std::string& timestamp,
                               const std::string& body, core::Instant now);

struct WebhookSenderParts {
    Market& market;
    Webhooks& webhooks;
    WebhookLine& line;
    std::function<std::string(const core::Value&)> written; // as JSON
    RandomBytes random;
    std::function<core::Instant()> clock;
    std::int64_t second_us = 1'000'000; // of the schedule; tests have shorter ones
    boost::asio::any_io_executor executor;
};

class WebhookSender {
public:
    explicit WebhookSender(WebhookSenderParts parts);

    /// Works until cancelled.
    boost::asio::awaitable<void> run();
    /// There may be something to send; callable from any thread.
    void poke();

private:
    boost::asio::awaitable<void> look();
    boost::asio::awaitable<void> deliver(DueDelivery due);
    boost::asio::awaitable<std::optional<core::Value>> message(const DueDelivery& due);
    DeliveryOutcome judged(const DueDelivery& due, std::string type, core::Instant at, WebhookAnswer answer);
    core::Micros scaled(core::Micros planned) const;

    WebhookSenderParts parts_;
    boost::asio::steady_timer wake_;
    bool poked_ = false;
    int in_flight_ = 0;
};

} // namespace parley::app

// Where businesses want to be told what happens on their desks, and what became of each delivery.
#pragma once

#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::app {

using WebhookId = core::Id<struct WebhookTag>;
using DeliveryId = core::Id<struct DeliveryTag>;
using WebhookSecret = std::array<std::uint8_t, 32>;

/// off: by its business. gone: it answered 410. failing: nothing arrived for days.
enum class WebhookState { on, off, gone, failing };
std::span<const std::string_view> names_of(WebhookState);
enum class DeliveryState { waiting, delivered, failed };
std::span<const std::string_view> names_of(DeliveryState);

struct Webhook {
    WebhookId id;
    core::BusinessId business;
    std::string url;
    std::vector<std::string> types; // of the desk's pushes; none for all of them
    WebhookSecret secret{};
    std::optional<WebhookSecret> old_secret; // signs too
    std::optional<core::Instant> old_until;
    core::Instant made_at;
    WebhookState state = WebhookState::on;
    std::optional<core::Instant> failing_since;
};

struct WebhookChange {
    std::optional<std::string> url;
    std::optional<std::vector<std::string>> types;
    std::optional<bool> on; // what happened while it was off is not sent by itself
};

struct WebhookAttempt {
    core::Instant at;
    int status = 0;
    core::Micros took = 0;
    std::string failure;
    std::string answer;
};

struct WebhookDelivery {
    DeliveryId id;
    std::string type; // "" before the first attempt
    std::optional<core::IntentId> intent;
    core::Instant made_at;
    DeliveryState state = DeliveryState::waiting;
    std::optional<core::Instant> next_at;
    std::vector<WebhookAttempt> attempts; // oldest first
};

/// What is to be sent now, to an endpoint that is sent nothing else meanwhile.
struct DueDelivery {
    Webhook webhook;
    DeliveryId id;
    std::optional<std::int64_t> topic_seq; // nothing for a ping
    core::IntentId intent;
    std::int64_t intent_seq = 0;
    int attempts = 0; // that came to nothing
    core::Instant busy_until;
};

/// What became of an attempt.
struct DeliveryOutcome {
    std::string type;
    WebhookAttempt attempt;
    DeliveryState state = DeliveryState::waiting;
    std::optional<core::Instant> next_at; // when it waits
    bool is_gone = false;                 // the endpoint says that it is no more
    core::Instant failing_if_before;      // an endpoint that failed since before then is switched off
};

class Webhooks {
public:
    virtual ~Webhooks() = default;

    /// False where the business has `most` already. It is told what comes from now on.
    virtual boost::asio::awaitable<bool> add(Webhook webhook, int most) = 0;
    virtual boost::asio::awaitable<std::vector<Webhook>> of(core::BusinessId business) = 0;
    /// Nothing for one of another business.
    virtual boost::asio::awaitable<std::optional<Webhook>> find(core::BusinessId business, WebhookId id) = 0;
    virtual boost::asio::awaitable<void> change(WebhookId id, WebhookChange change) = 0;
    /// The old secret signs too until then.
    virtual boost::asio::awaitable<void> turn_secret(WebhookId id, WebhookSecret secret, core::Instant old_until) = 0;
    virtual boost::asio::awaitable<void> remove(WebhookId id) = 0;

    virtual boost::asio::awaitable<void> add_ping(WebhookId id, DeliveryId delivery, core::Instant now) = 0;
    /// Newest first, those before `before` if it is given.
    virtual boost::asio::awaitable<std::vector<WebhookDelivery>>
    deliveries(WebhookId id, std::optional<DeliveryId> before, int limit) = 0;
    /// False where the endpoint has no such delivery.
    virtual boost::asio::awaitable<bool> send_again(WebhookId id, DeliveryId delivery, core::Instant now) = 0;
    /// Everything of the desk since then, whether it arrived or not: at most one delivery per given id, the oldest
    /// first. Tells how many.
    virtual boost::asio::awaitable<std::int64_t> replay(WebhookId id, core::Instant since, std::vector<DeliveryId> ids,
                                                        core::Instant now) = 0;

    /// Makes deliveries of what is new on the desks, at most one per given id. Tells how many.
    virtual boost::asio::awaitable<std::int64_t> fan_out(std::vector<DeliveryId> ids, core::Instant now) = 0;
    /// The next delivery of each endpoint that waits for one; they are the caller's for `claim`.
    virtual boost::asio::awaitable<std::vector<DueDelivery>> claim(core::Instant now, core::Micros claim,
                                                                   int limit) = 0;
    virtual boost::asio::awaitable<void> settle(DueDelivery due, DeliveryOutcome outcome, core::Instant now) = 0;
    /// There is nothing to send of it: its endpoint does not want that type, or nothing can be shown.
    virtual boost::asio::awaitable<void> drop(DueDelivery due, core::Instant now) = 0;
    /// Takes away deliveries that are over and were made longer than `life` ago, by the store's own clock.
    virtual boost::asio::awaitable<std::int64_t> forget(core::Micros life) = 0;
};

} // namespace parley::app

#include "app/webhook_sender.hpp"

#include "app/consequences.hpp"
#include "app/log_codec.hpp"
#include "runtime/log.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr std::size_t fan_out_batch = 200;
constexpr int in_flight_max = 64;
/// Longer than any attempt takes; the work of a node that died waits for its end.
constexpr core::Micros claim = core::seconds(60);
constexpr std::chrono::milliseconds look_every{1'000};
constexpr int status_gone = 410;
constexpr std::string_view erased_type = "erased";
/// An endpoint at which nothing arrived for that long is switched off.
constexpr core::Micros failing_max = core::seconds(5LL * 86'400);
/// After the first attempt, which is made at once.
constexpr std::array retries{core::seconds(5),          core::seconds(5 * 60),     core::seconds(30 * 60),
                             core::seconds(2 * 3'600),  core::seconds(5 * 3'600),  core::seconds(10 * 3'600),
                             core::seconds(14 * 3'600), core::seconds(20 * 3'600), core::seconds(24 * 3'600)};

std::string_view bytes_of(const std::array<std::uint8_t, 32>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

} // namespace

std::optional<core::Micros> retry_after(int attempts) {
    const auto made = static_cast<std::size_t>(attempts);
    return made >= 1 && made <= retries.size() ? std::optional(retries[made - 1]) : std::nullopt;
}

std::string webhook_signatures(const Webhook& webhook, const std::string& id, const std::string& timestamp,
                               const std::string& body, core::Instant now) {
    const std::string content = id + '.' + timestamp + '.' + body;
    const auto signature = [&](const WebhookSecret& secret) {
        const auto hmac = digest::hmac_sha256(bytes_of(secret), content);
        return "v1," + digest::base64(bytes_of(hmac));
    };
    std::string signatures = signature(webhook.secret);
    if (webhook.old_secret && webhook.old_until && now < *webhook.old_until)
        signatures += ' ' + signature(*webhook.old_secret);
    return signatures;
}

WebhookSender::WebhookSender(WebhookSenderParts parts) : parts_(std::move(parts)), wake_(parts_.executor) {}

void WebhookSender::poke() {
    asio::post(parts_.executor, [this] {
        poked_ = true;
        wake_.cancel();
    });
}

asio::awaitable<void> WebhookSender::run() {
    for (;;) {
        poked_ = false;
        try {
            co_await look();
        } catch (const std::exception& error) {
            // What was claimed comes back when its claim is over.
            runtime::log_warning("webhooks_failed", {{"reason", error.what()}});
        }
        if (poked_)
            continue;
        wake_.expires_after(look_every);
        const auto [code] = co_await wake_.async_wait(asio::as_tuple(asio::use_awaitable));
        if (code && !poked_)
            co_return;
    }
}

asio::awaitable<void> WebhookSender::look() {
    for (;;) {
        std::vector<DeliveryId> ids;
        while (ids.size() < fan_out_batch)
            ids.push_back(draw_id<DeliveryId>(parts_.random));
        if (co_await parts_.webhooks.fan_out(std::move(ids), parts_.clock()) < static_cast<std::int64_t>(fan_out_batch))
            break;
    }
    if (in_flight_ >= in_flight_max)
        co_return;
    for (DueDelivery& due : co_await parts_.webhooks.claim(parts_.clock(), claim, in_flight_max - in_flight_)) {
        ++in_flight_;
        asio::co_spawn(parts_.executor, deliver(std::move(due)), [this](std::exception_ptr error) {
            --in_flight_;
            poked_ = true; // Its endpoint waits for the next one.
            wake_.cancel();
            if (!error)
                return;
            try {
                std::rethrow_exception(error);
            } catch (const std::exception& failure) {
                runtime::log_warning("webhook_unsettled", {{"reason", failure.what()}});
            }
        });
    }
}

/// As it is told now: what was erased since it happened is not in it.
asio::awaitable<std::optional<core::Value>> WebhookSender::message(const DueDelivery& due) {
    core::Value body;
    if (!due.topic_seq) {
        body["type"] = ping_type;
        body["timestamp"] = core::to_rfc3339(parts_.clock());
        body["data"]["webhook_id"] = core::to_text(due.webhook.id);
        co_return body;
    }
    const std::string topic = desk_topic(due.webhook.business);
    TopicRef ref{topic, *due.topic_seq, due.intent, due.intent_seq, due.webhook.business};
    std::optional<PushMessage> push;
    try {
        push = co_await parts_.market.topic_push(ref);
    } catch (const BrokenLog& error) {
        runtime::log_error("log_is_broken", {{"reason", error.what()}});
    }
    const auto& types = due.webhook.types;
    // Whoever was told of a request has to hear that it must be deleted.
    const bool is_wanted = push && (types.empty() || push->type == erased_type ||
                                    std::find(types.begin(), types.end(), push->type) != types.end());
    if (!is_wanted)
        co_return std::nullopt;
    body["type"] = push->type;
    body["timestamp"] = core::to_rfc3339(push->at);
    body["data"] = std::move(push->data);
    co_return body;
}

asio::awaitable<void> WebhookSender::deliver(DueDelivery due) {
    const auto body = co_await message(due);
    if (!body) {
        co_await parts_.webhooks.drop(std::move(due), parts_.clock());
        co_return;
    }
    const core::Instant now = parts_.clock();
    WebhookPost post;
    post.url = due.webhook.url;
    post.id = "msg_" + core::to_text(due.id);
    post.timestamp = std::to_string(now.us / core::micros_per_s);
    post.body = parts_.written(*body);
    post.signature = webhook_signatures(due.webhook, post.id, post.timestamp, post.body, now);
    WebhookAnswer answer = co_await parts_.line.post(std::move(post));
    DeliveryOutcome outcome = judged(due, *body->at("type").as_string(), now, std::move(answer));
    co_await parts_.webhooks.settle(std::move(due), std::move(outcome), parts_.clock());
}

DeliveryOutcome WebhookSender::judged(const DueDelivery& due, std::string type, core::Instant at,
                                      WebhookAnswer answer) {
    DeliveryOutcome outcome;
    outcome.type = std::move(type);
    const int status = answer.status;
    outcome.attempt = {at, status, answer.took, std::move(answer.failure), std::move(answer.body)};
    const core::Instant now = parts_.clock();
    outcome.failing_if_before = now - scaled(failing_max);
    outcome.is_gone = status == status_gone;
    if (status >= 200 && status < 300) {
        outcome.state = DeliveryState::delivered;
    } else if (const auto wait = retry_after(due.attempts + 1)) {
        // Up to a tenth more, so that what failed together does not come together again.
        const core::Micros later = scaled(*wait);
        outcome.next_at = now + later + later * parts_.random()[0] / 2'560;
    } else {
        outcome.state = DeliveryState::failed;
    }
    return outcome;
}

core::Micros WebhookSender::scaled(core::Micros planned) const {
    return planned / core::micros_per_s * parts_.second_us;
}

} // namespace parley::app

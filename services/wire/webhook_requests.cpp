#include "wire/webhook_requests.hpp"

#include "core/view_values.hpp"
#include "wire/reading.hpp"

namespace parley::wire {

namespace {

constexpr std::size_t url_max = 500;
constexpr std::int64_t rotation_default_s = 86'400;
constexpr std::int64_t rotation_max_s = 7 * 86'400;

/// The pushes of a desk (asyncapi.yaml).
const std::vector<std::string> desk_types{"invited",  "invitation_closed", "offers_wanted", "round_result",
                                          "awarded",  "award_confirmed",   "award_lapsed",  "disposed",
                                          "question", "message",           "deal_changed",  "erased"};

std::optional<std::vector<std::string>> read_types(Body& body) {
    if (!body.is_given("types"))
        return std::nullopt;
    std::vector<std::string> types;
    const auto read = [&](Body& list, const std::string& index) {
        if (auto type = list.word(index, desk_types, true))
            types.push_back(std::move(*type));
    };
    body.list("types", 0, desk_types.size(), read);
    return types;
}

} // namespace

Read<NewWebhook> read_webhook(std::string_view text) {
    return reading<NewWebhook>(text, [](Body& body, NewWebhook& out) {
        out.url = body.text("url", 1, url_max).value_or("");
        out.types = read_types(body).value_or(std::vector<std::string>{});
    });
}

Read<app::WebhookChange> read_webhook_change(std::string_view text) {
    return reading<app::WebhookChange>(text, [](Body& body, app::WebhookChange& out) {
        out.url = body.text("url", 1, url_max, false);
        out.types = read_types(body);
        out.on = body.truth("on");
        body.must_hold_something();
    });
}

Read<core::Micros> read_rotation(std::string_view text) {
    if (text.empty())
        return Read<core::Micros>(boost::system::in_place_value, core::seconds(rotation_default_s));
    return reading<core::Micros>(text, [](Body& body, core::Micros& out) {
        out = core::seconds(body.integer("old_works_for_s", 0, rotation_max_s, false).value_or(rotation_default_s));
    });
}

Read<core::Instant> read_webhook_replay(std::string_view text) {
    return reading<core::Instant>(
        text, [](Body& body, core::Instant& out) { out = body.instant("since", true).value_or(core::Instant{}); });
}

core::Value webhook_value(const app::Webhook& webhook, core::Instant now) {
    core::Value value;
    value["id"] = core::to_text(webhook.id);
    value["url"] = webhook.url;
    value["types"] = core::Value::Array{};
    for (const std::string& type : webhook.types)
        value["types"].push_back(type);
    value["state"] = core::name_of(webhook.state);
    value["made_at"] = core::to_rfc3339(webhook.made_at);
    value["failing_since"] = core::time_or_null(webhook.failing_since);
    const bool two_sign = webhook.old_until && now < *webhook.old_until;
    value["old_secret_until"] = two_sign ? core::time_or_null(webhook.old_until) : core::Value{};
    return value;
}

core::Value delivery_value(const app::WebhookDelivery& delivery) {
    core::Value value;
    value["id"] = core::to_text(delivery.id);
    value["message_id"] = "msg_" + core::to_text(delivery.id);
    value["type"] = core::text_or_null(delivery.type);
    value["intent_id"] = delivery.intent ? core::Value(core::to_text(*delivery.intent)) : core::Value{};
    value["made_at"] = core::to_rfc3339(delivery.made_at);
    value["state"] = core::name_of(delivery.state);
    value["next_at"] = core::time_or_null(delivery.next_at);
    value["attempts"] = core::Value::Array{};
    for (const app::WebhookAttempt& attempt : delivery.attempts) {
        core::Value one;
        one["at"] = core::to_rfc3339(attempt.at);
        one["status"] = attempt.status == 0 ? core::Value{} : core::Value(attempt.status);
        one["ms"] = attempt.took / core::micros_per_ms;
        one["failure"] = core::text_or_null(attempt.failure);
        one["answer"] = attempt.answer;
        value["attempts"].push_back(std::move(one));
    }
    return value;
}

} // namespace parley::wire

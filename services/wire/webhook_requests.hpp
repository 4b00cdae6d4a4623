// The bodies about webhooks, and how endpoints and deliveries are told.
#pragma once

#include "app/ports/webhooks.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

struct NewWebhook {
    std::string url;
    std::vector<std::string> types; // none for all of them
};

/// {"url","types"?}
Read<NewWebhook> read_webhook(std::string_view body);
/// {"url"?,"types"?,"on"?}, one of them at least.
Read<app::WebhookChange> read_webhook_change(std::string_view body);
/// {"old_works_for_s"?}: how long what is replaced goes on working; a day where nothing is said.
Read<core::Micros> read_rotation(std::string_view body);
/// {"since"}
Read<core::Instant> read_webhook_replay(std::string_view body);

core::Value webhook_value(const app::Webhook& webhook, core::Instant now);
core::Value delivery_value(const app::WebhookDelivery& delivery);

} // namespace parley::wire

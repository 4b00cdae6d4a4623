// Webhook endpoints, their deliveries and what became of each attempt, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/webhooks.hpp"

namespace parley::postgres {

class PostgresWebhooks final : public app::Webhooks {
public:
    explicit PostgresWebhooks(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<bool> add(app::Webhook webhook, int most) override;
    awaitable<std::vector<app::Webhook>> of(core::BusinessId business) override;
    awaitable<std::optional<app::Webhook>> find(core::BusinessId business, app::WebhookId id) override;
    awaitable<void> change(app::WebhookId id, app::WebhookChange change) override;
    awaitable<void> turn_secret(app::WebhookId id, app::WebhookSecret secret, core::Instant old_until) override;
    awaitable<void> remove(app::WebhookId id) override;

    awaitable<void> add_ping(app::WebhookId id, app::DeliveryId delivery, core::Instant now) override;
    awaitable<std::vector<app::WebhookDelivery>> deliveries(app::WebhookId id, std::optional<app::DeliveryId> before,
                                                            int limit) override;
    awaitable<bool> send_again(app::WebhookId id, app::DeliveryId delivery, core::Instant now) override;
    awaitable<std::int64_t> replay(app::WebhookId id, core::Instant since, std::vector<app::DeliveryId> ids,
                                   core::Instant now) override;

    awaitable<std::int64_t> fan_out(std::vector<app::DeliveryId> ids, core::Instant now) override;
    awaitable<std::vector<app::DueDelivery>> claim(core::Instant now, core::Micros claim, int limit) override;
    awaitable<void> settle(app::DueDelivery due, app::DeliveryOutcome outcome, core::Instant now) override;
    awaitable<void> drop(app::DueDelivery due, core::Instant now) override;
    awaitable<std::int64_t> forget(core::Micros life) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

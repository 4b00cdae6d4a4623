#include "adapters/postgres/webhooks.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/webhooks_sql.hpp"
#include "digest/digest.hpp"

#include <algorithm>

namespace parley::postgres {

namespace {

app::WebhookSecret secret_in(std::string_view text) {
    const auto secret = digest::from_hex<32>(text);
    if (!secret)
        throw std::runtime_error("webhooks: a stored secret is none");
    return *secret;
}

app::Webhook webhook_in(const Rows& rows, int row) {
    app::Webhook webhook;
    webhook.id = stored_id<app::WebhookId>(rows.text(row, 0));
    webhook.business = stored_id<core::BusinessId>(rows.text(row, 1));
    webhook.url = rows.text(row, 2);
    webhook.types = stored_strings(rows.text(row, 3), "webhook.types");
    webhook.secret = secret_in(rows.text(row, 4));
    if (!rows.is_null(row, 5))
        webhook.old_secret = secret_in(rows.text(row, 5));
    webhook.old_until = maybe_instant(rows, row, 6);
    webhook.made_at = {rows.bigint(row, 7)};
    webhook.state = stored_name<app::WebhookState>(rows.text(row, 8));
    webhook.failing_since = maybe_instant(rows, row, 9);
    return webhook;
}

std::vector<std::string> texts_of(const std::vector<app::DeliveryId>& ids) {
    std::vector<std::string> texts;
    for (const app::DeliveryId& id : ids)
        texts.push_back(core::to_text(id));
    return texts;
}

std::vector<app::WebhookDelivery> deliveries_in(const Rows& rows) {
    std::vector<app::WebhookDelivery> deliveries;
    for (int row = 0; row < rows.size(); ++row) {
        app::WebhookDelivery one;
        one.id = stored_id<app::DeliveryId>(rows.text(row, 0));
        one.type = rows.text(row, 1);
        if (!rows.text(row, 2).empty())
            one.intent = stored_id<core::IntentId>(rows.text(row, 2));
        one.made_at = {rows.bigint(row, 3)};
        one.state = stored_name<app::DeliveryState>(rows.text(row, 4));
        one.next_at = maybe_instant(rows, row, 5);
        deliveries.push_back(std::move(one));
    }
    return deliveries;
}

} // namespace

awaitable<bool> PostgresWebhooks::add(app::Webhook webhook, int most) {
    auto job = [webhook = std::move(webhook), most](Session& session) {
        Parameters row;
        row.text(core::to_text(webhook.id)).text(core::to_text(webhook.business)).text(webhook.url);
        row.texts(webhook.types).text(digest::hex(webhook.secret)).bigint(webhook.made_at.us).bigint(most);
        return session.execute(sql::add_webhook, row).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::Webhook>> PostgresWebhooks::of(core::BusinessId business) {
    auto job = [business](Session& session) {
        const Rows rows = session.execute(sql::webhooks_of, Parameters().text(core::to_text(business)));
        std::vector<app::Webhook> webhooks;
        for (int row = 0; row < rows.size(); ++row)
            webhooks.push_back(webhook_in(rows, row));
        return webhooks;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Webhook>> PostgresWebhooks::find(core::BusinessId business, app::WebhookId id) {
    auto job = [business, id](Session& session) -> std::optional<app::Webhook> {
        const Rows rows =
            session.execute(sql::find_webhook, Parameters().text(core::to_text(business)).text(core::to_text(id)));
        return rows.size() > 0 ? std::optional(webhook_in(rows, 0)) : std::nullopt;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::change(app::WebhookId id, app::WebhookChange change) {
    auto job = [id, change = std::move(change)](Session& session) {
        std::vector<std::string> url;
        if (change.url)
            url.push_back(*change.url);
        Parameters row;
        row.text(core::to_text(id)).texts(url).bigint(change.types ? 1 : 0);
        row.texts(change.types.value_or(std::vector<std::string>{}));
        row.text(change.on ? (*change.on ? "on" : "off") : "");
        session.execute(sql::change_webhook, row);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::turn_secret(app::WebhookId id, app::WebhookSecret secret, core::Instant old_until) {
    auto job = [id, secret, old_until](Session& session) {
        session.execute(sql::turn_webhook_secret,
                        Parameters().text(core::to_text(id)).text(digest::hex(secret)).bigint(old_until.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::remove(app::WebhookId id) {
    auto job = [id](Session& session) { session.execute(sql::remove_webhook, Parameters().text(core::to_text(id))); };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::add_ping(app::WebhookId id, app::DeliveryId delivery, core::Instant now) {
    auto job = [id, delivery, now](Session& session) {
        session.execute(sql::add_webhook_ping,
                        Parameters().text(core::to_text(id)).text(core::to_text(delivery)).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::WebhookDelivery>>
PostgresWebhooks::deliveries(app::WebhookId id, std::optional<app::DeliveryId> before, int limit) {
    auto job = [id, before, limit](Session& session) {
        const std::string from = before ? core::to_text(*before) : "";
        auto deliveries = deliveries_in(
            session.execute(sql::webhook_deliveries, Parameters().text(core::to_text(id)).text(from).bigint(limit)));
        std::vector<app::DeliveryId> ids;
        for (const app::WebhookDelivery& one : deliveries)
            ids.push_back(one.id);
        const Rows rows = session.execute(sql::webhook_attempts, Parameters().texts(texts_of(ids)));
        for (int row = 0; row < rows.size(); ++row) {
            const auto of = stored_id<app::DeliveryId>(rows.text(row, 0));
            app::WebhookAttempt attempt;
            attempt.at = {rows.bigint(row, 1)};
            attempt.status = static_cast<int>(rows.bigint(row, 2));
            attempt.took = rows.bigint(row, 3) * core::micros_per_ms;
            attempt.failure = rows.text(row, 4);
            attempt.answer = rows.text(row, 5);
            std::find_if(deliveries.begin(), deliveries.end(), [&](const auto& one) {
                return one.id == of;
            })->attempts.push_back(std::move(attempt));
        }
        return deliveries;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresWebhooks::send_again(app::WebhookId id, app::DeliveryId delivery, core::Instant now) {
    auto job = [id, delivery, now](Session& session) {
        const auto row = Parameters().text(core::to_text(id)).text(core::to_text(delivery)).bigint(now.us);
        return session.execute(sql::webhook_again, row).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresWebhooks::replay(app::WebhookId id, core::Instant since,
                                                 std::vector<app::DeliveryId> ids, core::Instant now) {
    auto job = [id, since, ids = std::move(ids), now](Session& session) {
        const auto row = Parameters().text(core::to_text(id)).bigint(since.us).texts(texts_of(ids)).bigint(now.us);
        return session.execute(sql::webhook_replay, row).affected();
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresWebhooks::fan_out(std::vector<app::DeliveryId> ids, core::Instant now) {
    auto job = [ids = std::move(ids), now](Session& session) {
        return session.execute(sql::webhook_fan_out, Parameters().texts(texts_of(ids)).bigint(now.us)).bigint(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::DueDelivery>> PostgresWebhooks::claim(core::Instant now, core::Micros claim, int limit) {
    auto job = [now, claim, limit](Session& session) {
        const core::Instant until = now + claim;
        const Rows rows =
            session.execute(sql::webhook_claim, Parameters().bigint(now.us).bigint(until.us).bigint(limit));
        std::vector<app::DueDelivery> due;
        for (int row = 0; row < rows.size(); ++row) {
            app::DueDelivery one;
            one.webhook = webhook_in(rows, row);
            one.id = stored_id<app::DeliveryId>(rows.text(row, 10));
            one.topic_seq = maybe_bigint(rows, row, 11);
            if (one.topic_seq)
                one.intent = stored_id<core::IntentId>(rows.text(row, 12));
            one.intent_seq = rows.bigint(row, 13);
            one.attempts = static_cast<int>(rows.bigint(row, 14));
            one.busy_until = until;
            due.push_back(std::move(one));
        }
        return due;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::settle(app::DueDelivery due, app::DeliveryOutcome outcome, core::Instant now) {
    auto job = [due = std::move(due), outcome = std::move(outcome), now](Session& session) {
        const app::WebhookAttempt& attempt = outcome.attempt;
        const bool arrived = outcome.state == app::DeliveryState::delivered;
        std::vector<std::int64_t> next_at;
        if (outcome.next_at)
            next_at.push_back(outcome.next_at->us);
        const std::string id = core::to_text(due.id);
        session.transaction([&] {
            session.execute(sql::webhook_settle_lock, Parameters());
            session.execute(sql::lock_webhook, Parameters().text(core::to_text(due.webhook.id)));
            Parameters tried;
            tried.text(id).bigint(attempt.at.us).bigint(attempt.status).bigint(attempt.took / core::micros_per_ms);
            session.execute(sql::webhook_attempted, tried.text(attempt.failure).text(attempt.answer));
            Parameters settled;
            settled.text(id).bigint(due.attempts).text(outcome.type).text(core::name_of(outcome.state));
            session.execute(sql::webhook_settle, settled.bigints(next_at));
            Parameters judged;
            judged.text(core::to_text(due.webhook.id)).bigint(due.busy_until.us).bigint(arrived ? 1 : 0);
            judged.bigint(attempt.at.us).bigint(outcome.is_gone ? 1 : 0).bigint(outcome.failing_if_before.us);
            session.execute(sql::webhook_judged, judged.bigint(now.us));
        });
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresWebhooks::drop(app::DueDelivery due, core::Instant now) {
    auto job = [due = std::move(due), now](Session& session) {
        const std::string webhook = core::to_text(due.webhook.id);
        session.transaction([&] {
            session.execute(sql::lock_webhook, Parameters().text(webhook));
            session.execute(sql::webhook_drop, Parameters().text(core::to_text(due.id)));
            session.execute(sql::webhook_free, Parameters().text(webhook).bigint(due.busy_until.us).bigint(now.us));
        });
    };
    return sessions_->run(std::move(job));
}

awaitable<std::int64_t> PostgresWebhooks::forget(core::Micros life) {
    auto job = [life](Session& session) {
        return session.execute(sql::webhook_forget, Parameters().bigint(life)).affected();
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres

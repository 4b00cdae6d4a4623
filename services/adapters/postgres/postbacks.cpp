#include "adapters/postgres/postbacks.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/parameters.hpp"
#include "digest/digest.hpp"

#include <stdexcept>

namespace parley::postgres {

namespace sql {

constexpr Sql set_postback_key = {"set_postback_key", R"(
INSERT INTO postback_key (business_id, secret, made_at) VALUES ($1, $2, $3)
ON CONFLICT (business_id) DO UPDATE SET secret = excluded.secret, made_at = excluded.made_at, last_used_at = NULL)"};

constexpr Sql postback_key = {"postback_key", R"(
SELECT secret, made_at, last_used_at FROM postback_key WHERE business_id = $1)"};

constexpr Sql drop_postback_key = {"drop_postback_key", "DELETE FROM postback_key WHERE business_id = $1"};

constexpr Sql note_postback = {"note_postback", R"(
UPDATE postback_key SET last_used_at = $2 WHERE business_id = $1)"};

// The words of a code are a part of its event, so an erased one has no row here.
constexpr Sql deal_with_code = {"deal_with_code", R"(
SELECT p.intent_id FROM intent_part p
JOIN intent_event e ON e.intent_id = p.intent_id AND e.seq = p.seq AND e.type = 'handed_off'
JOIN deal d ON d.intent_id = p.intent_id AND d.business_id = $1
WHERE p.name = 'code' AND p.value #>> '{}' = $2
ORDER BY e.at DESC LIMIT 1)"};

} // namespace sql

awaitable<void> PostgresPostbacks::set_key(core::BusinessId business, app::PostbackSecret secret, core::Instant now) {
    auto job = [business, secret, now](Session& session) {
        session.execute(sql::set_postback_key,
                        Parameters().text(core::to_text(business)).text(digest::hex(secret)).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::PostbackKey>> PostgresPostbacks::key_of(core::BusinessId business) {
    auto job = [business](Session& session) -> std::optional<app::PostbackKey> {
        const Rows rows = session.execute(sql::postback_key, Parameters().text(core::to_text(business)));
        if (rows.size() == 0)
            return std::nullopt;
        const auto secret = digest::from_hex<32>(rows.text(0, 0));
        if (!secret)
            throw std::runtime_error("postbacks: a stored key is none");
        app::PostbackKey key{*secret, {rows.bigint(0, 1)}, {}};
        if (!rows.is_null(0, 2))
            key.last_used_at = core::Instant{rows.bigint(0, 2)};
        return key;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPostbacks::drop_key(core::BusinessId business) {
    auto job = [business](Session& session) {
        session.execute(sql::drop_postback_key, Parameters().text(core::to_text(business)));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresPostbacks::note_use(core::BusinessId business, core::Instant now) {
    auto job = [business, now](Session& session) {
        session.execute(sql::note_postback, Parameters().text(core::to_text(business)).bigint(now.us));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<core::IntentId>> PostgresPostbacks::deal_with(core::BusinessId business, std::string code) {
    auto job = [business, code = std::move(code)](Session& session) -> std::optional<core::IntentId> {
        const Rows rows = session.execute(sql::deal_with_code, Parameters().text(core::to_text(business)).text(code));
        if (rows.size() == 0)
            return std::nullopt;
        return stored_id<core::IntentId>(rows.text(0, 0));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres

#include "adapters/postgres/api_keys.hpp"

#include "adapters/postgres/directory_rows.hpp"

namespace parley::postgres {

namespace sql {

constexpr Sql add_key = {"add_key", R"(
INSERT INTO api_key (key_hash, id, principal_id, label, scopes, made_at)
SELECT $1, $2, $3, $4, $5, $6
WHERE (SELECT count(*) FROM api_key WHERE principal_id = $3 AND coalesce(ends_at > $6, true)) < $7)"};

// A key that is busy writes its row once a minute.
constexpr Sql find_key = {"find_key", R"(
WITH used AS (
    UPDATE api_key SET last_used_at = $2
    WHERE key_hash = $1 AND coalesce(last_used_at, 0) <= $2 - 60000000 AND coalesce(ends_at > $2, true)
)
SELECT p.id, p.kind, array_to_json(k.scopes), k.id FROM api_key k JOIN principal p ON p.id = k.principal_id
WHERE k.key_hash = $1 AND coalesce(k.ends_at > $2, true))"};

constexpr Sql keys_of = {"keys_of", R"(
SELECT id, label, array_to_json(scopes), made_at, last_used_at, ends_at FROM api_key
WHERE principal_id = $1 AND coalesce(ends_at > $2, true) ORDER BY made_at DESC, id)"};

constexpr Sql rotate_key = {"rotate_key", R"(
WITH old AS (
    UPDATE api_key SET ends_at = least(ends_at, $6)
    WHERE principal_id = $1 AND id = $2 AND coalesce(ends_at > $5, true) RETURNING label, scopes
)
INSERT INTO api_key (key_hash, id, principal_id, label, scopes, made_at)
SELECT $3, $4, $1, label, scopes, $5 FROM old)"};

constexpr Sql revoke_key = {"revoke_key", "DELETE FROM api_key WHERE principal_id = $1 AND id = $2"};

constexpr Sql gone_keys = {"gone_keys", R"(
SELECT k.id FROM unnest($1::text[]) AS k (id)
WHERE NOT EXISTS (SELECT FROM api_key WHERE api_key.id = k.id AND coalesce(ends_at > $2, true)))"};

} // namespace sql

awaitable<bool> PostgresApiKeys::add(std::string key_hash, app::ApiKey key, int most) {
    auto job = [key_hash = std::move(key_hash), key = std::move(key), most](Session& session) {
        Parameters row;
        row.text(key_hash).text(key.id).text(core::to_text(key.principal)).text(key.label);
        row.texts(key.scopes).bigint(key.made_at.us).bigint(most);
        return session.execute(sql::add_key, row).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::SessionInfo>> PostgresApiKeys::find(std::string key_hash, core::Instant now) {
    auto job = [key_hash = std::move(key_hash), now](Session& session) -> std::optional<app::SessionInfo> {
        const Rows rows = session.execute(sql::find_key, Parameters().text(key_hash).bigint(now.us));
        if (rows.size() == 0)
            return std::nullopt;
        app::SessionInfo info;
        info.principals.push_back(
            {stored_id<core::PrincipalId>(rows.text(0, 0)), stored_name<app::PrincipalKind>(rows.text(0, 1))});
        info.scopes = stored_strings(rows.text(0, 2), "api_key.scopes");
        info.key = rows.text(0, 3);
        return info;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::ApiKey>> PostgresApiKeys::of(core::PrincipalId principal, core::Instant now) {
    auto job = [principal, now](Session& session) {
        const Rows rows = session.execute(sql::keys_of, Parameters().text(core::to_text(principal)).bigint(now.us));
        std::vector<app::ApiKey> keys;
        for (int row = 0; row < rows.size(); ++row) {
            app::ApiKey key;
            key.id = rows.text(row, 0);
            key.principal = principal;
            key.label = rows.text(row, 1);
            key.scopes = stored_strings(rows.text(row, 2), "api_key.scopes");
            key.made_at = {rows.bigint(row, 3)};
            key.last_used_at = maybe_instant(rows, row, 4);
            key.ends_at = maybe_instant(rows, row, 5);
            keys.push_back(std::move(key));
        }
        return keys;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresApiKeys::rotate(core::PrincipalId principal, std::string id, std::string new_hash,
                                        std::string new_id, core::Instant now, core::Instant old_ends_at) {
    auto job = [principal, id = std::move(id), new_hash = std::move(new_hash), new_id = std::move(new_id), now,
                old_ends_at](Session& session) {
        Parameters row;
        row.text(core::to_text(principal)).text(id).text(new_hash).text(new_id).bigint(now.us).bigint(old_ends_at.us);
        return session.execute(sql::rotate_key, row).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresApiKeys::revoke(core::PrincipalId principal, std::string id) {
    auto job = [principal, id = std::move(id)](Session& session) {
        return session.execute(sql::revoke_key, Parameters().text(core::to_text(principal)).text(id)).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<std::string>> PostgresApiKeys::gone(std::vector<std::string> ids, core::Instant now) {
    auto job = [ids = std::move(ids), now](Session& session) {
        const Rows rows = session.execute(sql::gone_keys, Parameters().texts(ids).bigint(now.us));
        std::vector<std::string> gone;
        for (int row = 0; row < rows.size(); ++row)
            gone.emplace_back(rows.text(row, 0));
        return gone;
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres

// API keys in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/api_keys.hpp"

namespace parley::postgres {

class PostgresApiKeys final : public app::ApiKeys {
public:
    explicit PostgresApiKeys(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<bool> add(std::string key_hash, app::ApiKey key, int most) override;
    awaitable<std::optional<app::SessionInfo>> find(std::string key_hash, core::Instant now) override;
    awaitable<std::vector<app::ApiKey>> of(core::PrincipalId principal, core::Instant now) override;
    awaitable<bool> rotate(core::PrincipalId principal, std::string id, std::string new_hash, std::string new_id,
                           core::Instant now, core::Instant old_ends_at) override;
    awaitable<bool> revoke(core::PrincipalId principal, std::string id) override;
    awaitable<std::vector<std::string>> gone(std::vector<std::string> ids, core::Instant now) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

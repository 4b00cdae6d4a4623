// Postback keys, and the deals that codes belong to, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/postbacks.hpp"

namespace parley::postgres {

class PostgresPostbacks final : public app::Postbacks {
public:
    explicit PostgresPostbacks(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}
    awaitable<void> set_key(core::BusinessId business, app::PostbackSecret secret, core::Instant now) override;
    awaitable<std::optional<app::PostbackKey>> key_of(core::BusinessId business) override;
    awaitable<void> drop_key(core::BusinessId business) override;
    awaitable<void> note_use(core::BusinessId business, core::Instant now) override;
    awaitable<std::optional<core::IntentId>> deal_with(core::BusinessId business, std::string code) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

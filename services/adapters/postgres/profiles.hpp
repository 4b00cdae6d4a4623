// The profiles and posts of businesses in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/profiles.hpp"

namespace parley::postgres {

class PostgresProfiles final : public app::Profiles {
public:
    explicit PostgresProfiles(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<app::Profile> of(core::BusinessId business) override;
    awaitable<void> put(core::BusinessId business, app::Profile profile) override;
    awaitable<std::vector<app::Post>> posts(core::BusinessId business, int limit,
                                            std::optional<app::PostId> before) override;
    awaitable<bool> write(core::BusinessId business, app::Post post) override;
    awaitable<std::optional<app::Post>> post(core::BusinessId business, app::PostId id) override;
    awaitable<bool> drop(core::BusinessId business, app::PostId id, core::Instant now) override;
    awaitable<void> forget(core::BusinessId business) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

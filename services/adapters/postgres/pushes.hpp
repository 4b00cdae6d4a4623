// The browsers that may be pushed to, and our key, in PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/pushes.hpp"

namespace parley::postgres {

class PostgresPushSubscriptions final : public app::PushSubscriptions {
public:
    explicit PostgresPushSubscriptions(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<app::PushSecret> secret(app::PushSecret fresh, core::Instant now) override;
    awaitable<void> put(app::PushSubscription subscription) override;
    awaitable<std::vector<app::PushSubscription>> of(core::PrincipalId principal) override;
    awaitable<void> drop(core::PrincipalId principal, std::string endpoint) override;
    awaitable<void> drop_endpoint(std::string endpoint) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

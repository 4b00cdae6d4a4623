// What buyers wish, on PostgreSQL.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/wishes.hpp"

namespace parley::postgres {

class PostgresWishes final : public app::Wishes {
public:
    explicit PostgresWishes(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<bool> prefer(core::PrincipalId consumer, core::BusinessId business, core::Instant now) override;
    awaitable<void> prefer_no_more(core::PrincipalId consumer, core::BusinessId business) override;
    awaitable<std::vector<app::PreferredBusiness>> preferred(core::PrincipalId consumer) override;
    awaitable<void> set_mail(core::PrincipalId consumer, app::MailWishes wishes) override;
    awaitable<app::MailWishes> mail(core::PrincipalId consumer) override;
    awaitable<void> note(core::IntentId intent, core::PrincipalId consumer, app::IntentWishes wishes) override;
    awaitable<std::string> confirm(core::IntentId intent) override;
    awaitable<std::vector<core::BusinessId>> asked_first(core::IntentId intent) override;
    awaitable<std::vector<core::IntentId>> asking_preferred(core::PrincipalId consumer) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

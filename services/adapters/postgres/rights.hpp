// People's rights on PostgreSQL. A person is forgotten in one commit.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/rights.hpp"

namespace parley::postgres {

class PostgresRights final : public app::Rights {
public:
    explicit PostgresRights(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<std::vector<app::ConsentRecord>> consents(std::vector<core::PrincipalId> people) override;
    awaitable<app::PersonFile> file(std::vector<core::PrincipalId> people,
                                    std::vector<core::IntentId> intents) override;
    awaitable<void> forget(core::PrincipalId person) override;
    awaitable<app::BusinessFile> business_file(core::BusinessId business) override;
    awaitable<app::BusinessForgotten> forget_business(core::BusinessId business, core::Instant now) override;
    awaitable<void> add_report(std::string token_hash, std::vector<core::IntentId> intents) override;
    awaitable<bool> may_see_report(std::string token_hash, core::IntentId intent) override;
    awaitable<std::vector<app::Deletion>> deletions(core::BusinessId business, std::int64_t after, int limit) override;
    awaitable<std::optional<core::Instant>> acknowledge(core::BusinessId business, core::IntentId intent,
                                                        core::Instant now) override;
    awaitable<std::vector<app::DeletionTold>> told(core::IntentId intent) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

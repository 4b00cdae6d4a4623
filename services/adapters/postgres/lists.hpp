// Lists of readers on PostgreSQL. A list is its consents; mails, readings and outbox rows are written in one commit,
// under the lock of the list, and a reader's turns are counted under a lock of its own.
#pragma once

#include "adapters/postgres/sessions.hpp"
#include "app/ports/lists.hpp"

namespace parley::postgres {

class PostgresLists final : public app::Lists {
public:
    explicit PostgresLists(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {}

    awaitable<app::ListCounts> counts(core::BusinessId business, core::Instant now, core::Instant mails_since) override;
    awaitable<std::vector<app::ListEvidence>> evidence(core::BusinessId business, int limit) override;
    awaitable<app::ListPosted> post(app::ListMail mail, core::Instant mails_since, int mails_max) override;
    awaitable<std::optional<app::ListMail>> find(core::IntentId mail) override;
    awaitable<bool> take_turn(core::IntentId mail, core::PrincipalId reader, core::Instant now, core::Instant since,
                              int turns_max) override;

private:
    std::shared_ptr<Sessions> sessions_;
};

} // namespace parley::postgres

// Lists of readers in memory, with the behaviour that tests/ports/lists_test.cpp asks for.
#pragma once

#include "app/ports/lists.hpp"
#include "support/fakes/fake_accounts.hpp"
#include "support/fakes/fake_outbox.hpp"

#include <map>

namespace parley::test {

class FakeLists final : public app::Lists {
public:
    FakeLists(FakeAccounts& accounts, FakeOutbox& outbox) : accounts_(accounts), outbox_(outbox) {}

    awaitable<app::ListCounts> counts(core::BusinessId business, core::Instant now, core::Instant mails_since) override;
    awaitable<std::vector<app::ListEvidence>> evidence(core::BusinessId business, int limit) override;
    awaitable<app::ListPosted> post(app::ListMail mail, core::Instant mails_since, int mails_max) override;
    awaitable<std::optional<app::ListMail>> find(core::IntentId mail) override;
    awaitable<bool> take_turn(core::IntentId mail, core::PrincipalId reader, core::Instant now, core::Instant since,
                              int turns_max) override;

private:
    struct Reading {
        core::IntentId mail;
        core::PrincipalId reader;
        std::optional<core::Instant> turn_at;
    };
    std::int64_t mails_since(const core::BusinessId& business, core::Instant since) const;

    FakeAccounts& accounts_;
    FakeOutbox& outbox_;
    std::map<core::IntentId, app::ListMail> mails_;
    std::vector<Reading> readings_;
};

} // namespace parley::test

// Principals, links, sessions, keys and consents on PostgreSQL. Whatever may happen once only is decided under the
// locks of the rows it concerns, so that of many who try at the same moment one wins. Contact details are read and
// written in schema contact alone. Expiry is judged by the time that is handed in, never by the server's clock.
#pragma once

#include "adapters/postgres/gathered.hpp"
#include "adapters/postgres/sessions.hpp"
#include "app/ports/accounts.hpp"

namespace parley::postgres {

class PostgresAccounts final : public app::Accounts {
public:
    explicit PostgresAccounts(std::shared_ptr<Sessions> sessions);

    awaitable<core::PrincipalId> find_or_create(app::PrincipalKind kind, app::Contact contact, core::PrincipalId new_id,
                                                core::Instant now) override;
    awaitable<std::vector<app::SessionPrincipal>> with_email(std::string email) override;
    awaitable<void> call(core::PrincipalId principal, std::string name) override;
    awaitable<std::optional<app::Contact>> contact_of(core::PrincipalId principal) override;
    awaitable<bool> may_mail_link(std::string email, core::Instant now, core::Instant since, int limit) override;
    awaitable<void> add_links(std::vector<app::NewLink> links) override;
    awaitable<app::LinkResult> use_link(std::string token_hash, core::Instant now) override;
    awaitable<void> retire_links(std::string subject, app::LinkPurpose purpose, core::Instant now) override;
    awaitable<app::LinkResult> peek_link(std::string token_hash, core::Instant now) override;
    awaitable<std::optional<core::Instant>> live_link(std::string subject, app::LinkPurpose purpose,
                                                      core::Instant now) override;
    awaitable<app::CodeResult> try_code(std::string subject, std::string code_hash, core::Instant now) override;
    awaitable<void> extend_session(std::string session_hash, core::PrincipalId principal, core::Instant now,
                                   core::Instant expires_at) override;
    awaitable<std::optional<app::SessionInfo>> session(std::string session_hash, core::Instant now) override;
    awaitable<void> end_session(std::string session_hash) override;
    awaitable<void> add_ticket(std::string ticket_hash, app::SessionInfo info, core::Instant expires_at) override;
    awaitable<std::optional<app::SessionInfo>> use_ticket(std::string ticket_hash, core::Instant now) override;
    awaitable<void> give_consent(app::Consent consent) override;
    awaitable<bool> confirm_consent(core::PrincipalId principal, std::string purpose, std::string token_hash,
                                    core::Instant now) override;
    awaitable<void> withdraw_consent(core::PrincipalId principal, std::string purpose, std::string how,
                                     core::Instant now) override;
    awaitable<app::ConsentState> consent_state(core::PrincipalId principal, std::string purpose,
                                               core::Instant now) override;
    awaitable<app::Forgotten> forget_unconfirmed(core::Micros life) override;
    awaitable<bool> may_mail(core::PrincipalId principal, std::string purpose, core::Instant now) override;
    awaitable<void> withdraw_push(core::PrincipalId principal, std::string purpose, std::string how,
                                  core::Instant now) override;
    awaitable<bool> may_push(core::PrincipalId principal, std::string purpose, core::Instant now) override;
    awaitable<KeyClaim> claim_key(std::string scope, std::string key, std::string content_hash, std::string new_id,
                                  core::Instant now, core::Micros hold) override;
    awaitable<void> answer_key(std::string scope, std::string key, int status, std::string body) override;
    awaitable<void> release_key(std::string scope, std::string key) override;

private:
    awaitable<void> withdraw_on(const char* channel, core::PrincipalId principal, std::string purpose, std::string how,
                                core::Instant now);
    awaitable<bool> may_reach(const char* channel, core::PrincipalId principal, std::string purpose, core::Instant now);

    struct SessionQuestion {
        std::string hash;
        core::Instant now;
    };
    using SessionLookups = Gathered<SessionQuestion, std::optional<app::SessionInfo>>;

    std::shared_ptr<Sessions> sessions_;
    std::shared_ptr<SessionLookups> session_lookups_; // asked with nearly every call
};

} // namespace parley::postgres

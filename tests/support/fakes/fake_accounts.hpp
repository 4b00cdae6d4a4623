// Accounts in memory, with the behaviour that tests/ports/accounts_test.cpp asks for.
#pragma once

#include "app/ports/accounts.hpp"
#include "runtime/asio.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <set>

namespace parley::test {

class FakeAccounts final : public app::Accounts {
public:
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

    /// What erasure does: the principal stays as a name without a person.
    void erase_contact(const core::PrincipalId& principal) { details_.erase(principal); }
    std::size_t links() const { return links_.size(); }
    /// Whoever has a confirmed, unexpired consent for that purpose on that channel.
    std::vector<core::PrincipalId> agreed_to(const std::string& purpose, core::Instant now,
                                             const std::string& channel = "email") const;
    std::optional<core::PrincipalId> principal_with(const std::string& email) const;
    /// All rows of that purpose, the oldest first, as { consent, withdrawn_how }.
    std::vector<std::pair<app::Consent, std::string>> evidence(const std::string& purpose) const;

    /// What forget_unconfirmed goes by.
    std::function<core::Instant()> clock = [] {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return core::Instant{std::chrono::duration_cast<std::chrono::microseconds>(since).count()};
    };

private:
    struct Link {
        app::NewLink made;
        bool used = false;
        int tries = 0; // wrong ones
    };
    struct Person {
        app::PrincipalKind kind;
        app::Contact contact;
        core::Instant created_at;
    };
    struct Session {
        std::vector<core::PrincipalId> principals;
        core::Instant expires_at;
    };
    struct Agreed {
        app::Consent consent;
        std::string withdrawn_how;
        bool is_for(const core::PrincipalId& principal, const std::string& purpose,
                    const std::string& channel = "email") const {
            return consent.principal == principal && consent.purpose == purpose && consent.channel == channel;
        }
        bool lives(core::Instant now) const {
            return consent.confirmed_at && withdrawn_how.empty() && (!consent.expires_at || *consent.expires_at > now);
        }
    };
    app::LinkResult judged(const std::string& token_hash, core::Instant now) const;
    void use_up(const std::string& subject, app::LinkPurpose purpose);

    std::map<core::PrincipalId, app::PrincipalKind> principals_;
    std::map<core::PrincipalId, Person> details_;
    std::map<std::string, std::set<core::Instant>> link_mails_;
    std::map<std::string, Link> links_;
    std::map<std::string, Session> sessions_;
    std::map<std::string, std::pair<app::SessionInfo, core::Instant>> tickets_;
    std::vector<Agreed> consents_;
    struct Keyed {
        std::string content_hash;
        int status = 0;   // 0 while it is only claimed
        std::string text; // the id, then the body
        core::Instant claimed_at;
    };
    std::map<std::pair<std::string, std::string>, Keyed> keyed_;
};

} // namespace parley::test

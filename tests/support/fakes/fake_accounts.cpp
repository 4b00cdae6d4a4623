#include "support/fakes/fake_accounts.hpp"

#include <algorithm>

namespace parley::test {

namespace {

constexpr int code_tries_max = 5; // DESIGN 6

} // namespace

awaitable<core::PrincipalId> FakeAccounts::find_or_create(app::PrincipalKind kind, app::Contact contact,
                                                          core::PrincipalId new_id, core::Instant now) {
    for (auto& [id, person] : details_) {
        if (person.kind != kind || person.contact.email != contact.email)
            continue;
        co_return id;
    }
    principals_[new_id] = kind;
    details_[new_id] = {kind, std::move(contact), now};
    co_return new_id;
}

awaitable<std::vector<app::SessionPrincipal>> FakeAccounts::with_email(std::string email) {
    std::vector<app::SessionPrincipal> found;
    for (const auto& [id, person] : details_)
        if (person.contact.email == email)
            found.push_back({id, person.kind});
    co_return found;
}

awaitable<void> FakeAccounts::call(core::PrincipalId principal, std::string name) {
    if (const auto found = details_.find(principal); found != details_.end())
        found->second.contact.name = std::move(name);
    co_return;
}

awaitable<std::optional<app::Contact>> FakeAccounts::contact_of(core::PrincipalId principal) {
    const auto found = details_.find(principal);
    co_return found == details_.end() ? std::nullopt : std::optional(found->second.contact);
}

awaitable<bool> FakeAccounts::may_mail_link(std::string email, core::Instant now, core::Instant since, int limit) {
    auto& mails = link_mails_[email];
    if (std::distance(mails.lower_bound(since), mails.end()) >= limit)
        co_return false;
    mails.insert(now);
    co_return true;
}

awaitable<void> FakeAccounts::add_links(std::vector<app::NewLink> links) {
    for (app::NewLink& link : links) {
        const std::string hash = link.token_hash;
        links_[hash] = {std::move(link), false, 0};
    }
    co_return;
}

app::LinkResult FakeAccounts::judged(const std::string& token_hash, core::Instant now) const {
    app::LinkResult result;
    const auto found = links_.find(token_hash);
    if (found == links_.end())
        return result;
    const app::NewLink& made = found->second.made;
    result.link = {made.purpose, made.subject, made.principal};
    result.outcome = found->second.used       ? app::LinkOutcome::already_used
                     : now >= made.expires_at ? app::LinkOutcome::expired
                                              : app::LinkOutcome::used;
    return result;
}

void FakeAccounts::use_up(const std::string& subject, app::LinkPurpose purpose) {
    for (auto& [hash, link] : links_) {
        const app::LinkPurpose theirs = link.made.purpose;
        const bool confirms = theirs == app::LinkPurpose::confirm_intent ||
                              theirs == app::LinkPurpose::confirm_business || theirs == app::LinkPurpose::join_list ||
                              theirs == app::LinkPurpose::confirm_complaint || theirs == app::LinkPurpose::join_seat;
        if (link.made.subject == subject && (theirs == purpose || (purpose == app::LinkPurpose::not_me && confirms)))
            link.used = true;
    }
}

awaitable<app::LinkResult> FakeAccounts::use_link(std::string token_hash, core::Instant now) {
    const app::LinkResult result = judged(token_hash, now);
    if (result.outcome == app::LinkOutcome::used)
        use_up(result.link.subject, result.link.purpose);
    co_return result;
}

awaitable<void> FakeAccounts::retire_links(std::string subject, app::LinkPurpose purpose, core::Instant) {
    for (auto& [hash, link] : links_)
        if (link.made.subject == subject && link.made.purpose == purpose)
            link.used = true;
    co_return;
}

awaitable<app::LinkResult> FakeAccounts::peek_link(std::string token_hash, core::Instant now) {
    co_return judged(token_hash, now);
}

awaitable<app::CodeResult> FakeAccounts::try_code(std::string subject, std::string code_hash, core::Instant now) {
    app::CodeResult result;
    std::vector<Link*> could_be;
    for (auto& [hash, link] : links_) {
        const bool lives = !link.used && now < link.made.expires_at && now < link.made.code_expires_at;
        if (link.made.subject == subject && !link.made.code_hash.empty() && lives && link.tries < code_tries_max)
            could_be.push_back(&link);
    }
    for (Link* link : could_be) {
        if (link->made.code_hash != code_hash)
            continue;
        result.outcome = app::CodeResult::Outcome::right;
        result.tries_left = code_tries_max - link->tries;
        result.token_hash = link->made.token_hash;
        result.link = {link->made.purpose, subject, link->made.principal};
        co_return result;
    }
    for (Link* link : could_be) {
        ++link->tries;
        result.outcome = app::CodeResult::Outcome::wrong;
        result.tries_left = std::max(result.tries_left, code_tries_max - link->tries);
    }
    co_return result;
}

awaitable<void> FakeAccounts::extend_session(std::string session_hash, core::PrincipalId principal, core::Instant now,
                                             core::Instant expires_at) {
    Session& session = sessions_[session_hash];
    if (session.expires_at <= now)
        session = {};
    session.expires_at = std::max(session.expires_at, expires_at);
    auto& principals = session.principals;
    const auto known = principals_.find(principal);
    if (known != principals_.end() && known->second == app::PrincipalKind::researcher)
        std::erase(principals, principal);
    if (std::find(principals.begin(), principals.end(), principal) == principals.end())
        principals.push_back(principal);
    co_return;
}

awaitable<std::optional<app::SessionInfo>> FakeAccounts::session(std::string session_hash, core::Instant now) {
    const auto found = sessions_.find(session_hash);
    if (found == sessions_.end() || found->second.expires_at <= now)
        co_return std::nullopt;
    app::SessionInfo info;
    for (const core::PrincipalId& principal : found->second.principals)
        info.principals.push_back({principal, principals_.at(principal)});
    co_return info;
}

awaitable<void> FakeAccounts::end_session(std::string session_hash) {
    sessions_.erase(session_hash);
    co_return;
}

awaitable<void> FakeAccounts::add_ticket(std::string ticket_hash, app::SessionInfo info, core::Instant expires_at) {
    tickets_[ticket_hash] = {std::move(info), expires_at};
    co_return;
}

awaitable<std::optional<app::SessionInfo>> FakeAccounts::use_ticket(std::string ticket_hash, core::Instant now) {
    const auto found = tickets_.find(ticket_hash);
    if (found == tickets_.end())
        co_return std::nullopt;
    const auto [info, expires_at] = found->second;
    tickets_.erase(found);
    co_return now < expires_at ? std::optional(info) : std::nullopt;
}

awaitable<void> FakeAccounts::give_consent(app::Consent consent) {
    consents_.push_back({std::move(consent), ""});
    co_return;
}

awaitable<bool> FakeAccounts::confirm_consent(core::PrincipalId principal, std::string purpose, std::string token_hash,
                                              core::Instant now) {
    Agreed* newest = nullptr;
    for (Agreed& agreed : consents_) {
        const app::Consent& consent = agreed.consent;
        const bool waits = agreed.is_for(principal, purpose) && !consent.confirmed_at && agreed.withdrawn_how.empty();
        if (waits && (newest == nullptr || consent.requested_at >= newest->consent.requested_at))
            newest = &agreed;
    }
    if (newest == nullptr)
        co_return false;
    newest->consent.confirmed_at = now;
    newest->consent.token_hash = std::move(token_hash);
    co_return true;
}

awaitable<void> FakeAccounts::withdraw_consent(core::PrincipalId principal, std::string purpose, std::string how,
                                               core::Instant) {
    for (Agreed& agreed : consents_) {
        const bool meant = purpose.empty() ? agreed.consent.principal == principal : agreed.is_for(principal, purpose);
        if (meant && agreed.withdrawn_how.empty())
            agreed.withdrawn_how = how;
    }
    co_return;
}

awaitable<void> FakeAccounts::withdraw_push(core::PrincipalId principal, std::string purpose, std::string how,
                                            core::Instant) {
    for (Agreed& agreed : consents_)
        if (agreed.is_for(principal, purpose, "push") && agreed.withdrawn_how.empty())
            agreed.withdrawn_how = how;
    co_return;
}

awaitable<app::ConsentState> FakeAccounts::consent_state(core::PrincipalId principal, std::string purpose,
                                                         core::Instant now) {
    app::ConsentState state = app::ConsentState::none;
    for (const Agreed& agreed : consents_) {
        if (!agreed.is_for(principal, purpose))
            continue;
        if (agreed.lives(now))
            co_return app::ConsentState::confirmed;
        if (!agreed.consent.confirmed_at && agreed.withdrawn_how.empty())
            state = app::ConsentState::asked;
        else if (state == app::ConsentState::none)
            state = app::ConsentState::stopped;
    }
    co_return state;
}

awaitable<bool> FakeAccounts::may_mail(core::PrincipalId principal, std::string purpose, core::Instant now) {
    co_return std::any_of(consents_.begin(), consents_.end(),
                          [&](const Agreed& agreed) { return agreed.is_for(principal, purpose) && agreed.lives(now); });
}

awaitable<bool> FakeAccounts::may_push(core::PrincipalId principal, std::string purpose, core::Instant now) {
    co_return std::any_of(consents_.begin(), consents_.end(), [&](const Agreed& agreed) {
        return agreed.is_for(principal, purpose, "push") && agreed.lives(now);
    });
}

std::vector<core::PrincipalId> FakeAccounts::agreed_to(const std::string& purpose, core::Instant now,
                                                       const std::string& channel) const {
    std::set<core::PrincipalId> found;
    for (const Agreed& agreed : consents_)
        if (agreed.consent.purpose == purpose && agreed.consent.channel == channel && agreed.lives(now))
            found.insert(agreed.consent.principal);
    return {found.begin(), found.end()};
}

std::optional<core::PrincipalId> FakeAccounts::principal_with(const std::string& email) const {
    for (const auto& [id, person] : details_)
        if (person.contact.email == email)
            return id;
    return std::nullopt;
}

std::vector<std::pair<app::Consent, std::string>> FakeAccounts::evidence(const std::string& purpose) const {
    std::vector<std::pair<app::Consent, std::string>> rows;
    for (const Agreed& agreed : consents_)
        if (agreed.consent.purpose == purpose)
            rows.emplace_back(agreed.consent, agreed.withdrawn_how);
    return rows;
}

awaitable<app::Forgotten> FakeAccounts::forget_unconfirmed(core::Micros life) {
    const core::Instant now = clock();
    const core::Instant before = now - life;
    app::Forgotten gone;
    gone.consents = static_cast<std::int64_t>(std::erase_if(consents_, [&](const Agreed& agreed) {
        return !agreed.consent.confirmed_at && agreed.consent.requested_at <= before;
    }));
    gone.links = static_cast<std::int64_t>(std::erase_if(links_, [&](const auto& entry) {
        const app::NewLink& made = entry.second.made;
        const bool is_good = made.purpose == app::LinkPurpose::unsubscribe && made.expires_at > now;
        return made.made_at <= before && !is_good;
    }));
    const auto is_known = [&](const core::PrincipalId& id) {
        const auto holds = [&](const auto& entry) { return std::ranges::count(entry.second.principals, id) > 0; };
        return std::ranges::any_of(consents_, [&](const Agreed& agreed) { return agreed.consent.principal == id; }) ||
               std::ranges::any_of(sessions_, holds);
    };
    gone.contacts = static_cast<std::int64_t>(std::erase_if(details_, [&](const auto& entry) {
        const Person& person = entry.second;
        const bool can_go = person.kind == app::PrincipalKind::consumer || person.kind == app::PrincipalKind::business;
        return can_go && person.created_at <= before && !is_known(entry.first);
    }));
    co_return gone;
}

awaitable<std::optional<core::Instant>> FakeAccounts::live_link(std::string subject, app::LinkPurpose purpose,
                                                                core::Instant now) {
    std::optional<core::Instant> latest;
    for (const auto& [hash, link] : links_)
        if (link.made.subject == subject && link.made.purpose == purpose && !link.used && link.made.expires_at > now)
            latest = std::max(latest.value_or(link.made.expires_at), link.made.expires_at);
    co_return latest;
}

awaitable<app::Accounts::KeyClaim> FakeAccounts::claim_key(std::string scope, std::string key, std::string content_hash,
                                                           std::string new_id, core::Instant now, core::Micros hold) {
    const auto [found, is_new] = keyed_.try_emplace({scope, key}, Keyed{content_hash, 0, new_id, now});
    Keyed& keyed = found->second;
    if (keyed.content_hash != content_hash)
        co_return KeyClaim{KeyClaim::Outcome::other_content, {}, 0, {}};
    if (keyed.status != 0)
        co_return KeyClaim{KeyClaim::Outcome::answered, {}, keyed.status, keyed.text};
    if (!is_new && now - keyed.claimed_at < hold)
        co_return KeyClaim{KeyClaim::Outcome::busy, {}, 0, {}};
    keyed.claimed_at = now;
    co_return KeyClaim{KeyClaim::Outcome::mine, keyed.text, 0, {}};
}

awaitable<void> FakeAccounts::answer_key(std::string scope, std::string key, int status, std::string body) {
    const auto found = keyed_.find({scope, key});
    if (found != keyed_.end() && found->second.status == 0) {
        found->second.status = status;
        found->second.text = std::move(body);
    }
    co_return;
}

awaitable<void> FakeAccounts::release_key(std::string scope, std::string key) {
    const auto found = keyed_.find({scope, key});
    if (found != keyed_.end() && found->second.status == 0)
        keyed_.erase(found);
    co_return;
}

} // namespace parley::test

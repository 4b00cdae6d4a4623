#include "adapters/postgres/accounts.hpp"

#include "adapters/postgres/directory_rows.hpp"
#include "adapters/postgres/directory_sql.hpp"

#include <algorithm>
#include <array>

namespace parley::postgres {

namespace {

using app::LinkOutcome;
using app::LinkPurpose;

constexpr std::int64_t code_tries_max = 5;                               // DESIGN 6
constexpr core::Micros link_mails_kept = core::seconds(32 * 24 * 3'600); // longer than anybody counts back

std::string name(LinkPurpose purpose) {
    return std::string(core::name_of(purpose));
}

// What goes with a link when it is used.
std::vector<std::string> used_up_with(LinkPurpose purpose) {
    std::vector<std::string> names{name(purpose)};
    if (purpose == LinkPurpose::not_me) {
        names.push_back(name(LinkPurpose::confirm_intent));
        names.push_back(name(LinkPurpose::confirm_business));
        names.push_back(name(LinkPurpose::join_list));
        names.push_back(name(LinkPurpose::confirm_complaint));
        names.push_back(name(LinkPurpose::join_seat));
    }
    return names;
}

// Those that are mailed with a code.
std::vector<std::string> purposes_with_codes() {
    return {name(LinkPurpose::confirm_intent), name(LinkPurpose::confirm_business), name(LinkPurpose::sign_in)};
}

LinkOutcome judge(bool used, std::int64_t expires_at, core::Instant now) {
    if (used)
        return LinkOutcome::already_used;
    return now.us < expires_at ? LinkOutcome::used : LinkOutcome::expired;
}

// By find_link.
app::LinkResult looked_at(const Rows& rows, core::Instant now) {
    app::LinkResult result;
    if (rows.size() == 0)
        return result;
    result.link.purpose = stored_name<LinkPurpose>(rows.text(0, 0));
    result.link.subject = rows.text(0, 1);
    result.link.principal = stored_id<core::PrincipalId>(rows.text(0, 2));
    result.outcome = judge(rows.boolean(0, 3), rows.bigint(0, 4), now);
    return result;
}

app::SessionPrincipal session_principal(std::string_view id, std::string_view kind) {
    return {stored_id<core::PrincipalId>(id), stored_name<app::PrincipalKind>(kind)};
}

// Under the locks of all links that share its fate, taken in one order.
app::LinkResult use_up(Session& session, const std::string& token_hash, core::Instant now) {
    app::LinkResult result = looked_at(session.execute(sql::find_link, Parameters().text(token_hash)), now);
    if (result.outcome == LinkOutcome::unknown)
        return result;
    const auto purposes = used_up_with(result.link.purpose);
    const Rows links = session.execute(sql::lock_links, Parameters().text(result.link.subject).texts(purposes));
    for (int row = 0; row < links.size(); ++row)
        if (links.text(row, 0) == token_hash)
            result.outcome = judge(links.boolean(row, 3), links.bigint(row, 4), now);
    if (result.outcome == LinkOutcome::used)
        session.execute(sql::use_links_up, Parameters().text(result.link.subject).texts(purposes).bigint(now.us));
    return result;
}

// A wrong code counts against every code that it could have been, so that many mails give no more tries.
app::CodeResult tried_code(Session& session, const std::string& subject, const std::string& code_hash,
                           core::Instant now) {
    app::CodeResult result;
    const Rows links = session.execute(sql::lock_links, Parameters().text(subject).texts(purposes_with_codes()));
    std::vector<std::string> tried;
    std::int64_t tries_left = 0;
    for (int row = 0; row < links.size(); ++row) {
        const std::string_view expected = links.text(row, 5);
        const std::int64_t tries = links.bigint(row, 6);
        const bool lives = !links.boolean(row, 3) && now.us < links.bigint(row, 4) && now.us < links.bigint(row, 7);
        if (expected.empty() || !lives || tries >= code_tries_max)
            continue;
        if (expected == code_hash) {
            const auto purpose = stored_name<LinkPurpose>(links.text(row, 1));
            result.outcome = app::CodeResult::Outcome::right;
            result.tries_left = static_cast<int>(code_tries_max - tries);
            result.token_hash = links.text(row, 0);
            result.link = {purpose, subject, stored_id<core::PrincipalId>(links.text(row, 2))};
            return result;
        }
        tried.emplace_back(links.text(row, 0));
        tries_left = std::max(tries_left, code_tries_max - tries - 1);
    }
    if (tried.empty())
        return result;
    session.execute(sql::count_tries, Parameters().texts(tried));
    result.outcome = app::CodeResult::Outcome::wrong;
    result.tries_left = static_cast<int>(tries_left);
    return result;
}

} // namespace

PostgresAccounts::PostgresAccounts(std::shared_ptr<Sessions> sessions) : sessions_(std::move(sessions)) {
    auto look = [](Session& session, std::span<const SessionQuestion> questions) {
        std::vector<std::string> hashes;
        std::vector<std::int64_t> moments;
        for (const SessionQuestion& question : questions) {
            hashes.push_back(question.hash);
            moments.push_back(question.now.us);
        }
        const Rows rows = session.execute(sql::find_sessions, Parameters().texts(hashes).bigints(moments));
        std::vector<std::optional<app::SessionInfo>> found(questions.size());
        for (int row = 0; row < rows.size(); ++row) {
            auto& info = found[static_cast<std::size_t>(rows.bigint(row, 0) - 1)];
            if (!info)
                info.emplace();
            info->principals.push_back(session_principal(rows.text(row, 1), rows.text(row, 2)));
            info->principals.back().has_left = rows.boolean(row, 3);
        }
        return found;
    };
    session_lookups_ = std::make_shared<SessionLookups>(sessions_, look);
}

// --- principals -----------------------------------------------------------------------------------------------------

awaitable<core::PrincipalId> PostgresAccounts::find_or_create(app::PrincipalKind kind, app::Contact contact,
                                                              core::PrincipalId new_id, core::Instant now) {
    auto job = [kind, contact = std::move(contact), new_id, now](Session& session) {
        const auto parameters = Parameters()
                                    .text(core::to_text(new_id))
                                    .text(core::name_of(kind))
                                    .text(contact.email)
                                    .text(contact.name)
                                    .text(contact.phone)
                                    .bigint(now.us);
        return stored_id<core::PrincipalId>(session.execute(sql::find_or_create, parameters).text(0, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::vector<app::SessionPrincipal>> PostgresAccounts::with_email(std::string email) {
    auto job = [email = std::move(email)](Session& session) {
        const Rows rows = session.execute(sql::with_email, Parameters().text(email));
        std::vector<app::SessionPrincipal> principals;
        for (int row = 0; row < rows.size(); ++row)
            principals.push_back(session_principal(rows.text(row, 0), rows.text(row, 1)));
        return principals;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::call(core::PrincipalId principal, std::string name) {
    auto job = [principal, name = std::move(name)](Session& session) {
        session.execute(sql::call_principal, Parameters().text(core::to_text(principal)).text(name));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::Contact>> PostgresAccounts::contact_of(core::PrincipalId principal) {
    auto job = [principal](Session& session) -> std::optional<app::Contact> {
        const Rows rows = session.execute(sql::contact_of, Parameters().text(core::to_text(principal)));
        if (rows.size() == 0)
            return std::nullopt;
        return app::Contact{std::string(rows.text(0, 0)), std::string(rows.text(0, 1)), std::string(rows.text(0, 2))};
    };
    return sessions_->run(std::move(job));
}

// --- links and codes ------------------------------------------------------------------------------------------------

awaitable<bool> PostgresAccounts::may_mail_link(std::string email, core::Instant now, core::Instant since, int limit) {
    auto job = [email = std::move(email), now, since, limit](Session& session) {
        auto work = [&] {
            session.execute(sql::lock_address, Parameters().text(email));
            const auto parameters =
                Parameters().text(email).bigint(now.us).bigint(since.us).bigint(limit).bigint(link_mails_kept);
            return session.execute(sql::add_link_mail, parameters).boolean(0, 0);
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::add_links(std::vector<app::NewLink> links) {
    auto job = [links = std::move(links)](Session& session) {
        std::vector<std::string> tokens, codes, purposes, subjects, principals;
        std::vector<std::int64_t> code_ends, made, ends;
        for (const app::NewLink& link : links) {
            tokens.push_back(link.token_hash);
            codes.push_back(link.code_hash);
            code_ends.push_back(link.code_expires_at.us);
            purposes.push_back(name(link.purpose));
            subjects.push_back(link.subject);
            principals.push_back(core::to_text(link.principal));
            made.push_back(link.made_at.us);
            ends.push_back(link.expires_at.us);
        }
        session.execute(sql::add_links, Parameters()
                                            .texts(tokens)
                                            .texts(codes)
                                            .bigints(code_ends)
                                            .texts(purposes)
                                            .texts(subjects)
                                            .texts(principals)
                                            .bigints(made)
                                            .bigints(ends));
    };
    return sessions_->run(std::move(job));
}

awaitable<app::LinkResult> PostgresAccounts::use_link(std::string token_hash, core::Instant now) {
    auto job = [token_hash = std::move(token_hash), now](Session& session) {
        return session.transaction([&] { return use_up(session, token_hash, now); });
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::retire_links(std::string subject, app::LinkPurpose purpose, core::Instant now) {
    auto job = [subject = std::move(subject), purpose, now](Session& session) {
        const std::vector<std::string> purposes{std::string(core::name_of(purpose))};
        auto work = [&] {
            session.execute(sql::lock_links, Parameters().text(subject).texts(purposes));
            session.execute(sql::use_links_up, Parameters().text(subject).texts(purposes).bigint(now.us));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<app::LinkResult> PostgresAccounts::peek_link(std::string token_hash, core::Instant now) {
    auto job = [token_hash = std::move(token_hash), now](Session& session) {
        return looked_at(session.execute(sql::find_link, Parameters().text(token_hash)), now);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<core::Instant>> PostgresAccounts::live_link(std::string subject, app::LinkPurpose purpose,
                                                                    core::Instant now) {
    auto job = [subject = std::move(subject), purpose, now](Session& session) -> std::optional<core::Instant> {
        const Rows rows =
            session.execute(sql::live_link, Parameters().text(subject).text(name(purpose)).bigint(now.us));
        return maybe_instant(rows, 0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<app::CodeResult> PostgresAccounts::try_code(std::string subject, std::string code_hash, core::Instant now) {
    auto job = [subject = std::move(subject), code_hash = std::move(code_hash), now](Session& session) {
        return session.transaction([&] { return tried_code(session, subject, code_hash, now); });
    };
    return sessions_->run(std::move(job));
}

// --- sessions, keys and tickets -------------------------------------------------------------------------------------

awaitable<void> PostgresAccounts::extend_session(std::string session_hash, core::PrincipalId principal,
                                                 core::Instant now, core::Instant expires_at) {
    auto job = [session_hash = std::move(session_hash), principal, now, expires_at](Session& session) {
        auto work = [&] {
            session.execute(sql::drop_expired_session, Parameters().text(session_hash).bigint(now.us));
            session.execute(sql::put_session, Parameters().text(session_hash).bigint(now.us).bigint(expires_at.us));
            session.execute(sql::add_session_principal,
                            Parameters().text(session_hash).text(core::to_text(principal)).bigint(now.us));
        };
        session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::SessionInfo>> PostgresAccounts::session(std::string session_hash, core::Instant now) {
    return session_lookups_->ask({std::move(session_hash), now});
}

awaitable<void> PostgresAccounts::end_session(std::string session_hash) {
    auto job = [session_hash = std::move(session_hash)](Session& session) {
        session.execute(sql::end_session, Parameters().text(session_hash));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::add_ticket(std::string ticket_hash, app::SessionInfo info, core::Instant expires_at) {
    auto job = [ticket_hash = std::move(ticket_hash), info = std::move(info), expires_at](Session& session) {
        std::vector<std::string> principals, kinds;
        for (const app::SessionPrincipal& one : info.principals) {
            principals.push_back(core::to_text(one.principal));
            kinds.emplace_back(core::name_of(one.kind));
        }
        session.execute(sql::add_ticket, Parameters()
                                             .text(ticket_hash)
                                             .texts(principals)
                                             .texts(kinds)
                                             .texts(info.scopes)
                                             .bigint(expires_at.us)
                                             .text(info.key));
    };
    return sessions_->run(std::move(job));
}

awaitable<std::optional<app::SessionInfo>> PostgresAccounts::use_ticket(std::string ticket_hash, core::Instant now) {
    auto job = [ticket_hash = std::move(ticket_hash), now](Session& session) -> std::optional<app::SessionInfo> {
        const Rows rows = session.execute(sql::use_ticket, Parameters().text(ticket_hash).bigint(now.us));
        if (rows.size() == 0 || !rows.boolean(0, 3))
            return std::nullopt;
        const auto principals = stored_strings(rows.text(0, 0), "ticket.principals");
        const auto kinds = stored_strings(rows.text(0, 1), "ticket.kinds");
        app::SessionInfo info;
        for (std::size_t i = 0; i < principals.size(); ++i)
            info.principals.push_back(session_principal(principals[i], kinds.at(i)));
        info.scopes = stored_strings(rows.text(0, 2), "ticket.scopes");
        info.key = rows.text(0, 4);
        return info;
    };
    return sessions_->run(std::move(job));
}

// --- consents and answers -------------------------------------------------------------------------------------------

awaitable<void> PostgresAccounts::give_consent(app::Consent consent) {
    auto job = [consent = std::move(consent)](Session& session) {
        std::array<std::optional<std::int64_t>, 2> moments;
        if (consent.confirmed_at)
            moments[0] = consent.confirmed_at->us;
        if (consent.expires_at)
            moments[1] = consent.expires_at->us;
        session.execute(sql::give_consent, Parameters()
                                               .text(core::to_text(consent.principal))
                                               .text(consent.purpose)
                                               .text(consent.wording)
                                               .bigint(consent.requested_at.us)
                                               .bigints(moments)
                                               .text(consent.wording_sha256)
                                               .text(consent.channel)
                                               .text(consent.controller)
                                               .text(consent.method)
                                               .text(consent.source)
                                               .text(consent.asked_from.locale)
                                               .text(consent.asked_from.ip)
                                               .text(consent.asked_from.user_agent)
                                               .text(consent.token_hash));
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresAccounts::confirm_consent(core::PrincipalId principal, std::string purpose,
                                                  std::string token_hash, core::Instant now) {
    auto job = [principal, purpose = std::move(purpose), token_hash = std::move(token_hash), now](Session& session) {
        const auto parameters =
            Parameters().text(core::to_text(principal)).text(purpose).text(token_hash).bigint(now.us);
        return session.execute(sql::confirm_consent, parameters).affected() > 0;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::withdraw_on(const char* channel, core::PrincipalId principal, std::string purpose,
                                              std::string how, core::Instant now) {
    auto job = [channel, principal, purpose = std::move(purpose), how = std::move(how), now](Session& session) {
        session.execute(
            sql::withdraw_consent,
            Parameters().text(core::to_text(principal)).text(purpose).bigint(now.us).text(how).text(channel));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::withdraw_consent(core::PrincipalId principal, std::string purpose, std::string how,
                                                   core::Instant now) {
    return withdraw_on("email", principal, std::move(purpose), std::move(how), now);
}

awaitable<void> PostgresAccounts::withdraw_push(core::PrincipalId principal, std::string purpose, std::string how,
                                                core::Instant now) {
    return withdraw_on("push", principal, std::move(purpose), std::move(how), now);
}

awaitable<app::ConsentState> PostgresAccounts::consent_state(core::PrincipalId principal, std::string purpose,
                                                             core::Instant now) {
    auto job = [principal, purpose = std::move(purpose), now](Session& session) {
        const auto parameters = Parameters().text(core::to_text(principal)).text(purpose).bigint(now.us);
        return stored_name<app::ConsentState>(session.execute(sql::consent_state, parameters).text(0, 0));
    };
    return sessions_->run(std::move(job));
}

awaitable<app::Forgotten> PostgresAccounts::forget_unconfirmed(core::Micros life) {
    auto job = [life](Session& session) {
        auto work = [&] {
            app::Forgotten gone;
            if (!session.execute(sql::lock_forgetting, Parameters()).boolean(0, 0))
                return gone;
            const auto forget = [&](const Sql& statement, core::Micros age) {
                return session.execute(statement, Parameters().bigint(age)).affected();
            };
            gone.consents = forget(sql::forget_consents, life);
            gone.links = forget(sql::forget_links, life);
            forget(sql::forget_complaints, life);
            gone.contacts = forget(sql::forget_contacts, life) + forget(sql::forget_uninvited, life);
            session.execute(sql::forget_seat_names, Parameters());
            session.execute(sql::forget_wishes, Parameters());
            forget(sql::forget_link_mails, link_mails_kept);
            return gone;
        };
        return session.transaction(work);
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresAccounts::may_reach(const char* channel, core::PrincipalId principal, std::string purpose,
                                            core::Instant now) {
    auto job = [channel, principal, purpose = std::move(purpose), now](Session& session) {
        const auto parameters = Parameters().text(core::to_text(principal)).text(purpose).bigint(now.us).text(channel);
        return session.execute(sql::may_reach, parameters).boolean(0, 0);
    };
    return sessions_->run(std::move(job));
}

awaitable<bool> PostgresAccounts::may_mail(core::PrincipalId principal, std::string purpose, core::Instant now) {
    return may_reach("email", principal, std::move(purpose), now);
}

awaitable<bool> PostgresAccounts::may_push(core::PrincipalId principal, std::string purpose, core::Instant now) {
    return may_reach("push", principal, std::move(purpose), now);
}

awaitable<app::Accounts::KeyClaim> PostgresAccounts::claim_key(std::string scope, std::string key,
                                                               std::string content_hash, std::string new_id,
                                                               core::Instant now, core::Micros hold) {
    auto job = [scope = std::move(scope), key = std::move(key), content_hash = std::move(content_hash),
                new_id = std::move(new_id), now, hold](Session& session) {
        KeyClaim claim;
        const auto parameters =
            Parameters().text(scope).text(key).text(content_hash).text(new_id).bigint(now.us).bigint(hold);
        if (const Rows mine = session.execute(sql::claim_key, parameters); mine.size() == 1) {
            claim.outcome = KeyClaim::Outcome::mine;
            claim.id = mine.text(0, 0);
            return claim;
        }
        const Rows theirs = session.execute(sql::keyed_answer, Parameters().text(scope).text(key));
        if (theirs.size() == 0)
            return claim; // Given back a moment ago.
        if (theirs.text(0, 0) != content_hash)
            claim.outcome = KeyClaim::Outcome::other_content;
        else if (theirs.bigint(0, 1) != 0)
            claim = {
                KeyClaim::Outcome::answered, {}, static_cast<int>(theirs.bigint(0, 1)), std::string(theirs.text(0, 2))};
        return claim;
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::answer_key(std::string scope, std::string key, int status, std::string body) {
    auto job = [scope = std::move(scope), key = std::move(key), status, body = std::move(body)](Session& session) {
        session.execute(sql::answer_key, Parameters().text(scope).text(key).bigint(status).text(body));
    };
    return sessions_->run(std::move(job));
}

awaitable<void> PostgresAccounts::release_key(std::string scope, std::string key) {
    auto job = [scope = std::move(scope), key = std::move(key)](Session& session) {
        session.execute(sql::release_key, Parameters().text(scope).text(key));
    };
    return sessions_->run(std::move(job));
}

} // namespace parley::postgres

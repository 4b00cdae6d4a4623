// Who is who: principals with their contact details, one-use links and codes, sessions, keys and consents. Secrets come
// in as hashes only; contact details live here and nowhere else, and go out one by one.
#pragma once

#include "core/ids.hpp"
#include "core/names.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace parley::app {

enum class PrincipalKind { consumer, business, researcher, steward, seat };
std::span<const std::string_view> names_of(PrincipalKind);

struct Contact {
    std::string email; // lower case
    std::string name;
    std::string phone;
};

enum class LinkPurpose {
    confirm_intent,
    confirm_business,
    sign_in,
    not_me,
    unsubscribe,
    join_list,
    reply,
    confirm_complaint,
    join_seat,
    offer
};
std::span<const std::string_view> names_of(LinkPurpose);

/// A link that was mailed: its token and its code are known by their hashes (lower-case hex SHA-256).
struct NewLink {
    std::string token_hash;
    std::string code_hash; // "" for none; codes are found by subject and live 15 minutes, 5 tries
    LinkPurpose purpose = LinkPurpose::sign_in;
    std::string subject; // the intent, the business or the principal it is about, as text
    core::PrincipalId principal;
    core::Instant made_at;
    core::Instant expires_at;
    core::Instant code_expires_at;
};

struct LinkUse {
    LinkPurpose purpose = LinkPurpose::sign_in;
    std::string subject;
    core::PrincipalId principal;
};
enum class LinkOutcome { used, already_used, expired, unknown };
struct LinkResult {
    LinkOutcome outcome = LinkOutcome::unknown;
    LinkUse link; // valid unless unknown
};
struct CodeResult {
    enum class Outcome { right, wrong, spent } outcome = Outcome::spent; // spent: none left to try, expired or used
    int tries_left = 0;
    std::string token_hash; // of the link that goes with it, when right
    LinkUse link;           // when right
};

/// A business signs in and is written to as the principal of the same number.
inline core::PrincipalId principal_of(const core::BusinessId& business) {
    return core::PrincipalId{{business.high, business.low}};
}
inline core::BusinessId business_of(const core::PrincipalId& principal) {
    return core::BusinessId{{principal.high, principal.low}};
}

struct SessionPrincipal {
    core::PrincipalId principal;
    PrincipalKind kind = PrincipalKind::consumer;
    bool has_left = false; // a business that is not here any more; told of sessions alone
};
struct SessionInfo {
    std::vector<SessionPrincipal> principals;
    std::vector<std::string> scopes; // of an API key; empty for a browser's session, which may do everything
    std::string key = {};            // its id
};

/// Where somebody was when asked, as far as evidence needs it.
struct AskedFrom {
    std::string locale = "en-GB";
    std::string ip; // the network alone
    std::string user_agent;
};

/// One purpose on one channel; a mail needs a row that is confirmed, not expired and not withdrawn. Evidence: a row is
/// confirmed once and withdrawn once, and nothing else of it ever changes.
struct Consent {
    core::PrincipalId principal;
    std::string purpose; // "intent/ID": mails about one intent; "invitations"; "offers/BUSINESS": that business's list
    std::string wording; // the version of the words that were agreed to
    core::Instant requested_at;
    std::optional<core::Instant> confirmed_at;
    std::optional<core::Instant> expires_at;
    std::string wording_sha256; // of the words themselves
    std::string channel = "email";
    std::string controller = "parley"; // or the business that will write
    std::string method = "double_opt_in";
    std::string source = "buyer"; // buyer | retailer | import
    AskedFrom asked_from;
    std::string token_hash; // of the link that confirmed it
};

/// How it stands with a purpose: asked waits for its confirmation, stopped was withdrawn or has expired.
enum class ConsentState { none, asked, confirmed, stopped };
std::span<const std::string_view> names_of(ConsentState);

/// What a retention run took away.
struct Forgotten {
    std::int64_t consents = 0;
    std::int64_t links = 0;
    std::int64_t contacts = 0;
};

class Accounts {
public:
    virtual ~Accounts() = default;

    /// The principal of that kind with that address; made with the given id, name and phone if there is none, and as it
    /// was if there is.
    virtual boost::asio::awaitable<core::PrincipalId> find_or_create(PrincipalKind kind, Contact contact,
                                                                     core::PrincipalId new_id, core::Instant now) = 0;
    /// All principals with that address.
    virtual boost::asio::awaitable<std::vector<SessionPrincipal>> with_email(std::string email) = 0;
    /// From now on the principal goes by that name.
    virtual boost::asio::awaitable<void> call(core::PrincipalId principal, std::string name) = 0;
    /// Nothing once erased.
    virtual boost::asio::awaitable<std::optional<Contact>> contact_of(core::PrincipalId principal) = 0;

    /// Counts the link mails to an address since `since`, and adds one at `now` if there were fewer than `limit`.
    virtual boost::asio::awaitable<bool> may_mail_link(std::string email, core::Instant now, core::Instant since,
                                                       int limit) = 0;
    virtual boost::asio::awaitable<void> add_links(std::vector<NewLink> links) = 0;
    /// Uses a link up, and with it every other link and code of the same subject and purpose; not_me kills the
    /// subject's confirm links too.
    virtual boost::asio::awaitable<LinkResult> use_link(std::string token_hash, core::Instant now) = 0;
    /// No link or code of this subject and purpose works from now on.
    virtual boost::asio::awaitable<void> retire_links(std::string subject, LinkPurpose purpose, core::Instant now) = 0;
    /// The link of that hash without using it.
    virtual boost::asio::awaitable<LinkResult> peek_link(std::string token_hash, core::Instant now) = 0;
    /// Until when a link of this subject and purpose still works, if one does.
    virtual boost::asio::awaitable<std::optional<core::Instant>> live_link(std::string subject, LinkPurpose purpose,
                                                                           core::Instant now) = 0;
    /// Counts a wrong code against every code that it could have been. A right one is used up by using its link.
    virtual boost::asio::awaitable<CodeResult> try_code(std::string subject, std::string code_hash,
                                                        core::Instant now) = 0;

    /// Adds the principal to the session, made if it is not there. It stands after those who are there already; one of
    /// the lab does so each time, so that the last of them is who signed in last.
    virtual boost::asio::awaitable<void> extend_session(std::string session_hash, core::PrincipalId principal,
                                                        core::Instant now, core::Instant expires_at) = 0;
    virtual boost::asio::awaitable<std::optional<SessionInfo>> session(std::string session_hash, core::Instant now) = 0;
    virtual boost::asio::awaitable<void> end_session(std::string session_hash) = 0;
    /// A single-use ticket that stands for a session or key for a short while.
    virtual boost::asio::awaitable<void> add_ticket(std::string ticket_hash, SessionInfo info,
                                                    core::Instant expires_at) = 0;
    virtual boost::asio::awaitable<std::optional<SessionInfo>> use_ticket(std::string ticket_hash,
                                                                          core::Instant now) = 0;

    /// Adds a row: confirmed already, or to be confirmed.
    virtual boost::asio::awaitable<void> give_consent(Consent consent) = 0;
    /// Confirms the newest row of that purpose that waits for it; false if none does.
    virtual boost::asio::awaitable<bool> confirm_consent(core::PrincipalId principal, std::string purpose,
                                                         std::string token_hash, core::Instant now) = 0;
    /// Withdraws mails for the purpose, or all that was agreed to on every channel when it is "". `how`: "unsubscribe",
    /// "not_me", ...
    virtual boost::asio::awaitable<void> withdraw_consent(core::PrincipalId principal, std::string purpose,
                                                          std::string how, core::Instant now) = 0;
    virtual boost::asio::awaitable<ConsentState> consent_state(core::PrincipalId principal, std::string purpose,
                                                               core::Instant now) = 0;
    virtual boost::asio::awaitable<bool> may_mail(core::PrincipalId principal, std::string purpose,
                                                  core::Instant now) = 0;
    /// The same for pushes, which rest on rows of their own.
    virtual boost::asio::awaitable<void> withdraw_push(core::PrincipalId principal, std::string purpose,
                                                       std::string how, core::Instant now) = 0;
    virtual boost::asio::awaitable<bool> may_push(core::PrincipalId principal, std::string purpose,
                                                  core::Instant now) = 0;

    /// Deletes what was asked for longer than `life` ago and never confirmed: consents, links that have expired, and
    /// the contacts of people and businesses of whom nothing else is known. By the store's own clock; any number of
    /// nodes may do it at once.
    virtual boost::asio::awaitable<Forgotten> forget_unconfirmed(core::Micros life) = 0;

    /// What is known of a call that comes with a key (scope: route and caller).
    struct KeyClaim {
        enum class Outcome { mine, answered, busy, other_content } outcome = Outcome::busy;
        std::string id;   // when mine: what the first claim of this key brought, so that a second makes the same thing
        int status = 0;   // when answered
        std::string body; // when answered
    };
    /// Claims the key for a call with this content. A claim without an answer is another's for the taking after `hold`.
    virtual boost::asio::awaitable<KeyClaim> claim_key(std::string scope, std::string key, std::string content_hash,
                                                       std::string new_id, core::Instant now, core::Micros hold) = 0;
    /// The answer that every repeat of a claimed key gets.
    virtual boost::asio::awaitable<void> answer_key(std::string scope, std::string key, int status,
                                                    std::string body) = 0;
    /// Gives a claim back whose call changed nothing; what was answered stays.
    virtual boost::asio::awaitable<void> release_key(std::string scope, std::string key) = 0;
};

} // namespace parley::app

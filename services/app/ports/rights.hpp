// What is held about a person, and how it is taken away: consents, sessions, mails, the orders to delete that follow an
// erasure, and how far they have come. The requests themselves are in the ledger.
#pragma once

#include "core/ids.hpp"
#include "core/time.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace parley::app {

/// A row of evidence with what became of it; texts are as they were stored.
struct ConsentRecord {
    std::string purpose;
    std::string wording;
    std::string wording_sha256;
    std::string channel;
    std::string controller;
    std::string controller_name; // of a business; "" for Parley itself
    std::string method;
    std::string locale;
    std::string ip;
    std::string user_agent;
    core::Instant requested_at;
    std::optional<core::Instant> confirmed_at;
    std::optional<core::Instant> expires_at;
    std::optional<core::Instant> withdrawn_at;
    std::string withdrawn_how;
};

struct HeldSession {
    core::Instant made_at;
    core::Instant expires_at;
};

/// A link that was mailed; its secret is not known to anybody.
struct HeldLink {
    std::string purpose;
    core::Instant made_at;
    core::Instant expires_at;
    std::optional<core::Instant> used_at;
};

/// What became of one mail: its Message-ID says what it was about.
struct HeldMail {
    std::string message_id;
    std::string state;
    core::Instant at;
};

/// What the person reported to the operator.
struct HeldReport {
    core::IntentId intent;
    std::string about;
    std::string text;
    core::Instant at;
};

struct PersonFile {
    std::vector<HeldSession> sessions;
    std::vector<HeldLink> links;
    std::vector<HeldReport> reports;
    std::vector<HeldMail> mails; // as long as the mail log keeps them
};

/// The order to one business to delete what it kept of one intent.
struct Deletion {
    std::int64_t n = 0; // rises; what comes later has a higher one
    core::IntentId intent;
    core::Instant erased_at;
    std::optional<core::Instant> acknowledged_at;
};

/// How far one order has come.
struct DeletionTold {
    core::BusinessId business;
    std::string name;
    core::Instant told_at;
    std::optional<core::Instant> acknowledged_at;
};

class Rights {
public:
    virtual ~Rights() = default;

    /// Newest first; what expired unconfirmed is there until retention takes it.
    virtual boost::asio::awaitable<std::vector<ConsentRecord>> consents(std::vector<core::PrincipalId> people) = 0;
    virtual boost::asio::awaitable<PersonFile> file(std::vector<core::PrincipalId> people,
                                                    std::vector<core::IntentId> intents) = 0;
    /// Takes the address with all that hangs on it, links, sessions, tickets, and the words of complaints. Consents
    /// that were confirmed stay as evidence, with the hash of the address alone.
    virtual boost::asio::awaitable<void> forget(core::PrincipalId person) = 0;

    /// Lets whoever has the token see how far the erasure of these intents has come.
    virtual boost::asio::awaitable<void> add_report(std::string token_hash, std::vector<core::IntentId> intents) = 0;
    virtual boost::asio::awaitable<bool> may_see_report(std::string token_hash, core::IntentId intent) = 0;

    /// The orders to a business with n > after, ascending, at most `limit`.
    virtual boost::asio::awaitable<std::vector<Deletion>> deletions(core::BusinessId business, std::int64_t after,
                                                                    int limit) = 0;
    /// When it was acknowledged first; nothing where there is no such order.
    virtual boost::asio::awaitable<std::optional<core::Instant>>
    acknowledge(core::BusinessId business, core::IntentId intent, core::Instant now) = 0;
    virtual boost::asio::awaitable<std::vector<DeletionTold>> told(core::IntentId intent) = 0;
};

} // namespace parley::app

// What is held about a person, and how it is taken away: consents, sessions, mails, the orders to delete that follow an
// erasure, and how far they have come. The requests themselves are in the ledger.
#pragma once

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/time.hpp"
#include "core/value.hpp"

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

/// What a business entered or wrote and no other port lists as a whole, newest first.
struct HeldDealAccount {
    core::IntentId intent;
    std::optional<core::Minor> margin;
    std::optional<std::int64_t> minutes;
};
struct HeldMonthAccount {
    std::string month;
    std::string currency;
    std::optional<core::Minor> hour_cost;
    std::optional<core::Minor> cost;
    core::Value channels; // as the numbers keep them
};
struct HeldGoal {
    std::string month;
    std::string seat; // "" for the business itself
    std::optional<std::int64_t> sales;
    std::optional<core::Minor> value;
};
struct HeldListMail {
    std::string subject;
    std::string text;
    std::int64_t readers = 0;
    core::Instant at;
};
struct HeldIdeaAnswer {
    core::IntentId intent;
    std::int64_t idea = 0;
    std::string text;
    core::Instant at;
};
struct BusinessFile {
    std::vector<HeldDealAccount> deals;
    std::vector<HeldMonthAccount> months;
    std::vector<HeldGoal> goals;
    std::vector<HeldListMail> list_mails;
    std::vector<HeldIdeaAnswer> idea_answers;
};

/// What ended with a business, and the deals that did not.
struct BusinessForgotten {
    std::int64_t readers = 0; // of its list
    std::int64_t keys = 0;
    std::int64_t webhooks = 0;
    std::int64_t seats = 0;
    std::int64_t auto_offers = 0;
    std::int64_t deals = 0;      // ever
    std::int64_t open_deals = 0; // of these, not settled yet
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

    virtual boost::asio::awaitable<BusinessFile> business_file(core::BusinessId business) = 0;
    /// Takes all that a business prepared, entered and wrote in public, its keys, endpoints, seats, browsers and links,
    /// and what waits to be told to it or to its list. Its consents and those of its list are withdrawn and stay as
    /// evidence; its registration, its page, the requests and the deals are not touched.
    virtual boost::asio::awaitable<BusinessForgotten> forget_business(core::BusinessId business, core::Instant now) = 0;

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

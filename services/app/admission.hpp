// How people come in: posting an intent, registering a business, confirming by link or code, signing in again, saying
// "not me", stopping mails. Nothing a consumer posts is sent to anyone before it is confirmed, and confirming is the
// consent that later mails rest on.
#pragma once

#include "app/experiment_book.hpp"
#include "app/market.hpp"
#include "app/match_book.hpp"
#include "app/offer_lists.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/earlier.hpp"
#include "app/ports/seats.hpp"
#include "app/ports/wishes.hpp"
#include "app/rule_book.hpp"
#include "app/secrets.hpp"

#include <set>

namespace parley::app {

struct AdmissionParts {
    Market& market;
    MatchBook& matches;
    Accounts& accounts;
    Businesses& businesses;
    LinkMails& link_mails;
    OfferLists& lists;
    RuleBook& rules;
    Earlier& earlier;
    Wishes& wishes;
    RandomBytes random;
    std::function<boost::asio::awaitable<void>(core::IntentId complaint)> confirm_complaint = {};
    Seats* seats = nullptr;
    const ExperimentBook* experiments = nullptr;
};

/// So many requests of one buyer wait for offers or for a choice at a time: who asks for all sees to nothing.
inline constexpr std::int64_t running_requests_max = 10;

/// Why somebody was not let in; the edge makes a problem of it.
enum class AdmissionNo {
    token_unknown,
    token_used,
    token_expired,
    wrong_code,
    code_spent,
    too_many_mails,
    too_many_requests_running
};

struct Admitted {
    std::string kind; // intent | business | list | complaint | seat | session
    std::string id;
    std::string session; // the token, shown once
    bool new_session = true;
};

/// Which mails were stopped, in the reader's words.
struct StoppedMails {
    std::string kind; // intent | invitations | offers | all
    std::string name; // the title of the request, or the name of the business; "" where it is not known any more
};

struct AdmissionAnswer {
    std::optional<Admitted> admitted;
    AdmissionNo no = AdmissionNo::token_unknown;
    int tries_left = 0;
    std::optional<core::Refusal> refusal; // the market said no
    StoppedMails stopped;                 // of an unsubscription
};

/// What a consumer wants to buy, checked and with its place found.
struct NewIntent {
    core::IntentId id;          // drawn by the caller; posting it again makes nothing and mails again
    core::IntentCreated intent; // consumer, plan and assignment are filled in here
    std::optional<std::int64_t> max_offers;
    std::string email;
    std::string name;
    AskedFrom asked_from;
    IntentWishes wishes = {};
};

struct NewBusiness {
    Business business; // id is filled in here
    std::string email;
    AskedFrom asked_from;
};

/// When a round opens, and how many matching businesses it then finds within their hours.
struct Opening {
    core::Instant at;
    std::int64_t reachable = 0;
};

class Admission {
public:
    explicit Admission(AdmissionParts parts) : parts_(std::move(parts)) {}

    /// Stores the intent unconfirmed and mails its link. False, and nothing done, when the address had too many mails
    /// of late.
    boost::asio::awaitable<bool> post_intent(NewIntent wanted);
    boost::asio::awaitable<std::optional<core::BusinessId>> register_business(NewBusiness wanted);

    /// Mails somebody the link with which this seat is taken, again where the same seat still waits. The seat's person
    /// is filled in here.
    boost::asio::awaitable<Invited> invite_to_team(Seat seat, std::string email, int most);
    /// Whether that address may be mailed one more link; counts it if so.
    boost::asio::awaitable<bool> may_be_mailed(std::string email) {
        return parts_.link_mails.allowed(std::move(email));
    }

    /// Who complains from this address; nothing, and nothing done, when it had too many mails of late.
    boost::asio::awaitable<std::optional<core::PrincipalId>> complainant(std::string email);
    /// Mails the link with which that complaint begins to count.
    boost::asio::awaitable<void> ask_to_confirm(core::IntentId complaint, core::PrincipalId from);

    /// `session` is the caller's token if it has one: the principal joins it, else a new one is made.
    boost::asio::awaitable<AdmissionAnswer> confirm_link(std::string token, std::string session);
    boost::asio::awaitable<AdmissionAnswer> confirm_code(std::string subject, std::string code, std::string session);
    /// Ends what the link is about; nobody hears of it any more.
    boost::asio::awaitable<AdmissionAnswer> not_me(std::string token);
    /// Stops the mails of the kind that the link came with, and no others.
    boost::asio::awaitable<AdmissionAnswer> unsubscribe(std::string token);
    /// Mails a sign-in link if the address is known. The caller learns nothing either way.
    boost::asio::awaitable<void> sign_in(std::string email);

    /// A confirmed intent at once, for buyers who are part of a simulation and have no mailbox.
    boost::asio::awaitable<core::IntentId> post_simulated(NewIntent wanted);

    /// Adds a principal to the caller's session or makes one; gives the token if it is new.
    boost::asio::awaitable<std::string> admit(core::PrincipalId principal, std::string session);

    /// When the first round of this intent opens if it is asked for at `asked`.
    boost::asio::awaitable<Opening> opening(const core::IntentCreated& intent, core::Instant asked);

    /// The answer to a buyer's question before posting.
    boost::asio::awaitable<Reach> reach(const core::IntentCreated& intent);

private:
    boost::asio::awaitable<void> create(NewIntent wanted, core::PrincipalId consumer);
    boost::asio::awaitable<void> leave_nothing_of_the_erased(core::IntentId intent, core::PrincipalId consumer);
    boost::asio::awaitable<void> ask_consent(Consent consent, AskedFrom from);
    boost::asio::awaitable<void> confirm_consent(Consent consent, std::string token_hash);
    boost::asio::awaitable<std::optional<core::Refusal>> confirm_subject(LinkUse link, std::string token_hash);
    boost::asio::awaitable<bool> has_too_many(LinkUse link);
    boost::asio::awaitable<bool> is_waiting(Seat seat);
    /// Of those people that are seats, who has one that it took.
    boost::asio::awaitable<std::set<core::PrincipalId>> taken_seats(std::vector<SessionPrincipal> principals);
    boost::asio::awaitable<bool> takes_no_seat(LinkUse link);
    boost::asio::awaitable<AdmissionAnswer> confirm(std::string token_hash, LinkUse link, std::string session);
    boost::asio::awaitable<std::optional<core::Refusal>> confirm_intent(core::IntentId intent, std::string token_hash);
    boost::asio::awaitable<void> confirm_business(core::PrincipalId principal, std::string token_hash);
    boost::asio::awaitable<StoppedMails> stopped_mails(std::string purpose);
    boost::asio::awaitable<AdmissionAnswer> admitted(LinkUse link, std::string session);

    AdmissionParts parts_;
};

} // namespace parley::app

// The mails that carry a link to follow: confirm an intent, a business or a list, sign in. Their secrets are drawn when
// a mail is written and kept as hashes, so what waits for a mail server that is away holds none.
#pragma once

#include "app/market.hpp"
#include "app/ports/accounts.hpp"
#include "app/ports/businesses.hpp"
#include "app/ports/outbox.hpp"
#include "app/postman.hpp"
#include "app/secrets.hpp"

namespace parley::app {

inline constexpr const char* link_mail_job = "link_mail";

/// What each may take; all are settings.
struct LinkPace {
    core::Micros remind_after = core::seconds(2 * 3'600);      // one reminder, for what was not confirmed by then
    core::Micros unconfirmed_life = core::seconds(7 * 86'400); // of a list's link, and of all that nobody confirmed
};

struct LinkMailParts {
    Market& market;
    Accounts& accounts;
    Businesses& businesses;
    Outbox& outbox;
    Postman& postman;
    RandomBytes random;
    std::string public_url; // without a slash at its end
    LinkPace pace;
};

struct LinkMail {
    LinkPurpose purpose = LinkPurpose::sign_in;
    std::string subject; // as NewLink has it
    core::PrincipalId reader;
    bool is_reminder = false;
};

class LinkMails {
public:
    explicit LinkMails(LinkMailParts parts) : parts_(std::move(parts)) {}

    /// Whether the address may be sent one more; counts it if so.
    boost::asio::awaitable<bool> allowed(std::string email);
    /// The same for links to sign in, which have a count of their own: what others post under an address does not keep
    /// its owner out.
    boost::asio::awaitable<bool> allowed_to_sign_in(std::string email);
    /// Sends it now, or by the outbox as soon as the mail server is back.
    boost::asio::awaitable<void> send(LinkMail mail);
    /// The one reminder, for which the link must still be good when it is due.
    boost::asio::awaitable<void> remind_later(LinkMail mail);

    /// The mail of an outbox row; nothing where it makes no sense any more.
    boost::asio::awaitable<std::optional<Mail>> compose(OutboxJob job);

private:
    boost::asio::awaitable<std::optional<Mail>> written(LinkMail mail, std::string message_id);
    boost::asio::awaitable<std::optional<std::string>> what(LinkMail mail);
    boost::asio::awaitable<bool> reminder_makes_sense(LinkMail mail, std::string email);
    boost::asio::awaitable<void> put(LinkMail mail, std::string message_id, core::Instant not_before);
    boost::asio::awaitable<core::Instant> end_of_life(LinkMail mail);

    LinkMailParts parts_;
};

/// A link that stops one purpose of one reader, as often as it is followed.
NewLink unsubscribe_link(const std::string& token, std::string purpose, core::PrincipalId reader, core::Instant now,
                         core::Micros life);

/// The subject of a list's link: one reader of one business's list.
std::string list_subject(const core::BusinessId& business, const core::PrincipalId& reader);
/// The subject of the link with which a seat is taken.
std::string seat_subject(const core::BusinessId& business, const std::string& seat);
/// Whether its subject is one reader, or one seat, of a business.
bool is_of_business(LinkPurpose purpose);
/// The business of such a subject.
std::optional<core::BusinessId> business_in(std::string_view subject);
/// The seat of a subject that has one.
std::string seat_in(std::string_view subject);

} // namespace parley::app

#include "app/link_mails.hpp"

#include "app/letters.hpp"
#include "app/wordings.hpp"

#include <algorithm>

namespace parley::app {

namespace asio = boost::asio;

namespace {

// Lifetimes and limits of reliability.md 4.1; a confirmation link lives as long as the intent waits for it.
constexpr core::Micros code_life = core::seconds(15 * 60);
constexpr core::Micros sign_in_life = core::seconds(10 * 60);
constexpr core::Micros hour = core::seconds(3'600);
constexpr core::Micros day = core::seconds(86'400);
constexpr core::Micros first_pause = core::seconds(4);
constexpr int mails_per_hour = 3;
constexpr int mails_per_day = 10;

/// An outbox row is filed under an intent; what is about no intent is filed under its reader.
core::IntentId filed_under(const LinkMail& mail) {
    if (mail.purpose == LinkPurpose::confirm_intent)
        if (const auto intent = core::parse_id<core::IntentId>(mail.subject))
            return *intent;
    return core::IntentId{mail.reader.high, mail.reader.low};
}

/// Without a code either: nobody stands at a page that asks for it.
bool lives_a_week(LinkPurpose purpose) {
    return is_of_business(purpose) || purpose == LinkPurpose::confirm_complaint;
}

core::Value body_of(const LinkMail& mail, const std::string& message_id) {
    core::Value body;
    body["purpose"] = core::name_of(mail.purpose);
    body["subject"] = mail.subject;
    body["reader"] = core::to_text(mail.reader);
    body["reminder"] = mail.is_reminder;
    body["message_id"] = message_id;
    return body;
}

std::optional<LinkMail> mail_in(const core::Value& body) {
    const auto text = [&](const char* member) -> std::string {
        const auto* value = body.at(member).as_string();
        return value != nullptr ? *value : std::string();
    };
    const auto purpose = core::from_name<LinkPurpose>(text("purpose"));
    const auto reader = core::parse_id<core::PrincipalId>(text("reader"));
    if (!purpose || !reader)
        return std::nullopt;
    const auto* reminder = body.at("reminder").as_bool();
    return LinkMail{*purpose, text("subject"), *reader, reminder != nullptr && *reminder};
}

/// A reminder has one name for ever, so that there is one; a mail that somebody asks for again is another one.
std::string message_id_of(const LinkMail& mail, core::Instant at) {
    std::string id = mail.is_reminder ? "reminder." : std::string(core::name_of(mail.purpose)) + '.';
    id += secret_hash(mail.subject).substr(0, 26);
    return mail.is_reminder ? id : id + '.' + std::to_string(at.us);
}

} // namespace

std::string list_subject(const core::BusinessId& business, const core::PrincipalId& reader) {
    return core::to_text(business) + '/' + core::to_text(reader);
}

std::string seat_subject(const core::BusinessId& business, const std::string& seat) {
    return core::to_text(business) + '/' + seat;
}

bool is_of_business(LinkPurpose purpose) {
    return purpose == LinkPurpose::join_list || purpose == LinkPurpose::join_seat;
}

std::optional<core::BusinessId> business_in(std::string_view subject) {
    const auto slash = subject.find('/');
    if (slash == std::string_view::npos)
        return std::nullopt;
    return core::parse_id<core::BusinessId>(subject.substr(0, slash));
}

std::string seat_in(std::string_view subject) {
    return std::string(subject.substr(std::min(subject.find('/'), subject.size() - 1) + 1));
}

NewLink unsubscribe_link(const std::string& token, std::string purpose, core::PrincipalId reader, core::Instant now,
                         core::Micros life) {
    NewLink stop;
    stop.token_hash = secret_hash(token);
    stop.purpose = LinkPurpose::unsubscribe;
    stop.subject = std::move(purpose);
    stop.principal = reader;
    stop.made_at = now;
    stop.expires_at = now + life;
    stop.code_expires_at = now;
    return stop;
}

asio::awaitable<bool> LinkMails::allowed(std::string email) {
    const core::Instant now = parts_.market.parts().clock();
    // Two windows, two counts: each mail is counted once in either.
    if (!co_await parts_.accounts.may_mail_link(email, now, now - hour, mails_per_hour))
        co_return false;
    co_return co_await parts_.accounts.may_mail_link(email + " by day", now, now - day, mails_per_day);
}

asio::awaitable<bool> LinkMails::allowed_to_sign_in(std::string email) {
    return allowed(std::move(email) + " signing in");
}

asio::awaitable<void> LinkMails::send(LinkMail wanted) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string id = message_id_of(wanted, now);
    auto mail = co_await written(wanted, id);
    if (!mail)
        co_return;
    const Delivery delivery = co_await parts_.postman.deliver(std::move(*mail), doubts_of_service_mail);
    if (delivery == Delivery::later || delivery == Delivery::in_doubt)
        co_await put(std::move(wanted), id, now + first_pause);
}

asio::awaitable<void> LinkMails::remind_later(LinkMail mail) {
    mail.is_reminder = true;
    const core::Instant now = parts_.market.parts().clock();
    std::string id = message_id_of(mail, now);
    co_await put(std::move(mail), std::move(id), now + parts_.pace.remind_after);
}

asio::awaitable<void> LinkMails::put(LinkMail mail, std::string message_id, core::Instant not_before) {
    OutboxRow row{link_mail_job, core::to_text(mail.reader), 0, not_before, body_of(mail, message_id)};
    co_await parts_.outbox.add(filed_under(mail), std::move(row));
}

/// What the mail is about, as its reader knows it; nothing once it is confirmed, over or unknown.
asio::awaitable<std::optional<std::string>> LinkMails::what(LinkMail mail) {
    if (mail.purpose == LinkPurpose::sign_in || mail.purpose == LinkPurpose::confirm_complaint)
        co_return std::string();
    if (mail.purpose == LinkPurpose::confirm_intent) {
        const auto state = co_await parts_.market.state(filed_under(mail));
        if (!state || state->lifecycle != core::Lifecycle::unconfirmed)
            co_return std::nullopt;
        co_return state->intent.title;
    }
    const auto id =
        is_of_business(mail.purpose) ? business_in(mail.subject) : core::parse_id<core::BusinessId>(mail.subject);
    const auto business = id ? co_await parts_.businesses.find(*id) : std::nullopt;
    co_return business ? std::optional(business->name) : std::nullopt;
}

asio::awaitable<bool> LinkMails::reminder_makes_sense(LinkMail mail, std::string email) {
    const core::Instant now = parts_.market.parts().clock();
    if (!co_await parts_.accounts.live_link(mail.subject, mail.purpose, now))
        co_return false;
    if (mail.purpose == LinkPurpose::join_list) {
        const auto business = business_in(mail.subject);
        if (!business ||
            co_await parts_.accounts.consent_state(mail.reader, offers_purpose(*business), now) != ConsentState::asked)
            co_return false;
    }
    co_return co_await allowed(std::move(email));
}

asio::awaitable<core::Instant> LinkMails::end_of_life(LinkMail mail) {
    const core::Instant now = parts_.market.parts().clock();
    // A reminder prolongs nothing.
    if (mail.is_reminder)
        if (const auto end = co_await parts_.accounts.live_link(mail.subject, mail.purpose, now))
            co_return *end;
    if (mail.purpose == LinkPurpose::sign_in)
        co_return now + sign_in_life;
    co_return now + (lives_a_week(mail.purpose) ? parts_.pace.unconfirmed_life : core::confirm_within);
}

asio::awaitable<std::optional<Mail>> LinkMails::written(LinkMail wanted, std::string message_id) {
    const core::Instant now = parts_.market.parts().clock();
    const auto contact = co_await parts_.accounts.contact_of(wanted.reader);
    const auto about = co_await what(wanted);
    if (!contact || !about)
        co_return std::nullopt;
    if (wanted.is_reminder && !co_await reminder_makes_sense(wanted, contact->email))
        co_return std::nullopt;
    LinkFacts facts{parts_.public_url,         *about,
                    draw_token(parts_.random), draw_code(parts_.random),
                    draw_token(parts_.random), wanted.is_reminder};
    NewLink link;
    link.token_hash = secret_hash(facts.token);
    link.code_hash = code_hash(wanted.subject, facts.code);
    link.purpose = wanted.purpose;
    link.subject = wanted.subject;
    link.principal = wanted.reader;
    link.made_at = now;
    link.expires_at = co_await end_of_life(wanted);
    link.code_expires_at = std::min(now + code_life, link.expires_at);
    if (lives_a_week(wanted.purpose))
        link.code_hash.clear();
    std::vector<NewLink> links{link};
    if (wanted.purpose != LinkPurpose::sign_in) {
        NewLink not_me = link;
        not_me.token_hash = secret_hash(facts.not_me_token);
        not_me.code_hash.clear();
        not_me.purpose = LinkPurpose::not_me;
        links.push_back(std::move(not_me));
    }
    co_await parts_.accounts.add_links(std::move(links));
    Mail mail = wanted.purpose == LinkPurpose::confirm_intent      ? confirmation_letter(facts)
                : wanted.purpose == LinkPurpose::confirm_business  ? business_letter(facts)
                : wanted.purpose == LinkPurpose::join_list         ? join_letter(facts)
                : wanted.purpose == LinkPurpose::confirm_complaint ? complaint_link_letter(facts)
                : wanted.purpose == LinkPurpose::join_seat         ? seat_letter(facts)
                                                                   : sign_in_letter(facts.public_url, facts.token);
    mail.message_id = std::move(message_id);
    mail.to = contact->email;
    co_return mail;
}

asio::awaitable<std::optional<Mail>> LinkMails::compose(OutboxJob job) {
    const auto mail = mail_in(job.body);
    const auto* id = job.body.at("message_id").as_string();
    if (!mail || id == nullptr)
        co_return std::nullopt;
    co_return co_await written(*mail, *id);
}

} // namespace parley::app

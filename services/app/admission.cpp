#include "app/admission.hpp"

#include "app/letters.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

// Lifetimes and limits of reliability.md 4.1; a confirmation link lives as long as the intent waits for it.
constexpr core::Micros code_life = core::seconds(15 * 60);
constexpr core::Micros confirm_life = core::confirm_within;
constexpr core::Micros sign_in_life = core::seconds(10 * 60);
constexpr core::Micros session_life = core::seconds(90LL * 86'400);
constexpr core::Micros hour = core::seconds(3'600);
constexpr core::Micros day = core::seconds(86'400);
constexpr int mails_per_hour = 3;
constexpr int mails_per_day = 10;
constexpr const char* wording_version = "2026-11";

core::BusinessId business_of(const core::PrincipalId& principal) {
    core::BusinessId id;
    id.high = principal.high;
    id.low = principal.low;
    return id;
}

AdmissionNo no_for(LinkOutcome outcome) {
    switch (outcome) {
    case LinkOutcome::already_used:
        return AdmissionNo::token_used;
    case LinkOutcome::expired:
        return AdmissionNo::token_expired;
    case LinkOutcome::used:
    case LinkOutcome::unknown:
        return AdmissionNo::token_unknown;
    }
    return AdmissionNo::token_unknown;
}

AdmissionAnswer refused(AdmissionNo no, int tries_left = 0) {
    AdmissionAnswer answer;
    answer.no = no;
    answer.tries_left = tries_left;
    return answer;
}

std::string kind_of(LinkPurpose purpose) {
    switch (purpose) {
    case LinkPurpose::confirm_intent:
        return "intent";
    case LinkPurpose::confirm_business:
        return "business";
    case LinkPurpose::sign_in:
    case LinkPurpose::not_me:
    case LinkPurpose::unsubscribe:
    case LinkPurpose::reply:
        return "session";
    }
    return "session";
}

} // namespace

asio::awaitable<bool> Admission::mail_allowed(std::string email) {
    const core::Instant now = parts_.market.parts().clock();
    // Two windows, two counts: each mail is counted once in either.
    if (!co_await parts_.accounts.may_mail_link(email, now, now - hour, mails_per_hour))
        co_return false;
    co_return co_await parts_.accounts.may_mail_link(email + " by day", now, now - day, mails_per_day);
}

asio::awaitable<Admission::Letters> Admission::make_links(LinkPurpose purpose, std::string subject,
                                                          core::PrincipalId principal) {
    const core::Instant now = parts_.market.parts().clock();
    Letters letters{draw_token(parts_.random), draw_code(parts_.random), draw_token(parts_.random)};
    const core::Micros life = purpose == LinkPurpose::sign_in ? sign_in_life : confirm_life;
    NewLink link;
    link.token_hash = secret_hash(letters.token);
    link.code_hash = code_hash(subject, letters.code);
    link.purpose = purpose;
    link.subject = subject;
    link.principal = principal;
    link.made_at = now;
    link.expires_at = now + life;
    link.code_expires_at = now + code_life;
    std::vector<NewLink> links{link};
    if (purpose != LinkPurpose::sign_in) {
        NewLink not_me = link;
        not_me.token_hash = secret_hash(letters.not_me);
        not_me.code_hash.clear();
        not_me.purpose = LinkPurpose::not_me;
        links.push_back(std::move(not_me));
    }
    co_await parts_.accounts.add_links(std::move(links));
    co_return letters;
}

// --- coming in -------------------------------------------------------------------------------------------------

asio::awaitable<void> Admission::create(NewIntent wanted, core::PrincipalId consumer) {
    const core::IntentId id = wanted.id;
    core::IntentCreated& intent = wanted.intent;
    intent.consumer = consumer;
    intent.plan = parts_.rules.plan_for(intent.sector, wanted.max_offers);
    intent.max_offers = wanted.max_offers.value_or(intent.plan.rounds.front().rules.max_offers);
    intent.coarse.at = core::coarse(intent.exact.at);
    // The unit of assignment is the intent until an experiment says otherwise; pseudonymous, and frozen here.
    intent.assignment.unit = secret_hash("intent/" + core::to_text(id)).substr(0, 32);
    core::Envelope envelope;
    envelope.command = core::Create{std::move(intent)};
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.received_at = parts_.market.parts().clock();
    envelope.key = "create"; // Whoever posts it a second time made it the first time.
    if (!co_await parts_.market.submit(id, std::move(envelope)))
        throw std::runtime_error("intent " + core::to_text(id) + " was not made");
}

asio::awaitable<bool> Admission::post_intent(NewIntent wanted) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string email = wanted.email;
    const std::string title = wanted.intent.title;
    if (!co_await mail_allowed(email))
        co_return false;
    Contact contact{email, wanted.name, ""};
    const auto consumer = co_await parts_.accounts.find_or_create(PrincipalKind::consumer, std::move(contact),
                                                                  draw_id<core::PrincipalId>(parts_.random), now);
    const core::IntentId id = wanted.id;
    co_await create(std::move(wanted), consumer);
    const Letters letters = co_await make_links(LinkPurpose::confirm_intent, core::to_text(id), consumer);
    Mail mail = confirmation_letter(parts_.public_url, title, letters.token, letters.code, letters.not_me);
    mail.message_id = "confirm." + core::to_text(id);
    mail.to = email;
    co_await parts_.mailer.send(std::move(mail));
    co_return true;
}

asio::awaitable<std::optional<core::BusinessId>> Admission::register_business(NewBusiness wanted) {
    const core::Instant now = parts_.market.parts().clock();
    if (!co_await mail_allowed(wanted.email))
        co_return std::nullopt;
    const std::string email = wanted.email;
    const std::string name = wanted.business.name;
    Contact contact{email, name, ""};
    const auto principal = co_await parts_.accounts.find_or_create(PrincipalKind::business, std::move(contact),
                                                                   draw_id<core::PrincipalId>(parts_.random), now);
    const core::BusinessId id = business_of(principal);
    wanted.business.shop.id = id;
    // An address that has a business already gets a new link for it, and nothing of it is changed unconfirmed.
    co_await parts_.businesses.add(std::move(wanted.business));
    const Letters letters = co_await make_links(LinkPurpose::confirm_business, core::to_text(id), principal);
    Mail mail = business_letter(parts_.public_url, name, letters.token, letters.code, letters.not_me);
    mail.message_id = "business." + core::to_text(id) + '.' + std::to_string(now.us);
    mail.to = email;
    co_await parts_.mailer.send(std::move(mail));
    co_return id;
}

asio::awaitable<core::IntentId> Admission::post_simulated(NewIntent wanted) {
    const core::Instant now = parts_.market.parts().clock();
    wanted.intent.simulated = true;
    Contact contact{wanted.email, wanted.name, ""};
    const auto consumer = co_await parts_.accounts.find_or_create(PrincipalKind::consumer, std::move(contact),
                                                                  draw_id<core::PrincipalId>(parts_.random), now);
    wanted.id = draw_id<core::IntentId>(parts_.random);
    const core::IntentId id = wanted.id;
    co_await create(std::move(wanted), consumer);
    co_await confirm_intent(id);
    co_return id;
}

asio::awaitable<Reach> Admission::reach(const core::IntentCreated& intent) {
    const core::Plan plan = parts_.rules.plan_for(intent.sector, std::nullopt);
    core::MatchQuery query = match_query(intent, 0);
    co_return co_await parts_.matches.reach(std::move(query), plan.rounds.front().rules.min_reachable,
                                            parts_.market.parts().clock());
}

// --- confirming ------------------------------------------------------------------------------------------------

asio::awaitable<std::optional<core::Refusal>> Admission::confirm_intent(core::IntentId intent) {
    const auto state = co_await parts_.market.state(intent);
    if (!state)
        co_return core::Refusal{core::RefusalCode::intent_unknown, {}};
    const core::Instant now = parts_.market.parts().clock();
    core::Confirm confirm{now, 0};
    const Reach found = co_await reach(state->intent);
    confirm.reachable = static_cast<std::int64_t>(state->intent.start_now ? found.open_now : found.reachable_then);
    if (!state->intent.start_now)
        confirm.opens_at = found.opens_at;
    core::Envelope envelope;
    envelope.command = confirm;
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.key = "confirm";
    envelope.content_hash = "confirm"; // Whatever was computed for it, confirming twice is confirming once.
    envelope.received_at = now;
    const Answer answer = co_await parts_.market.submit(intent, std::move(envelope));
    if (!answer && answer.error().code != core::RefusalCode::already_confirmed)
        co_return answer.error();
    Consent consent;
    consent.principal = state->intent.consumer;
    consent.purpose = "intent/" + core::to_text(intent);
    consent.wording = wording_version;
    consent.requested_at = state->created_at;
    consent.confirmed_at = now;
    co_await parts_.accounts.give_consent(std::move(consent));
    co_return std::nullopt;
}

asio::awaitable<std::optional<core::Refusal>> Admission::confirm_subject(LinkUse link) {
    const core::Instant now = parts_.market.parts().clock();
    if (link.purpose == LinkPurpose::confirm_intent) {
        const auto intent = core::parse_id<core::IntentId>(link.subject);
        if (!intent)
            co_return core::Refusal{core::RefusalCode::intent_unknown, {}};
        co_return co_await confirm_intent(*intent);
    }
    if (link.purpose == LinkPurpose::confirm_business) {
        co_await parts_.businesses.confirm(business_of(link.principal), now);
        Consent consent;
        consent.principal = link.principal;
        consent.purpose = "invitations";
        consent.wording = wording_version;
        consent.requested_at = now;
        consent.confirmed_at = now;
        co_await parts_.accounts.give_consent(std::move(consent));
        co_await parts_.matches.refresh();
    }
    co_return std::nullopt;
}

asio::awaitable<std::string> Admission::admit(core::PrincipalId principal, std::string session) {
    const core::Instant now = parts_.market.parts().clock();
    if (!session.empty() && co_await parts_.accounts.session(secret_hash(session), now)) {
        co_await parts_.accounts.extend_session(secret_hash(session), principal, now, now + session_life);
        co_return session;
    }
    const std::string token = "ps_" + draw_token(parts_.random);
    co_await parts_.accounts.extend_session(secret_hash(token), principal, now, now + session_life);
    co_return token;
}

asio::awaitable<AdmissionAnswer> Admission::admitted(LinkUse link, std::string session) {
    AdmissionAnswer answer;
    Admitted in;
    in.kind = kind_of(link.purpose);
    in.id = link.subject;
    in.session = co_await admit(link.principal, session);
    in.new_session = in.session != session;
    answer.admitted = std::move(in);
    co_return answer;
}

asio::awaitable<AdmissionAnswer> Admission::confirm_link(std::string token, std::string session) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string hash = secret_hash(token);
    const LinkResult seen = co_await parts_.accounts.peek_link(hash, now);
    const bool confirms = seen.link.purpose == LinkPurpose::confirm_intent ||
                          seen.link.purpose == LinkPurpose::confirm_business ||
                          seen.link.purpose == LinkPurpose::sign_in;
    if (seen.outcome != LinkOutcome::used || !confirms)
        co_return refused(confirms ? no_for(seen.outcome) : AdmissionNo::token_unknown);
    co_return co_await confirm(hash, seen.link, std::move(session));
}

asio::awaitable<AdmissionAnswer> Admission::confirm_code(std::string subject, std::string code, std::string session) {
    const core::Instant now = parts_.market.parts().clock();
    const CodeResult result = co_await parts_.accounts.try_code(subject, code_hash(subject, code), now);
    if (result.outcome == CodeResult::Outcome::wrong)
        co_return refused(AdmissionNo::wrong_code, result.tries_left);
    if (result.outcome == CodeResult::Outcome::spent)
        co_return refused(AdmissionNo::code_spent);
    co_return co_await confirm(result.token_hash, result.link, std::move(session));
}

/// The link, and the code that goes with it, is used up last: if the world fails in between, it still works.
asio::awaitable<AdmissionAnswer> Admission::confirm(std::string token_hash, LinkUse link, std::string session) {
    if (auto refusal = co_await confirm_subject(link)) {
        AdmissionAnswer answer;
        answer.refusal = std::move(refusal);
        co_return answer;
    }
    const LinkResult used = co_await parts_.accounts.use_link(std::move(token_hash), parts_.market.parts().clock());
    if (used.outcome != LinkOutcome::used)
        co_return refused(no_for(used.outcome));
    co_return co_await admitted(used.link, std::move(session));
}

asio::awaitable<AdmissionAnswer> Admission::not_me(std::string token) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string hash = secret_hash(token);
    const LinkResult seen = co_await parts_.accounts.peek_link(hash, now);
    if (seen.outcome == LinkOutcome::unknown || seen.link.purpose != LinkPurpose::not_me)
        co_return refused(AdmissionNo::token_unknown);
    const LinkResult used = co_await parts_.accounts.use_link(hash, now);
    if (used.outcome != LinkOutcome::used)
        co_return refused(no_for(used.outcome));
    AdmissionAnswer answer;
    answer.admitted = Admitted{"not_me", used.link.subject, "", false};
    const auto intent = core::parse_id<core::IntentId>(used.link.subject);
    if (intent && co_await parts_.market.state(*intent)) {
        core::Envelope envelope;
        envelope.command = core::Cancel{"not_me"};
        envelope.sender.kind = core::SenderKind::buyer;
        envelope.received_at = now;
        co_await parts_.market.submit(*intent, std::move(envelope));
    }
    // Somebody else may have used this address; what its owner agreed to before stays agreed. A business that is not
    // confirmed has agreed to nothing yet.
    co_await parts_.accounts.withdraw_consent(used.link.principal, "intent/" + used.link.subject, now);
    co_return answer;
}

asio::awaitable<AdmissionAnswer> Admission::unsubscribe(std::string token) {
    const core::Instant now = parts_.market.parts().clock();
    const LinkResult seen = co_await parts_.accounts.peek_link(secret_hash(token), now);
    // Stopping twice is stopping once; a mail's link must never be used up.
    if (seen.outcome == LinkOutcome::unknown || seen.link.purpose != LinkPurpose::unsubscribe)
        co_return refused(AdmissionNo::token_unknown);
    co_await parts_.accounts.withdraw_consent(seen.link.principal, "", now);
    AdmissionAnswer answer;
    answer.admitted = Admitted{"unsubscribed", "", "", false};
    co_return answer;
}

asio::awaitable<void> Admission::sign_in(std::string email) {
    const auto principals = co_await parts_.accounts.with_email(email);
    if (principals.empty() || !co_await mail_allowed(email))
        co_return;
    const core::Instant now = parts_.market.parts().clock();
    // One address may be several principals; each gets its link, for a browser's session can hold them all.
    for (const SessionPrincipal& one : principals) {
        const Letters letters = co_await make_links(LinkPurpose::sign_in, core::to_text(one.principal), one.principal);
        Mail mail = sign_in_letter(parts_.public_url, letters.token);
        mail.message_id = "sign-in." + core::to_text(one.principal) + '.' + std::to_string(now.us);
        mail.to = email;
        co_await parts_.mailer.send(std::move(mail));
    }
}

} // namespace parley::app

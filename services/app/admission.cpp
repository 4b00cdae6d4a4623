#include "app/admission.hpp"

#include "app/code_of_conduct.hpp"
#include "app/wordings.hpp"
#include "runtime/error.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros session_life = core::seconds(90LL * 86'400);

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
    case LinkPurpose::join_list:
        return "list";
    case LinkPurpose::confirm_complaint:
        return "complaint";
    case LinkPurpose::join_seat:
        return "seat";
    case LinkPurpose::sign_in:
    case LinkPurpose::not_me:
    case LinkPurpose::unsubscribe:
    case LinkPurpose::reply:
    case LinkPurpose::offer:
        return "session";
    }
    return "session";
}

} // namespace

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
    if (!co_await parts_.link_mails.allowed(wanted.email))
        co_return false;
    // Anybody can type an address and a name: the name waits for whoever confirms.
    Contact contact{wanted.email, "", ""};
    const auto consumer = co_await parts_.accounts.find_or_create(PrincipalKind::consumer, std::move(contact),
                                                                  draw_id<core::PrincipalId>(parts_.random), now);
    const core::IntentId id = wanted.id;
    AskedFrom from = std::move(wanted.asked_from);
    wanted.wishes.name = wanted.name;
    if (wanted.wishes.preferred_first || wanted.wishes.mail || !wanted.wishes.name.empty())
        co_await parts_.wishes.note(id, consumer, wanted.wishes);
    co_await create(std::move(wanted), consumer);
    co_await ask_consent(asked_consent(WordingKind::intent, consumer, intent_purpose(id), now), std::move(from));
    const LinkMail mail{LinkPurpose::confirm_intent, core::to_text(id), consumer};
    co_await parts_.link_mails.send(mail);
    co_await parts_.link_mails.remind_later(mail);
    co_await leave_nothing_of_the_erased(id, consumer);
    co_return true;
}

/// Whoever is forgotten while a request is posted for them is not there to erase it.
asio::awaitable<void> Admission::leave_nothing_of_the_erased(core::IntentId intent, core::PrincipalId consumer) {
    if (co_await parts_.accounts.contact_of(consumer))
        co_return;
    core::Envelope envelope;
    envelope.command = core::Erase{};
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.received_at = parts_.market.parts().clock();
    co_await parts_.market.submit(intent, std::move(envelope));
    co_await parts_.accounts.withdraw_consent(consumer, "", "erased", parts_.market.parts().clock());
}

asio::awaitable<std::optional<core::BusinessId>> Admission::register_business(NewBusiness wanted) {
    const core::Instant now = parts_.market.parts().clock();
    if (!co_await parts_.link_mails.allowed(wanted.email))
        co_return std::nullopt;
    Contact contact{wanted.email, "", ""};
    const auto principal = co_await parts_.accounts.find_or_create(PrincipalKind::business, std::move(contact),
                                                                   draw_id<core::PrincipalId>(parts_.random), now);
    const core::BusinessId id = business_of(principal);
    wanted.business.shop.id = id;
    const std::string conduct = wanted.business.conduct;
    const auto known = co_await parts_.businesses.find(id);
    // A business that is here gets a new link, and nothing of it is changed unconfirmed. Until then the newest word
    // counts, and no mail that named another can confirm it.
    if (!known || !is_here(*known)) {
        co_await parts_.accounts.retire_links(core::to_text(id), LinkPurpose::confirm_business, now);
        co_await parts_.accounts.withdraw_consent(principal, invitations_purpose, "asked_again", now);
    }
    co_await parts_.businesses.add(std::move(wanted.business));
    co_await parts_.businesses.tick_conduct(id, conduct, conduct.empty() ? "" : conduct_hash());
    co_await ask_consent(asked_consent(WordingKind::invitations, principal, invitations_purpose, now),
                         std::move(wanted.asked_from));
    co_await parts_.link_mails.send({LinkPurpose::confirm_business, core::to_text(id), principal});
    co_return id;
}

asio::awaitable<Invited> Admission::invite_to_team(Seat seat, std::string email, int most) {
    for (const SessionPrincipal& one : co_await parts_.accounts.with_email(email))
        if (one.principal == principal_of(seat.business))
            co_return Invited::there_already; // its founder, who needs no seat
    seat.person = co_await parts_.accounts.find_or_create(PrincipalKind::seat, Contact{std::move(email), "", ""},
                                                          draw_id<core::PrincipalId>(parts_.random),
                                                          parts_.market.parts().clock());
    Invited invited = co_await parts_.seats->invite(seat, most);
    // Made by a call that broke off, perhaps before it mailed: nobody could take the seat without the link.
    if (invited == Invited::there_already && co_await is_waiting(seat))
        invited = Invited::made;
    if (invited != Invited::made)
        co_return invited;
    try {
        co_await parts_.link_mails.send({LinkPurpose::join_seat, seat_subject(seat.business, seat.id), seat.person});
    } catch (const runtime::Unavailable& error) {
        // The seat is there: whoever asks again has to ask for this one.
        throw runtime::Unavailable(error.what(), true, runtime::Outcome::unknown);
    }
    co_return invited;
}

/// Whether this very seat is there and nobody has taken it.
asio::awaitable<bool> Admission::is_waiting(Seat seat) {
    const auto seats = co_await parts_.seats->of_business(seat.business);
    co_return std::ranges::any_of(
        seats, [&](const Seat& one) { return one.id == seat.id && one.person == seat.person && !one.joined_at; });
}

asio::awaitable<std::optional<core::PrincipalId>> Admission::complainant(std::string email) {
    if (!co_await parts_.link_mails.allowed(email))
        co_return std::nullopt;
    co_return co_await parts_.accounts.find_or_create(PrincipalKind::consumer, Contact{std::move(email), "", ""},
                                                      draw_id<core::PrincipalId>(parts_.random),
                                                      parts_.market.parts().clock());
}

asio::awaitable<void> Admission::ask_to_confirm(core::IntentId complaint, core::PrincipalId from) {
    co_await parts_.link_mails.send({LinkPurpose::confirm_complaint, core::to_text(complaint), from});
}

/// Asked twice while the first waits is asked once.
asio::awaitable<void> Admission::ask_consent(Consent consent, AskedFrom from) {
    const auto state =
        co_await parts_.accounts.consent_state(consent.principal, consent.purpose, parts_.market.parts().clock());
    if (state == ConsentState::asked || state == ConsentState::confirmed)
        co_return;
    consent.asked_from = std::move(from);
    co_await parts_.accounts.give_consent(std::move(consent));
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
    co_await confirm_intent(id, "");
    co_return id;
}

asio::awaitable<Opening> Admission::opening(const core::IntentCreated& intent, core::Instant asked) {
    const Reach found = co_await reach(intent);
    if (intent.start_now)
        co_return Opening{asked, static_cast<std::int64_t>(found.open_now)};
    co_return Opening{found.opens_at, static_cast<std::int64_t>(found.reachable_then)};
}

asio::awaitable<Reach> Admission::reach(const core::IntentCreated& intent) {
    const core::Plan plan = parts_.rules.plan_for(intent.sector, std::nullopt);
    core::MatchQuery query = match_query(intent, 0);
    co_return co_await parts_.matches.reach(std::move(query), plan.rounds.front().rules.min_reachable,
                                            parts_.market.parts().clock());
}

// --- confirming ------------------------------------------------------------------------------------------------

asio::awaitable<std::optional<core::Refusal>> Admission::confirm_intent(core::IntentId intent, std::string token_hash) {
    const auto state = co_await parts_.market.state(intent);
    if (!state)
        co_return core::Refusal{core::RefusalCode::intent_unknown, {}};
    const core::Instant now = parts_.market.parts().clock();
    const Opening first = co_await opening(state->intent, now);
    core::Envelope envelope;
    envelope.command = core::Confirm{
        first.at, first.reachable,
        parts_.experiments != nullptr ? parts_.experiments->treatment_of(intent, *state, now) : std::nullopt};
    envelope.sender.kind = core::SenderKind::buyer;
    envelope.key = "confirm";
    envelope.content_hash = "confirm"; // Whatever was computed for it, confirming twice is confirming once.
    envelope.received_at = now;
    const Answer answer = co_await parts_.market.submit(intent, std::move(envelope));
    if (!answer && answer.error().code != core::RefusalCode::already_confirmed)
        co_return answer.error();
    if (const std::string name = co_await parts_.wishes.confirm(intent); !name.empty())
        co_await parts_.accounts.call(state->intent.consumer, name);
    Consent consent = asked_consent(WordingKind::intent, state->intent.consumer, intent_purpose(intent), now);
    consent.requested_at = state->created_at;
    co_await confirm_consent(std::move(consent), std::move(token_hash));
    co_return std::nullopt;
}

asio::awaitable<void> Admission::confirm_business(core::PrincipalId principal, std::string token_hash) {
    const core::Instant now = parts_.market.parts().clock();
    co_await parts_.businesses.confirm(business_of(principal), now);
    co_await confirm_consent(asked_consent(WordingKind::invitations, principal, invitations_purpose, now),
                             std::move(token_hash));
    co_await parts_.matches.refresh();
}

/// The row that waits is confirmed. Where none does (it was asked for by an older version, or is confirmed already),
/// `consent` is what was agreed to by following the link.
asio::awaitable<void> Admission::confirm_consent(Consent consent, std::string token_hash) {
    const core::Instant now = parts_.market.parts().clock();
    if (co_await parts_.accounts.confirm_consent(consent.principal, consent.purpose, token_hash, now) ||
        co_await parts_.accounts.may_mail(consent.principal, consent.purpose, now))
        co_return;
    consent.confirmed_at = now;
    consent.token_hash = std::move(token_hash);
    co_await parts_.accounts.give_consent(std::move(consent));
}

asio::awaitable<std::optional<core::Refusal>> Admission::confirm_subject(LinkUse link, std::string token_hash) {
    if (link.purpose == LinkPurpose::confirm_intent) {
        const auto intent = core::parse_id<core::IntentId>(link.subject);
        if (!intent)
            co_return core::Refusal{core::RefusalCode::intent_unknown, {}};
        co_return co_await confirm_intent(*intent, std::move(token_hash));
    }
    if (link.purpose == LinkPurpose::confirm_business)
        co_await confirm_business(link.principal, std::move(token_hash));
    if (const auto list = link.purpose == LinkPurpose::join_list ? business_in(link.subject) : std::nullopt)
        co_await parts_.lists.confirm(*list, link.principal, std::move(token_hash));
    if (link.purpose == LinkPurpose::confirm_complaint)
        if (const auto complaint = core::parse_id<core::IntentId>(link.subject))
            co_await parts_.confirm_complaint(*complaint);
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
    const auto business = is_of_business(link.purpose) ? business_in(link.subject) : std::nullopt;
    in.id = business ? core::to_text(*business) : link.subject;
    in.session = co_await admit(link.principal, session);
    in.new_session = in.session != session;
    answer.admitted = std::move(in);
    co_return answer;
}

asio::awaitable<AdmissionAnswer> Admission::confirm_link(std::string token, std::string session) {
    const core::Instant now = parts_.market.parts().clock();
    const std::string hash = secret_hash(token);
    const LinkResult seen = co_await parts_.accounts.peek_link(hash, now);
    const bool confirms =
        seen.link.purpose == LinkPurpose::confirm_intent || seen.link.purpose == LinkPurpose::confirm_business ||
        seen.link.purpose == LinkPurpose::join_list || seen.link.purpose == LinkPurpose::sign_in ||
        seen.link.purpose == LinkPurpose::confirm_complaint || seen.link.purpose == LinkPurpose::join_seat;
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

/// Asked when a request would begin, for until then nobody has to work for it.
asio::awaitable<bool> Admission::has_too_many(LinkUse link) {
    const auto intent = core::parse_id<core::IntentId>(link.subject);
    if (link.purpose != LinkPurpose::confirm_intent || !intent)
        co_return false;
    co_return !co_await parts_.earlier.may_begin(link.principal, *intent, running_requests_max);
}

/// The seat was taken away before its person came.
asio::awaitable<bool> Admission::takes_no_seat(LinkUse link) {
    if (link.purpose != LinkPurpose::join_seat)
        co_return false;
    const auto seat = co_await parts_.seats->join(seat_in(link.subject), link.principal, parts_.market.parts().clock());
    co_return !seat;
}

/// The link, and the code that goes with it, is used up last: if the world fails in between, it still works.
asio::awaitable<AdmissionAnswer> Admission::confirm(std::string token_hash, LinkUse link, std::string session) {
    if (co_await has_too_many(link))
        co_return refused(AdmissionNo::too_many_requests_running);
    if (co_await takes_no_seat(link))
        co_return refused(AdmissionNo::token_unknown);
    if (auto refusal = co_await confirm_subject(link, token_hash)) {
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
    if (const auto business = business_in(used.link.subject)) {
        co_await parts_.lists.stop(*business, used.link.principal, "not_me");
        if (parts_.seats != nullptr)
            co_await parts_.seats->remove(*business, seat_in(used.link.subject), now);
    } else
        co_await parts_.accounts.withdraw_consent(used.link.principal, "intent/" + used.link.subject, "not_me", now);
    co_return answer;
}

asio::awaitable<AdmissionAnswer> Admission::unsubscribe(std::string token) {
    const core::Instant now = parts_.market.parts().clock();
    const LinkResult seen = co_await parts_.accounts.peek_link(secret_hash(token), now);
    // Stopping twice is stopping once; a mail's link must never be used up.
    if (seen.outcome == LinkOutcome::unknown || seen.link.purpose != LinkPurpose::unsubscribe)
        co_return refused(AdmissionNo::token_unknown);
    // A link from before 0005 names its reader alone, and stops everything.
    const bool all = seen.link.subject == core::to_text(seen.link.principal);
    const std::string purpose = all ? "" : seen.link.subject;
    co_await parts_.accounts.withdraw_consent(seen.link.principal, purpose, "unsubscribe", now);
    AdmissionAnswer answer;
    answer.admitted = Admitted{"unsubscribed", "", "", false};
    answer.stopped = co_await stopped_mails(purpose);
    co_return answer;
}

asio::awaitable<StoppedMails> Admission::stopped_mails(std::string purpose) {
    constexpr std::string_view of_intent = "intent/", of_offers = "offers/";
    if (purpose.starts_with(of_intent)) {
        const auto intent = core::parse_id<core::IntentId>(purpose.substr(of_intent.size()));
        const auto state = intent ? co_await parts_.market.state(*intent) : nullptr;
        co_return StoppedMails{"intent", state ? state->intent.title : ""};
    }
    if (purpose.starts_with(of_offers)) {
        const auto id = core::parse_id<core::BusinessId>(purpose.substr(of_offers.size()));
        const auto business = id ? co_await parts_.businesses.find(*id) : std::nullopt;
        co_return StoppedMails{"offers", business ? business->name : ""};
    }
    const bool is_own = purpose == invitations_purpose || purpose == report_purpose;
    co_return StoppedMails{is_own ? purpose : "all", ""};
}

asio::awaitable<std::set<core::PrincipalId>> Admission::taken_seats(std::vector<SessionPrincipal> principals) {
    std::vector<core::PrincipalId> people;
    for (const SessionPrincipal& one : principals)
        if (one.kind == PrincipalKind::seat)
            people.push_back(one.principal);
    std::set<core::PrincipalId> taken;
    if (parts_.seats != nullptr && !people.empty())
        for (const Seat& seat : co_await parts_.seats->of_people(std::move(people)))
            taken.insert(seat.person);
    co_return taken;
}

asio::awaitable<void> Admission::sign_in(std::string email) {
    const auto principals = co_await parts_.accounts.with_email(email);
    if (principals.empty() || !co_await parts_.link_mails.allowed_to_sign_in(email))
        co_return;
    // One address may be several principals; each gets its link, for a browser's session can hold them all.
    const auto seats = co_await taken_seats(principals);
    for (const SessionPrincipal& one : principals) {
        // Anybody can invite an address: a seat that nobody took, or has no more, is nobody's way in.
        if (one.kind == PrincipalKind::seat && !seats.contains(one.principal))
            continue;
        co_await parts_.link_mails.send({LinkPurpose::sign_in, core::to_text(one.principal), one.principal});
    }
}

} // namespace parley::app

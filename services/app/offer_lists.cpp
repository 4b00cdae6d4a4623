#include "app/offer_lists.hpp"

#include "app/letters.hpp"
#include "app/wordings.hpp"

namespace parley::app {

namespace asio = boost::asio;

namespace {

constexpr core::Micros month = core::seconds(30LL * 86'400);
constexpr core::Micros unsubscribe_life = core::seconds(800LL * 86'400); // longer than the consent lives

} // namespace

asio::awaitable<std::optional<Membership>> OfferLists::membership(std::shared_ptr<const core::State> state) {
    if (!state->award || !state->award->confirmed_at)
        co_return std::nullopt;
    const core::BusinessProfile& winner = state->bidder(state->award->bidder)->business;
    Membership member{winner.id, winner.name, ConsentState::none};
    member.state = co_await parts_.accounts.consent_state(state->intent.consumer, offers_purpose(winner.id),
                                                          parts_.market.parts().clock());
    co_return member;
}

asio::awaitable<bool> OfferLists::ask(Membership member, core::PrincipalId reader, AskedFrom from) {
    const auto contact = co_await parts_.accounts.contact_of(reader);
    if (member.state == ConsentState::confirmed || member.state == ConsentState::asked || !contact)
        co_return true;
    if (!co_await parts_.link_mails.allowed(contact->email))
        co_return false;
    Consent consent =
        asked_consent(WordingKind::offers, reader, offers_purpose(member.business), parts_.market.parts().clock());
    consent.controller = core::to_text(member.business);
    consent.asked_from = std::move(from);
    co_await parts_.accounts.give_consent(std::move(consent));
    const LinkMail mail{LinkPurpose::join_list, list_subject(member.business, reader), reader};
    co_await parts_.link_mails.send(mail);
    co_await parts_.link_mails.remind_later(mail);
    co_return true;
}

/// A row that was forgotten in the meantime, or stopped, is not confirmed: there is nothing left to agree to.
asio::awaitable<void> OfferLists::confirm(core::BusinessId business, core::PrincipalId reader, std::string token_hash) {
    co_await parts_.accounts.confirm_consent(reader, offers_purpose(business), std::move(token_hash),
                                             parts_.market.parts().clock());
}

asio::awaitable<void> OfferLists::stop(core::BusinessId business, core::PrincipalId reader, std::string how) {
    co_await parts_.accounts.withdraw_consent(reader, offers_purpose(business), std::move(how),
                                              parts_.market.parts().clock());
}

asio::awaitable<ListReport> OfferLists::report(core::BusinessId business, int evidence_max) {
    const core::Instant now = parts_.market.parts().clock();
    ListReport report;
    report.counts = co_await parts_.lists.counts(business, now, now - month);
    report.evidence = co_await parts_.lists.evidence(business, evidence_max);
    co_return report;
}

asio::awaitable<ListPosted> OfferLists::write(core::IntentId id, core::BusinessId business, std::string subject,
                                              std::string text) {
    const core::Instant now = parts_.market.parts().clock();
    ListMail mail{id, business, std::move(subject), std::move(text), now};
    co_return co_await parts_.lists.post(std::move(mail), now - month, parts_.pace.mails_per_month);
}

asio::awaitable<std::optional<Mail>> OfferLists::compose(OutboxJob job) {
    const core::Instant now = parts_.market.parts().clock();
    const auto reader = core::parse_id<core::PrincipalId>(job.target);
    const auto written = co_await parts_.lists.find(job.intent);
    if (!reader || !written || parts_.is_suspended(written->business))
        co_return std::nullopt;
    const auto business = co_await parts_.businesses.find(written->business);
    const auto contact = co_await parts_.accounts.contact_of(*reader);
    const std::string purpose = offers_purpose(written->business);
    if (!business || !contact || !co_await parts_.accounts.may_mail(*reader, purpose, now))
        co_return std::nullopt;
    if (!co_await parts_.lists.take_turn(job.intent, *reader, now, now - month, parts_.pace.mails_per_reader_and_month))
        co_return std::nullopt;
    const std::string token = draw_token(parts_.random);
    std::vector<NewLink> links{unsubscribe_link(token, purpose, *reader, now, unsubscribe_life)};
    co_await parts_.accounts.add_links(std::move(links));
    Mail mail =
        list_letter({parts_.public_url, business->name, business->trader, written->subject, written->text, token});
    mail.message_id = "list." + secret_hash(core::to_text(job.intent) + '/' + job.target).substr(0, 40);
    mail.to = contact->email;
    co_return mail;
}

} // namespace parley::app

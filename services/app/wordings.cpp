#include "app/wordings.hpp"

#include "app/secrets.hpp"

#include <array>

namespace parley::app {

namespace {

constexpr core::Micros day = core::seconds(86'400);
constexpr core::Micros intent_life = 400 * day;
constexpr core::Micros offers_life = 730 * day;

} // namespace

const Wording& wording_of(WordingKind kind) {
    static const std::array<Wording, wording_kinds> wordings{{
        {"intent-2026-11",
         "I agree that Parley writes to this address about this request: offers, questions, reminders of its dates and "
         "how it ended. Nothing else, and I can stop it in every mail."},
        {"invitations-2026-11",
         "I agree that Parley writes to this address about requests that this business could serve, and about its "
         "offers. Nothing else, and I can stop it in every mail."},
        {"offers-2026-11",
         "I agree that {business} sends its offers to my mail address, by way of Parley and at most four times a "
         "month. What I asked for on Parley does not depend on it, and I can stop it in every mail."},
        {"case-studies-2026-11",
         "I agree that Parley names this business in case studies of its sector, beside what buyers share of how their "
         "requests turned out. Nothing else depends on it, and I can take it back at my desk at any time."},
        {"report-2026-11",
         "I agree that Parley mails this business a report of its week on Mondays. Nothing else depends on it, and I "
         "can stop it in every mail and at my desk."},
        {"push-intent-2026-11",
         "I agree that Parley shows notices on this device about this request: offers, questions, reminders of its "
         "dates and how it ended. Nothing else, and one tap stops it."},
        {"push-invitations-2026-11",
         "I agree that Parley shows notices on this device about requests that this business could serve, and about "
         "its offers. Nothing else, and one tap stops it."},
    }};
    return wordings[static_cast<std::size_t>(kind)];
}

std::string words_for(WordingKind kind, const std::string& business) {
    constexpr std::string_view slot = "{business}";
    std::string words = wording_of(kind).text;
    if (const auto place = words.find(slot); place != std::string::npos)
        words.replace(place, slot.size(), business);
    return words;
}

std::string wording_hash(WordingKind kind) {
    return secret_hash(wording_of(kind).text);
}

std::string intent_purpose(const core::IntentId& intent) {
    return "intent/" + core::to_text(intent);
}

std::string offers_purpose(const core::BusinessId& business) {
    return "offers/" + core::to_text(business);
}

Consent asked_consent(WordingKind kind, core::PrincipalId reader, std::string purpose, core::Instant now) {
    Consent consent;
    consent.principal = reader;
    consent.purpose = std::move(purpose);
    consent.wording = wording_of(kind).version;
    consent.wording_sha256 = wording_hash(kind);
    consent.requested_at = now;
    if (kind == WordingKind::intent || kind == WordingKind::push_intent)
        consent.expires_at = now + intent_life;
    if (kind == WordingKind::offers)
        consent.expires_at = now + offers_life;
    const bool is_business = kind == WordingKind::invitations || kind == WordingKind::case_studies ||
                             kind == WordingKind::report || kind == WordingKind::push_invitations;
    consent.source = is_business ? "retailer" : "buyer";
    return consent;
}

} // namespace parley::app

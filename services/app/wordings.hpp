// The words that people agree to, each under a version. A version's words never change: new words are a new version,
// and the hash of the words stands beside every consent that was given to them.
#pragma once

#include "app/ports/accounts.hpp"

#include <string>

namespace parley::app {

enum class WordingKind { intent, invitations, offers, case_studies, report, push_intent, push_invitations };
inline constexpr std::size_t wording_kinds = 7;

struct Wording {
    std::string version;
    std::string text; // "{business}" stands for who will write
};

/// The words in use now.
const Wording& wording_of(WordingKind kind);
/// As somebody is shown them.
std::string words_for(WordingKind kind, const std::string& business = {});
/// Lower-case hex SHA-256 of the words of that kind, "{business}" unfilled.
std::string wording_hash(WordingKind kind);

/// "intent/ID", "invitations", "offers/ID", "case_studies", "report": what one consent is for; a mail says on which it
/// rests.
std::string intent_purpose(const core::IntentId& intent);
inline constexpr const char* invitations_purpose = "invitations";
inline constexpr const char* case_studies_purpose = "case_studies";
inline constexpr const char* report_purpose = "report";
std::string offers_purpose(const core::BusinessId& business);

/// A row to be confirmed, asked for now under the words in use.
Consent asked_consent(WordingKind kind, core::PrincipalId reader, std::string purpose, core::Instant now);

} // namespace parley::app

// The words of every mail. Each says in its first line what happened, gives one link to act on, and says how to stop.
// Pure: what is known comes in, a finished mail without an address comes out.
#pragma once

#include "app/ports/mailer.hpp"
#include "core/state.hpp"

namespace parley::app {

struct LetterFacts {
    std::string public_url; // without a slash at its end
    core::IntentId intent;
    const core::State* state = nullptr;
    const core::Bidder* bidder = nullptr; // whom it is for, when it is a business
    std::string unsubscribe_token;        // "" for none
    std::string reply_token;              // of a mail that can be answered on a page of its own
    std::int64_t seq = 0;                 // the event that it is about
    std::int64_t about = 0;               // the bidder of the thread, or the promise
};

/// A mail by the name that consequences gives it: "invitation", "first_offer", "round_closed", "decision_ends",
/// "awarded", "award_confirmed", "award_lapsed", "disposed", "no_offers", "offers_gone", "question", "question_to_all",
/// "answer", "message", "promise_due", "promise_broken", "repair_offered", "handed_off". Nothing when it no longer
/// makes sense (the round is over before the invitation was read, the message was answered before its mail left).
std::optional<Mail> letter(std::string_view name, const LetterFacts& facts);

/// The mail that asks a buyer to confirm an intent: link first, then the code, then "not me".
Mail confirmation_letter(const std::string& public_url, const std::string& title, const std::string& token,
                         const std::string& code, const std::string& not_me_token);
/// The same for a business; following its link accepts the conduct code.
Mail business_letter(const std::string& public_url, const std::string& name, const std::string& token,
                     const std::string& code, const std::string& not_me_token);
Mail sign_in_letter(const std::string& public_url, const std::string& token);

/// "480.00 GBP".
std::string money_text(core::Minor amount, const std::string& currency);
/// "Tue 24 Nov 14:00 UTC".
std::string time_text(core::Instant at);

} // namespace parley::app

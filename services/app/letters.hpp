// The words of every mail. Each says in its first line what happened, gives one link to act on, and says how to stop.
// Pure: what is known comes in, a finished mail without an address comes out.
#pragma once

#include "app/ports/mailer.hpp"
#include "app/ports/oversight.hpp"
#include "core/state.hpp"

namespace parley::app {

struct LetterFacts {
    std::string public_url; // without a slash at its end
    core::IntentId intent;
    const core::State* state = nullptr;
    const core::Bidder* bidder = nullptr; // whom it is for, when it is a business
    std::string unsubscribe_token;        // "" for none
    std::string reply_token;              // of a mail that can be answered on a page of its own
    std::string offer_token;              // of a mail that an offer can be sent from; "" where its desk is needed
    std::int64_t seq = 0;                 // of the event that it tells; what happens twice is told twice
    std::int64_t about = 0;               // the bidder of the thread, or the promise
    core::Value seller;                   // who trades, as seller_value gives it, once a buyer has chosen
};

/// A mail by the name that consequences gives it: "invitation", "advice", "offers_wanted", "first_offer",
/// "round_closed", "decision_ends", "awarded", "award_confirmed", "award_lapsed", "disposed", "no_offers",
/// "offers_gone", "question", "question_to_all", "answer", "message", "promise_due", "promise_broken",
/// "repair_offered", "handed_off", "deletion". Nothing when it no longer makes sense (the round is over before the
/// invitation was read, the message was answered before its mail left).
std::optional<Mail> letter(std::string_view name, const LetterFacts& facts);

/// The names that `letter` knows; app/mail_wishes says of each how urgent it is.
std::vector<std::string_view> letter_names();

/// What a mail with a link that lets somebody in, or lets something begin, is made of.
struct LinkFacts {
    std::string public_url;
    std::string what; // the title of the intent, or the name of the business
    std::string token;
    std::string code;
    std::string not_me_token;
    bool is_reminder = false; // the second and last mail about it
};

/// The mail that asks a buyer to confirm an intent: link first, then the code, then "not me".
Mail confirmation_letter(const LinkFacts& facts);
/// The same for a business; it names the code of conduct.
Mail business_letter(const LinkFacts& facts);
/// The same for a reader who asked for a business's offers by mail.
Mail join_letter(const LinkFacts& facts);
/// The same for somebody who is to act for a business.
Mail seat_letter(const LinkFacts& facts);
Mail sign_in_letter(const std::string& public_url, const std::string& token);

/// What a business writes to its list, under its name and trader data.
struct ListLetterFacts {
    std::string public_url;
    std::string business;
    core::Value trader; // as Business has it
    std::string subject;
    std::string text;
    std::string unsubscribe_token;
};
Mail list_letter(const ListLetterFacts& facts);

/// One line of a digest.
struct DigestNews {
    std::string subject; // of the letter that it stands for
    std::string page;    // where it is seen
};
/// The news of a day in one mail; there are some.
struct DigestFacts {
    std::string public_url;
    core::PrincipalId reader;
    core::Instant due; // names the digest for ever
    std::vector<DigestNews> news;
    std::string unsubscribe_token;
    std::string wishes_page; // where its reader says when mails come
};
Mail digest_letter(const DigestFacts& facts);

/// What the operator did about somebody, with its reasons.
struct StewardLetterFacts {
    std::string public_url;
    std::string business_id; // "" where it is about a buyer's complaint
    std::string business;
    StewardDeed deed = StewardDeed::suspend;
    std::string reasons;
};
Mail steward_letter(const StewardLetterFacts& facts);

/// How a report was decided, for either side of it.
struct ReportLetterFacts {
    std::string public_url;
    std::string page;  // where its reader sees the request
    std::string other; // the business that is on the other side; "" for a buyer
    std::string title; // of the request; "" once erased
    std::string about; // as it was reported
    bool to_reporter = false;
    bool to_business = false;
    bool upheld = false;
    std::string reasons;
};
Mail report_letter(const ReportLetterFacts& facts);

/// That a complaint came, and by when it is answered.
Mail complaint_letter(const std::string& public_url, bool to_business, core::Instant due_at);
/// The link with which a complaint begins to count.
Mail complaint_link_letter(const LinkFacts& facts);
/// That a business makes only a few new offers now, and why.
Mail limit_letter(const std::string& desk, const std::string& business, const std::string& reasons);

/// "480.00 GBP".
std::string money_text(core::Minor amount, const std::string& currency);
/// "Tue 24 Nov 14:00 UTC".
std::string time_text(core::Instant at);

} // namespace parley::app

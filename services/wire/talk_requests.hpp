// The bodies of the calls with which people talk, keep promises and say how it turned out.
#pragma once

#include "core/command.hpp"
#include "wire/requests.hpp"

namespace parley::wire {

/// {"text"}: 1 to 2 000 characters.
Read<std::string> read_words(std::string_view body);
/// {"offer_id"?, "kind"?: "message"|"beat_this", "text"}; a wish for a better price needs no words.
Read<core::SendMessage> read_message(std::string_view body);
/// {"state","ask_at"?}; `ask_at` goes with "ask_me" and lies within 400 days after `now`.
Read<core::SetReadiness> read_readiness(std::string_view body, core::Instant now);
/// {"muted"} or {"listed"}, whichever `member` names.
Read<bool> read_flag(std::string_view body, std::string_view member);
/// {"offer_id"?, "adviser"?, "about", "text"?}; the second is a business that advised.
Read<core::Report> read_report(std::string_view body);
/// {"text","due_at"?}; a due date lies within 400 days after `now`.
Read<core::MakePromise> read_promise(std::string_view body, core::Instant now);
/// {"note"?}
Read<std::string> read_note(std::string_view body);
/// {"kept","note"?}; the number of the promise stands in the path.
Read<core::JudgePromise> read_judgement(std::string_view body);
/// {"text","due_at"?}
Read<core::OfferRepair> read_repair(std::string_view body, core::Instant now);
/// {"accepted"}
Read<core::AnswerRepair> read_repair_answer(std::string_view body);
/// {"kind","url"}: an https address for a checkout or a booking; none for a visit.
Read<core::HandOver> read_hand_over(std::string_view body);
/// {"code"}
Read<std::string> read_visit_code(std::string_view body);
/// {"event": "redeemed", "code"}; gives the code.
Read<std::string> read_postback(std::string_view body);
/// {"where","price"?,"note"?}
Read<core::ReportOutcome> read_outcome(std::string_view body);
/// {"rating","incentive"?,"text"?}
Read<core::WriteReview> read_review(std::string_view body);
/// {"shared","text"?}
Read<core::ShareOutcome> read_share(std::string_view body);
/// {"offer_id"?,"upto"}: without an offer the caller's own thread, or for a buyer the questions to all.
struct ReadMark {
    std::optional<core::OfferId> offer_id;
    bool questions = false;
    std::int64_t upto = 0;
};
Read<ReadMark> read_mark(std::string_view body);
/// {"token","text"?}: without words the thread is shown.
struct Reply {
    std::string token;
    std::string text;
};
Read<Reply> read_reply(std::string_view body);

} // namespace parley::wire

// What letters are made of, for letters*.cpp alone.
#pragma once

#include "app/letters.hpp"

namespace parley::app {

/// Both parts say the same.
Mail finished(Mail mail);
std::string buyer_page(const LetterFacts& facts);
std::string desk_page(const LetterFacts& facts);
/// A letter without its address, in both parts; its id is that of the event that it tells.
Mail written(const LetterFacts& facts, std::string_view name, std::string subject, std::string text);

// letters_talk.cpp: the conversation and the deal
std::optional<Mail> question_letter(const LetterFacts& facts);
std::optional<Mail> question_to_all_letter(const LetterFacts& facts);
std::optional<Mail> answer_letter(const LetterFacts& facts);
std::optional<Mail> message_letter(const LetterFacts& facts);
std::optional<Mail> promise_due_letter(const LetterFacts& facts);
std::optional<Mail> promise_broken_letter(const LetterFacts& facts);
std::optional<Mail> repair_offered_letter(const LetterFacts& facts);
std::optional<Mail> handed_off_letter(const LetterFacts& facts);
std::optional<Mail> deletion_letter(const LetterFacts& facts);

} // namespace parley::app

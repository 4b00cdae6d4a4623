#include "app/letter_parts.hpp"

#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::app {

namespace {

std::string quoted(const std::string& text) {
    return "\u201c" + text + "\u201d";
}

/// The link to answer on a page of its own, or the page where everything is.
std::string answer_at(const LetterFacts& facts, const std::string& page) {
    return facts.reply_token.empty() ? page : facts.public_url + "/reply#" + facts.reply_token;
}

const core::Question* question_at(const LetterFacts& facts) {
    const auto& questions = facts.state->dialogue->questions;
    const auto found = std::ranges::find(questions, facts.seq, &core::Question::seq);
    return found == questions.end() ? nullptr : &*found;
}

bool is_erased(const LetterFacts& facts) {
    return facts.state->deal->erased;
}

std::string promise_text(const core::Promise& promise, const std::string& currency) {
    switch (promise.kind) {
    case core::PromiseKind::price:
        return "the price of " + money_text(promise.amount.value_or(0), currency);
    case core::PromiseKind::delivery:
        return "delivery by " + time_text(promise.due_at.value_or(core::Instant{}));
    case core::PromiseKind::extra:
        break;
    }
    return quoted(promise.text);
}

} // namespace

std::optional<Mail> question_letter(const LetterFacts& facts) {
    const core::Question* question = question_at(facts);
    if (question == nullptr || question->answer || facts.state->is_over())
        return std::nullopt;
    return written(facts, "question", "A question about: " + facts.state->intent.title,
                   "A business asks: " + quoted(question->text) +
                       "\n\nYour answer goes to all who were asked, at once: " + buyer_page(facts));
}

std::optional<Mail> question_to_all_letter(const LetterFacts& facts) {
    const core::Question* question = question_at(facts);
    if (question == nullptr || facts.state->is_over() || !core::is_thread_open(*facts.state, *facts.bidder) ||
        !core::has_word(*facts.state, *facts.bidder, facts.state->at))
        return std::nullopt;
    return written(facts, "question_to_all", "The buyer asks: " + facts.state->intent.title,
                   "The buyer asks everybody who offered: " + quoted(question->text) +
                       "\n\nAnswer: " + answer_at(facts, desk_page(facts)));
}

std::optional<Mail> answer_letter(const LetterFacts& facts) {
    const auto& questions = facts.state->dialogue->questions;
    const auto found = std::find_if(questions.rbegin(), questions.rend(), [&](const core::Question& one) {
        return one.asker == facts.bidder->number && one.answer;
    });
    if (found == questions.rend() || is_erased(facts))
        return std::nullopt;
    return written(facts, "answer", "The buyer answered: " + facts.state->intent.title,
                   "You asked: " + quoted(found->text) + "\nThe buyer says: " + quoted(*found->answer) + "\n\n" +
                       desk_page(facts));
}

/// To whichever side did not write it.
std::optional<Mail> message_letter(const LetterFacts& facts) {
    const bool for_buyer = facts.bidder == nullptr;
    const core::BidderNo number = for_buyer ? facts.about : facts.bidder->number;
    const core::Bidder* bidder = facts.state->bidder(number);
    const auto& messages = facts.state->dialogue->thread(number).messages;
    // One that was answered on the page needs no mail any more.
    if (bidder == nullptr || is_erased(facts) || messages.empty() || messages.back().seq != facts.seq)
        return std::nullopt;
    const core::Message& message = messages.back();
    if (message.kind == core::MessageKind::beat_this)
        return written(facts, "message", "Could you do better? " + facts.state->intent.title,
                       "The buyer likes your offer and asks for a better price, once in this round. It ends " +
                           time_text(facts.state->round()->closes_at) + ".\n\nLook: " + desk_page(facts));
    const std::string who = for_buyer ? bidder->business.name : "The buyer";
    return written(facts, "message", who + " wrote: " + facts.state->intent.title,
                   who + " wrote: " + quoted(message.text) +
                       "\n\nAnswer: " + answer_at(facts, for_buyer ? buyer_page(facts) : desk_page(facts)) +
                       (for_buyer ? "\n\nUntil you answer, it cannot write again." : ""));
}

std::optional<Mail> promise_due_letter(const LetterFacts& facts) {
    const core::Promise* promise = facts.state->deal->promise(facts.about);
    if (promise == nullptr || is_erased(facts) || core::is_settled(*promise) || !facts.state->award)
        return std::nullopt;
    const std::string& name = facts.state->bidder(facts.state->award->bidder)->business.name;
    return written(facts, "promise_due", "Was it kept? " + facts.state->intent.title,
                   name + " promised " + promise_text(*promise, facts.state->intent.currency) +
                       ". Was that kept? One tap says so, and " + name +
                       "'s record follows.\n\nSay: " + buyer_page(facts));
}

std::optional<Mail> promise_broken_letter(const LetterFacts& facts) {
    const auto& promises = facts.state->deal->promises;
    const bool open =
        std::ranges::any_of(promises, [](const core::Promise& one) { return one.state == core::PromiseState::broken; });
    if (is_erased(facts) || !open)
        return std::nullopt;
    return written(
        facts, "promise_broken", "A promise was not kept: " + facts.state->intent.title,
        "The buyer says that something you promised was not kept. Say how you will put it right; if the buyer "
        "agrees and you do, it counts as repaired.\n\nPut it right: " +
            desk_page(facts));
}

std::optional<Mail> repair_offered_letter(const LetterFacts& facts) {
    const auto& promises = facts.state->deal->promises;
    const auto found = std::ranges::find_if(promises, [](const core::Promise& one) { return one.repair_offered; });
    if (is_erased(facts) || found == promises.end())
        return std::nullopt;
    const std::string& name = facts.state->bidder(facts.state->award->bidder)->business.name;
    return written(facts, "repair_offered", name + " wants to put it right: " + facts.state->intent.title,
                   name + " says: " + quoted(found->repair) + "\n\nYes or no: " + buyer_page(facts));
}

std::optional<Mail> handed_off_letter(const LetterFacts& facts) {
    const auto& hand_off = facts.state->deal->hand_off;
    if (is_erased(facts) || !hand_off || hand_off->redeemed_at)
        return std::nullopt;
    const std::string& name = facts.state->bidder(facts.state->award->bidder)->business.name;
    const std::string where = hand_off->kind == core::HandOffKind::visit
                                  ? "Show this code in the shop: " + hand_off->code
                                  : "Go on here: " + hand_off->target + "\n\nYour code: " + hand_off->code;
    return written(facts, "handed_off", name + " is ready for you: " + facts.state->intent.title,
                   where + "\n\nWhat was agreed: " + buyer_page(facts));
}

/// Nothing of the request can be named any more but its kind, and when it was told.
std::optional<Mail> deletion_letter(const LetterFacts& facts) {
    const std::string told = time_text(facts.bidder->invited_at);
    return written(facts, "deletion", "Delete a request of " + told,
                   "A request that we told you of on " + told + " (" + facts.state->intent.sector +
                       ") is erased, by its buyer or because its time is over. Delete what you keep of it, our mails "
                       "about it, too.\n\nThe signed order, and where to say "
                       "that it is done: " +
                       desk_page(facts));
}

} // namespace parley::app

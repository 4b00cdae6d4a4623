// What people may say to each other about an intent, and who has the word.
#include "core/deciding.hpp"
#include "core/formats/format.hpp"
#include "core/talk/contacts.hpp"
#include "core/talk/solicited.hpp"
#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

// --- whom it is about ------------------------------------------------------------------------------------------

Outcome Deciding::is_known_to_buyer() const {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind == SenderKind::business)
        return refuse(RefusalCode::not_yours);
    if (state_.lifecycle == Lifecycle::unconfirmed)
        return refuse(RefusalCode::not_confirmed);
    return std::nullopt;
}

/// The bidder of an offer that the buyer names.
Outcome Deciding::finds_bidder(const OfferId& offer, const Bidder*& bidder) const {
    bidder = state_.bidder_with(offer);
    if (bidder == nullptr)
        return refuse(RefusalCode::offer_unknown);
    return state_.deal->erased ? refuse(RefusalCode::erased) : std::nullopt;
}

/// The bidder of advice that the buyer names.
Outcome Deciding::finds_adviser(const BusinessId& business, const Bidder*& bidder) const {
    bidder = state_.bidder_of(business);
    if (bidder == nullptr || !state_.dialogue->advice.contains(bidder->number))
        return refuse(RefusalCode::advice_unknown);
    return state_.deal->erased ? refuse(RefusalCode::erased) : std::nullopt;
}

/// The bidder that asks.
Outcome Deciding::finds_bidder(const Bidder*& bidder) const {
    if (state_.seq == 0 || !state_.confirmed_at)
        return refuse(RefusalCode::intent_unknown);
    if (!caller())
        return refuse(RefusalCode::not_yours);
    bidder = state_.bidder_of(*caller());
    if (bidder == nullptr)
        return refuse(RefusalCode::not_invited);
    if (bidder->declined)
        return refuse(RefusalCode::invitation_declined);
    return state_.deal->erased ? refuse(RefusalCode::erased) : std::nullopt;
}

Outcome Deciding::thread_is_open(const Bidder& bidder) const {
    if (!is_thread_open(state_, bidder))
        return refuse(RefusalCode::thread_closed);
    return state_.dialogue->thread(bidder.number).blocked ? refuse(RefusalCode::blocked) : std::nullopt;
}

Outcome Deciding::may_write(const Bidder& bidder) const {
    return has_word(state_, bidder, envelope_.received_at) ? std::nullopt : awaits_answer();
}

/// The next word is the buyer's.
Outcome Deciding::awaits_answer() const {
    Refusal refusal{RefusalCode::awaiting_answer, {}};
    const auto& ask_at = state_.dialogue->ask_at;
    refusal.details["ask_at"] = ask_at ? Value(to_rfc3339(*ask_at)) : Value{};
    return refusal;
}

std::optional<Refusal> names_contacts(const std::string& text) {
    const auto contacts = talk::contacts_in(text);
    if (contacts.empty())
        return std::nullopt;
    Refusal refusal{RefusalCode::contact_details, {}};
    Value found = Value::Array{};
    for (const talk::Contact& contact : contacts) {
        Value one;
        one["kind"] = name_of(contact.kind);
        one["text"] = text.substr(contact.begin, contact.end - contact.begin);
        found.push_back(std::move(one));
    }
    refusal.details["found"] = std::move(found);
    return refusal;
}

/// Until the award nobody gives away how to be reached; `with` is 0 for what everybody reads.
Outcome Deciding::may_name_contacts(const std::string& text, BidderNo with) const {
    if (with > 0 && is_chosen(state_, with))
        return std::nullopt;
    return names_contacts(text);
}

// --- questions -------------------------------------------------------------------------------------------------

Outcome Deciding::handle(const Ask& command) {
    BidderNo asker = 0;
    if (envelope_.sender.kind == SenderKind::business) {
        const Bidder* bidder = nullptr;
        if (auto refusal = finds_bidder(bidder))
            return refusal;
        if (!is_solicited(state_, *bidder, Contact::question, envelope_.received_at))
            return refuse(state_.is_over() ? RefusalCode::intent_over : RefusalCode::blocked);
        asker = bidder->number;
        const auto waits = [&](const Question& one) { return one.asker == asker && !one.answer; };
        if (std::ranges::any_of(state_.dialogue->questions, waits))
            return refuse(RefusalCode::question_open);
    } else if (auto refusal = buyer_may_act()) {
        return refusal;
    }
    if (auto refusal = may_name_contacts(command.text, 0))
        return refusal;
    const auto number = static_cast<std::int64_t>(state_.dialogue->questions.size()) + 1;
    emit(QuestionAsked{number, asker, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const GiveAdvice& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = finds_bidder(bidder))
        return refusal;
    if (state_.is_over())
        return refuse(RefusalCode::intent_over);
    // Who is blocked has advised, and hears that instead.
    if (asks_for_advice(state_) && state_.dialogue->advice.contains(bidder->number))
        return refuse(RefusalCode::already_advised);
    if (!is_solicited(state_, *bidder, Contact::advice, envelope_.received_at))
        return refuse(RefusalCode::advice_over);
    if (auto refusal = may_name_contacts(command.text, bidder->number))
        return refusal;
    emit(AdviceGiven{bidder->number, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const AnswerQuestion& command) {
    if (auto refusal = buyer_may_act())
        return refusal;
    const Question* question = state_.dialogue->question(command.question);
    if (question == nullptr || question->asker == 0)
        return refuse(RefusalCode::question_unknown);
    if (question->answer)
        return refuse(RefusalCode::already_answered);
    if (auto refusal = may_name_contacts(command.text, 0))
        return refusal;
    emit(QuestionAnswered{command.question, command.text}, envelope_.received_at);
    return std::nullopt;
}

// --- threads ---------------------------------------------------------------------------------------------------

/// A better price is asked for in a round that shows prices, once for each business and round.
Outcome Deciding::beats(const Bidder& bidder) const {
    const bool asked = state_.dialogue->thread(bidder.number).beaten_round == state_.round()->number;
    return asked ? refuse(RefusalCode::already_asked) : std::nullopt;
}

Outcome Deciding::handle(const SendMessage& command) {
    const bool beat = command.kind == MessageKind::beat_this;
    const bool by_business = envelope_.sender.kind == SenderKind::business;
    const Bidder* bidder = nullptr;
    if (by_business) {
        if (auto refusal = finds_bidder(bidder))
            return refusal;
        if (beat)
            return refuse(RefusalCode::not_yours);
        if (!bidder->offer)
            return refuse(RefusalCode::no_thread);
    } else {
        if (auto refusal = is_known_to_buyer())
            return refusal;
        if (auto refusal = beat ? round_runs() : Outcome())
            return refusal;
        if (beat && format_of(state_.round()->rules).offers_are_parts())
            return refuse(RefusalCode::sealed_round_running);
        if (auto refusal = finds_bidder(command.offer_id.value_or(OfferId{}), bidder))
            return refusal;
    }
    if (auto refusal = thread_is_open(*bidder))
        return refusal;
    if (by_business && !may_answer(state_, *bidder, envelope_.received_at))
        return refuse(RefusalCode::thread_closed);
    if (auto refusal = by_business ? may_write(*bidder) : beat ? beats(*bidder) : Outcome())
        return refusal;
    if (auto refusal = may_name_contacts(command.text, bidder->number))
        return refusal;
    emit(MessageSent{state_.dialogue->messages + 1, bidder->number, by_business ? Party::business : Party::buyer,
                     command.kind, command.text},
         envelope_.received_at);
    return std::nullopt;
}

// --- what the buyer wants to hear ------------------------------------------------------------------------------

Outcome Deciding::handle(const SetReadiness& command) {
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (state_.deal->erased)
        return refuse(RefusalCode::erased);
    const auto ask_at = command.readiness == Readiness::ask_me ? command.ask_at : std::nullopt;
    if (command.readiness == state_.dialogue->readiness && ask_at == state_.dialogue->ask_at)
        return std::nullopt;
    emit(ReadinessSet{command.readiness, ask_at}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const MuteThread& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (auto refusal = finds_bidder(command.offer_id, bidder))
        return refusal;
    if (state_.dialogue->thread(bidder->number).muted != command.muted)
        emit(ThreadMuted{bidder->number, command.muted}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const BlockBidder& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (auto refusal = command.adviser ? finds_adviser(*command.adviser, bidder)
                                       : finds_bidder(command.offer_id.value_or(OfferId{}), bidder))
        return refusal;
    if (!state_.dialogue->thread(bidder->number).blocked)
        emit(BidderBlocked{bidder->number}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Shortlist& command) {
    const Bidder* bidder = nullptr;
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (auto refusal = finds_bidder(command.offer_id, bidder))
        return refusal;
    if (state_.dialogue->thread(bidder->number).shortlisted != command.listed)
        emit(Shortlisted{bidder->number, command.listed}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const Report& command) {
    const bool by_business = envelope_.sender.kind == SenderKind::business;
    const Bidder* bidder = nullptr;
    if (auto refusal = by_business ? finds_bidder(bidder) : is_known_to_buyer())
        return refusal;
    if (!by_business)
        if (auto refusal = command.adviser ? finds_adviser(*command.adviser, bidder)
                                           : finds_bidder(command.offer_id.value_or(OfferId{}), bidder))
            return refusal;
    const Thread& thread = state_.dialogue->thread(bidder->number);
    const bool again = by_business ? thread.reported_by_business : thread.reported_by_buyer;
    if (again)
        return refuse(RefusalCode::already_reported);
    emit(Reported{state_.dialogue->reports + 1, bidder->number, by_business ? Party::business : Party::buyer,
                  command.about, command.text},
         envelope_.received_at);
    return std::nullopt;
}

} // namespace parley::core

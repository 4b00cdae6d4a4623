// What may be asked for once a business has said yes to the buyer's yes.
#include "core/deciding.hpp"
#include "core/talk/word.hpp"

namespace parley::core {

namespace {

bool has_bought(const State& state) {
    const Deal& deal = *state.deal;
    return (deal.outcome && deal.outcome->where == BoughtWhere::here) ||
           (deal.hand_off && deal.hand_off->redeemed_at.has_value());
}

} // namespace

/// The checks that everything about a deal meets first, for one of its two sides.
Outcome Deciding::has_deal(SenderKind side) const {
    if (side == SenderKind::business) {
        const Bidder* bidder = nullptr;
        if (auto refusal = finds_bidder(bidder))
            return refusal;
        const bool won = state_.award && state_.award->confirmed_at && state_.award->bidder == bidder->number;
        return won ? std::nullopt : refuse(RefusalCode::no_deal);
    }
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (state_.deal->erased)
        return refuse(RefusalCode::erased);
    return state_.award && state_.award->confirmed_at ? std::nullopt : refuse(RefusalCode::no_deal);
}

/// What a business adds to its deal are words too: none once it is blocked, and not many without an answer.
Outcome Deciding::may_add_to_deal() const {
    if (auto refusal = has_deal(SenderKind::business))
        return refusal;
    if (state_.dialogue->thread(state_.award->bidder).blocked)
        return refuse(RefusalCode::blocked);
    return state_.deal->unanswered >= deal_words_max ? awaits_answer() : std::nullopt;
}

Outcome Deciding::finds_promise(std::int64_t number, const Promise*& promise) const {
    promise = state_.deal->promise(number);
    return promise != nullptr ? std::nullopt : refuse(RefusalCode::promise_unknown);
}

// --- promises --------------------------------------------------------------------------------------------------

Outcome Deciding::handle(const MakePromise& command) {
    if (auto refusal = may_add_to_deal())
        return refusal;
    const auto number = static_cast<std::int64_t>(state_.deal->promises.size()) + 1;
    emit(PromiseMade{number, PromiseKind::extra, std::nullopt, command.due_at, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ClaimPromise& command) {
    const Promise* promise = nullptr;
    if (auto refusal = has_deal(SenderKind::business))
        return refusal;
    if (auto refusal = finds_promise(command.promise, promise))
        return refusal;
    switch (promise->state) {
    case PromiseState::kept:
    case PromiseState::repaired:
        return refuse(RefusalCode::promise_settled);
    case PromiseState::claimed:
    case PromiseState::broken: // It is put right first.
        return refuse(RefusalCode::promise_waits);
    case PromiseState::open:
    case PromiseState::repairing:
        break;
    }
    if (!command.note.empty() && state_.dialogue->thread(state_.award->bidder).blocked)
        return refuse(RefusalCode::blocked);
    emit(PromiseClaimed{command.promise, command.note}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const JudgePromise& command) {
    const Promise* promise = nullptr;
    if (auto refusal = has_deal(SenderKind::buyer))
        return refusal;
    if (auto refusal = finds_promise(command.promise, promise))
        return refusal;
    // Who has said that it was broken may find that it was not.
    const bool again = promise->state == PromiseState::broken && !command.kept;
    if (promise->state == PromiseState::kept || promise->state == PromiseState::repaired || again)
        return refuse(RefusalCode::promise_settled);
    emit(PromiseJudged{command.promise, command.kept, command.note}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const OfferRepair& command) {
    const Promise* promise = nullptr;
    if (auto refusal = may_add_to_deal())
        return refusal;
    if (auto refusal = finds_promise(command.promise, promise))
        return refusal;
    if (promise->state == PromiseState::kept || promise->state == PromiseState::repaired)
        return refuse(RefusalCode::promise_settled);
    if (promise->state != PromiseState::broken || promise->repair_offered)
        return refuse(RefusalCode::promise_waits);
    emit(RepairOffered{command.promise, command.due_at, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const AnswerRepair& command) {
    const Promise* promise = nullptr;
    if (auto refusal = has_deal(SenderKind::buyer))
        return refusal;
    if (auto refusal = finds_promise(command.promise, promise))
        return refusal;
    if (!promise->repair_offered)
        return refuse(RefusalCode::promise_waits);
    emit(RepairAnswered{command.promise, command.accepted}, envelope_.received_at);
    return std::nullopt;
}

// --- the sale --------------------------------------------------------------------------------------------------

Outcome Deciding::handle(const HandOver& command) {
    if (auto refusal = may_add_to_deal())
        return refusal;
    if (state_.deal->hand_off && state_.deal->hand_off->redeemed_at)
        return refuse(RefusalCode::promise_settled);
    emit(HandedOff{command.kind, command.target, command.code}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const RedeemVisit& command) {
    if (auto refusal = has_deal(SenderKind::business))
        return refusal;
    const auto& hand_off = state_.deal->hand_off;
    if (!hand_off || hand_off->code != command.code)
        return refuse(RefusalCode::code_wrong);
    if (!hand_off->redeemed_at)
        emit(VisitRedeemed{}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ReportOutcome& command) {
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (command.price && (*command.price < price_min || *command.price > price_max))
        return refuse(RefusalCode::price_out_of_range);
    if (state_.deal->erased)
        return refuse(RefusalCode::erased);
    const bool agreed = state_.award && state_.award->confirmed_at;
    if (!state_.is_over() || (command.where == BoughtWhere::here && !agreed))
        return refuse(RefusalCode::no_deal);
    if (state_.deal->outcome)
        return refuse(RefusalCode::already_reported);
    emit(OutcomeReported{command.where, command.price, command.note}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const WriteReview& command) {
    if (auto refusal = has_deal(SenderKind::buyer))
        return refusal;
    if (auto refusal = may_name_contacts(command.text, 0))
        return refusal;
    if (!has_bought(state_))
        return refuse(RefusalCode::not_bought_here);
    if (state_.deal->review)
        return refuse(RefusalCode::already_reviewed);
    emit(Reviewed{command.rating, command.incentive, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const VoiceIdea& command) {
    if (auto refusal = is_known_to_buyer())
        return refusal;
    if (state_.deal->erased)
        return refuse(RefusalCode::erased);
    if (auto refusal = may_name_contacts(command.text, 0))
        return refusal;
    emit(IdeaVoiced{static_cast<std::int64_t>(state_.deal->ideas.size()) + 1, command.text}, envelope_.received_at);
    return std::nullopt;
}

Outcome Deciding::handle(const ShareOutcome& command) {
    if (auto refusal = has_deal(SenderKind::buyer))
        return refusal;
    if (auto refusal = may_name_contacts(command.text, 0))
        return refusal;
    if (!has_bought(state_))
        return refuse(RefusalCode::not_bought_here);
    const std::optional<std::string> wanted = command.shared ? std::optional(command.text) : std::nullopt;
    if (wanted != state_.deal->shared)
        emit(OutcomeShared{command.shared, command.text}, envelope_.received_at);
    return std::nullopt;
}

/// The right to be forgotten does not depend on where the matter stands; what still runs ends first.
Outcome Deciding::handle(const Erase&) {
    if (state_.seq == 0)
        return refuse(RefusalCode::intent_unknown);
    if (envelope_.sender.kind == SenderKind::business)
        return refuse(RefusalCode::not_yours);
    if (state_.deal->erased)
        return std::nullopt;
    if (!state_.is_over())
        end_intent(Lifecycle::cancelled, "cancelled", Disposition::no_award, envelope_.received_at);
    emit(Erased{}, envelope_.received_at);
    return std::nullopt;
}

} // namespace parley::core

#include "core/evolve_talk.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace parley::core {

namespace {

Promise& promise_in(Deal& deal, std::int64_t number) {
    PARLEY_ASSERT(deal.promise(number) != nullptr, "a promise is made first");
    return deal.promises[static_cast<std::size_t>(number - 1)];
}

/// A deal is fulfilled when the buyer has bought, and closed when no promise is open any more.
void move_on(State& state) {
    const Deal& deal = *state.deal;
    const bool bought = (deal.outcome && deal.outcome->where == BoughtWhere::here) ||
                        (deal.hand_off && deal.hand_off->redeemed_at.has_value());
    if (state.lifecycle == Lifecycle::confirmed && bought)
        state.lifecycle = Lifecycle::fulfilled;
    if (state.lifecycle == Lifecycle::fulfilled && std::ranges::all_of(deal.promises, is_settled))
        state.lifecycle = Lifecycle::closed;
}

void forget(std::string& text) {
    text.clear();
}

} // namespace

// --- the conversation ------------------------------------------------------------------------------------------

void take(State& state, const Record& record, Instant told, const QuestionAsked& event) {
    Question question;
    question.number = event.question;
    question.asker = event.asker;
    question.text = event.text;
    question.at = told;
    question.seq = record.seq;
    state.dialogue.own().questions.push_back(std::move(question));
}

void take(State& state, const Record&, Instant told, const QuestionAnswered& event) {
    Dialogue& dialogue = state.dialogue.own();
    PARLEY_ASSERT(dialogue.question(event.question) != nullptr, "a question is asked first");
    Question& question = dialogue.questions[static_cast<std::size_t>(event.question - 1)];
    question.answer = event.text;
    question.answered_at = told;
}

void take(State& state, const Record&, Instant told, const AdviceGiven& event) {
    state.dialogue.own().advice.emplace(event.bidder, Advice{event.text, told});
}

void take(State& state, const Record& record, Instant told, const MessageSent& event) {
    Dialogue& dialogue = state.dialogue.own();
    Thread& thread = dialogue.threads[event.bidder];
    thread.messages.push_back({event.message, event.by, event.kind, event.text, told, record.seq});
    dialogue.messages = event.message;
    if (event.kind == MessageKind::beat_this && state.round() != nullptr)
        thread.beaten_round = state.round()->number;
    if (event.by == Party::buyer && state.award && state.award->bidder == event.bidder)
        state.deal.own().unanswered = 0;
}

void take(State& state, const Record&, Instant, const ReadinessSet& event) {
    Dialogue& dialogue = state.dialogue.own();
    dialogue.readiness = event.readiness;
    dialogue.ask_at = event.ask_at;
}

void take(State& state, const Record&, Instant, const ThreadMuted& event) {
    state.dialogue.own().threads[event.bidder].muted = event.muted;
}

void take(State& state, const Record&, Instant, const BidderBlocked& event) {
    state.dialogue.own().threads[event.bidder].blocked = true;
}

void take(State& state, const Record&, Instant, const Shortlisted& event) {
    state.dialogue.own().threads[event.bidder].shortlisted = event.listed;
}

void take(State& state, const Record&, Instant, const Reported& event) {
    Dialogue& dialogue = state.dialogue.own();
    Thread& thread = dialogue.threads[event.bidder];
    (event.by == Party::buyer ? thread.reported_by_buyer : thread.reported_by_business) = true;
    dialogue.reports = event.report;
}

// --- the deal --------------------------------------------------------------------------------------------------

void take(State& state, const Record&, Instant told, const PromiseMade& event) {
    Promise promise;
    promise.number = event.promise;
    promise.kind = event.kind;
    promise.amount = event.amount;
    promise.due_at = event.due_at;
    promise.text = event.text;
    promise.changed_at = told;
    Deal& deal = state.deal.own();
    deal.promises.push_back(std::move(promise));
    deal.unanswered += event.kind == PromiseKind::extra ? 1 : 0;
    if (state.lifecycle == Lifecycle::closed)
        state.lifecycle = Lifecycle::fulfilled;
}

void take(State& state, const Record&, Instant told, const PromiseClaimed& event) {
    Promise& promise = promise_in(state.deal.own(), event.promise);
    promise.state = PromiseState::claimed;
    promise.claim = event.note;
    promise.changed_at = told;
}

void take(State& state, const Record&, Instant told, const PromiseJudged& event) {
    Deal& deal = state.deal.own();
    deal.unanswered = 0;
    Promise& promise = promise_in(deal, event.promise);
    promise.was_broken = promise.was_broken || !event.kept;
    promise.state = !event.kept          ? PromiseState::broken
                    : promise.was_broken ? PromiseState::repaired
                                         : PromiseState::kept;
    promise.note = event.note;
    promise.repair_offered = false;
    promise.changed_at = told;
    move_on(state);
}

void take(State& state, const Record&, Instant told, const RepairOffered& event) {
    Deal& deal = state.deal.own();
    ++deal.unanswered;
    Promise& promise = promise_in(deal, event.promise);
    promise.repair = event.text;
    promise.repair_due_at = event.due_at;
    promise.repair_offered = true;
    promise.changed_at = told;
}

void take(State& state, const Record&, Instant told, const RepairAnswered& event) {
    Deal& deal = state.deal.own();
    deal.unanswered = 0;
    Promise& promise = promise_in(deal, event.promise);
    promise.repair_offered = false;
    promise.changed_at = told;
    if (!event.accepted)
        return;
    promise.state = PromiseState::repairing;
    if (promise.repair_due_at)
        promise.due_at = promise.repair_due_at;
}

void take(State& state, const Record&, Instant, const HandedOff& event) {
    Deal& deal = state.deal.own();
    deal.hand_off = HandOff{event.kind, event.target, event.code, std::nullopt};
    ++deal.unanswered;
}

void take(State& state, const Record&, Instant told, const VisitRedeemed&) {
    Deal& deal = state.deal.own();
    PARLEY_ASSERT(deal.hand_off.has_value(), "a code is given first");
    deal.hand_off->redeemed_at = told;
    move_on(state);
}

void take(State& state, const Record&, Instant told, const OutcomeReported& event) {
    Deal& deal = state.deal.own();
    deal.outcome = SaleOutcome{event.where, event.price, event.note, told};
    deal.unanswered = 0;
    move_on(state);
}

void take(State& state, const Record&, Instant told, const Reviewed& event) {
    state.deal.own().review = Review{event.rating, event.incentive, event.text, told};
}

void take(State& state, const Record&, Instant told, const IdeaVoiced& event) {
    state.deal.own().ideas.push_back({event.idea, event.text, told});
}

void take(State& state, const Record&, Instant told, const OutcomeShared& event) {
    Deal& deal = state.deal.own();
    deal.shared_at = told;
    deal.shared.reset();
    if (event.shared)
        deal.shared = event.text;
}

void forget_words(Offer& offer) {
    forget(offer.message);
    offer.details = {};
    if (offer.explanation)
        forget(*offer.explanation);
    offer.capacity_group.clear(); // Its auto-offer's terms said it.
}

/// What core/erasure names, as a log without these parts would be read.
void take(State& state, const Record&, Instant, const Erased&) {
    IntentCreated& intent = state.intent;
    intent.consumer = {};
    forget(intent.title);
    forget(intent.text);
    intent.answers.clear();
    intent.photos.clear();
    intent.exact = {};
    const auto all = [](const Bidder&) { return true; };
    state.bidders.change_where(all, [](Bidder& bidder) {
        bidder.reasons.clear();
        bidder.business.distance_m = 0;
        bidder.auto_offer.reset();
        for (std::optional<Offer>* offer : {&bidder.offer, &bidder.in_turn})
            if (*offer)
                forget_words(**offer);
    });
    for (Queued& queued : state.queue) {
        queued.reasons.clear();
        queued.business.distance_m = 0;
    }
    Dialogue& dialogue = state.dialogue.own();
    for (Question& question : dialogue.questions) {
        forget(question.text);
        if (question.answer)
            forget(*question.answer);
    }
    for (auto& [bidder, advice] : dialogue.advice)
        forget(advice.text);
    for (auto& [bidder, thread] : dialogue.threads)
        for (Message& message : thread.messages)
            forget(message.text);
    Deal& deal = state.deal.own();
    for (Promise& promise : deal.promises)
        for (std::string* text : {&promise.text, &promise.claim, &promise.note, &promise.repair})
            forget(*text);
    if (deal.hand_off) {
        forget(deal.hand_off->target);
        forget(deal.hand_off->code);
    }
    if (deal.outcome)
        forget(deal.outcome->note);
    if (deal.review)
        forget(deal.review->text);
    for (Idea& idea : deal.ideas)
        forget(idea.text);
    // What was shared was shared by the buyer, who takes it back.
    deal.shared.reset();
    deal.erased = true;
}

} // namespace parley::core

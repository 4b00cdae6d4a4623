#include "core/view_talk.hpp"

#include "core/talk/word.hpp"
#include "core/view_values.hpp"

#include <algorithm>

namespace parley::core {

namespace {

bool is_buyer(const Audience& audience) {
    return audience.kind == AudienceKind::buyer;
}
bool is_bidder(const Audience& audience, BidderNo number) {
    return audience.kind == AudienceKind::bidder && audience.bidder == number;
}

/// The buyer and the bidder whose thread it is.
bool hears_thread(const Audience& audience, BidderNo number) {
    return is_buyer(audience) || is_bidder(audience, number);
}

bool has_deal(const State& state, const Audience& audience) {
    return state.award && state.award->confirmed_at && hears_thread(audience, state.award->bidder);
}

Value question_value(const Question& question, const Audience& audience) {
    Value value;
    value["question"] = question.number;
    value["by"] = question.asker == 0 ? "buyer" : "business";
    value["own"] = question.asker == 0 ? is_buyer(audience) : is_bidder(audience, question.asker);
    value["text"] = question.text;
    value["at"] = to_rfc3339(question.at);
    value["answer"] = question.answer ? Value(*question.answer) : Value{};
    value["answered_at"] = question.answer ? Value(to_rfc3339(question.answered_at)) : Value{};
    return value;
}

Value message_value(const Message& message) {
    Value value;
    value["message"] = message.number;
    value["by"] = name_of(message.by);
    value["kind"] = name_of(message.kind);
    value["text"] = message.text;
    value["at"] = to_rfc3339(message.at);
    return value;
}

/// Whether a question that the buyer asked everybody has no answer in this thread.
bool has_not_answered(const State& state, const Thread& thread) {
    const std::int64_t asked = state.dialogue->asked_all_seq();
    return asked > 0 && std::ranges::none_of(thread.messages, [&](const Message& message) {
               return message.by == Party::business && message.seq > asked;
           });
}

Value promise_value(const Promise& promise) {
    Value value;
    value["promise"] = promise.number;
    value["kind"] = name_of(promise.kind);
    value["state"] = name_of(promise.state);
    value["amount"] = promise.amount ? Value(*promise.amount) : Value{};
    value["due_at"] = time_or_null(promise.due_at);
    value["text"] = promise.text;
    value["claim"] = promise.claim;
    value["note"] = promise.note;
    value["repair"] = promise.repair;
    value["repair_due_at"] = time_or_null(promise.repair_due_at);
    value["repair_offered"] = promise.repair_offered;
    value["was_broken"] = promise.was_broken;
    value["changed_at"] = to_rfc3339(promise.changed_at);
    return value;
}

Value hand_off_value(const std::optional<HandOff>& hand_off, bool for_buyer) {
    if (!hand_off)
        return {};
    Value value;
    value["kind"] = name_of(hand_off->kind);
    value["target"] = hand_off->target;
    // The business learns the code from the buyer: that is what shows that the buyer came.
    value["code"] = for_buyer ? Value(hand_off->code) : Value{};
    value["redeemed_at"] = time_or_null(hand_off->redeemed_at);
    return value;
}

Value outcome_value(const std::optional<SaleOutcome>& outcome) {
    if (!outcome)
        return {};
    Value value;
    value["where"] = name_of(outcome->where);
    value["price"] = outcome->price ? Value(*outcome->price) : Value{};
    value["note"] = outcome->note;
    value["at"] = to_rfc3339(outcome->at);
    return value;
}

Value review_value(const std::optional<Review>& review) {
    if (!review)
        return {};
    Value value;
    value["rating"] = review->rating;
    value["incentive"] = review->incentive;
    value["text"] = review->text;
    value["at"] = to_rfc3339(review->at);
    return value;
}

Value thread_push(const State& after, BidderNo bidder, const Audience& audience) {
    Value data;
    if (is_buyer(audience) && !after.bidder(bidder)->offer) {
        data["advice"] = advice_value(after, audience); // What was advised is all there is of it.
    } else if (is_buyer(audience)) {
        data["offer_id"] = to_text(after.bidder(bidder)->offer->id);
        data["thread"] = thread_value(after, bidder, audience);
    } else {
        data["me"] = me_value(after, *after.bidder(bidder));
    }
    return data;
}

Value questions_push(const State& after, std::int64_t number, const Audience& audience) {
    Value data;
    data["question"] = question_value(*after.dialogue->question(number), audience);
    data["questions"] = questions_value(after, audience);
    return data;
}

} // namespace

Value questions_value(const State& state, const Audience& audience) {
    Value list = Value::Array{};
    for (const Question& question : state.dialogue->questions)
        if (question.asker != 0 || audience.kind != AudienceKind::everybody)
            list.push_back(question_value(question, audience));
    return list;
}

Value readiness_value(const State& state) {
    Value value;
    value["state"] = name_of(state.dialogue->readiness);
    value["ask_at"] = time_or_null(state.dialogue->ask_at);
    return value;
}

Value thread_value(const State& state, BidderNo bidder, const Audience& audience) {
    const Thread& thread = state.dialogue->thread(bidder);
    Value value;
    Value messages = Value::Array{};
    const std::size_t from = thread.messages.size() > thread_shown ? thread.messages.size() - thread_shown : 0;
    for (std::size_t i = from; i < thread.messages.size(); ++i)
        messages.push_back(message_value(thread.messages[i]));
    value["messages"] = std::move(messages);
    value["count"] = static_cast<std::int64_t>(thread.messages.size());
    value["blocked"] = thread.blocked;
    value["unanswered"] = has_not_answered(state, thread);
    value["reported"] = is_buyer(audience) ? thread.reported_by_buyer : thread.reported_by_business;
    if (is_buyer(audience)) {
        value["muted"] = thread.muted;
        value["shortlisted"] = thread.shortlisted;
        value["beaten"] = state.round() != nullptr && thread.beaten_round == state.round()->number;
    }
    return value;
}

Value deal_value(const State& state, const Audience& audience) {
    const Deal& deal = *state.deal;
    Value value;
    value["shared"] = deal.shared ? Value(*deal.shared) : Value{};
    if (audience.kind == AudienceKind::everybody)
        return deal.shared ? value : Value{};
    const bool buyer = is_buyer(audience);
    const bool agreed = has_deal(state, audience);
    if (!agreed && !(buyer && (deal.outcome || !deal.ideas.empty())))
        return {};
    Value promises = Value::Array{};
    for (const Promise& promise : deal.promises)
        promises.push_back(promise_value(promise));
    value["promises"] = std::move(promises);
    value["hand_off"] = hand_off_value(deal.hand_off, buyer);
    value["outcome"] = outcome_value(deal.outcome);
    value["review"] = review_value(deal.review);
    Value ideas = Value::Array{};
    for (const Idea& idea : deal.ideas)
        ideas.push_back(idea.text);
    value["ideas"] = buyer ? std::move(ideas) : Value(Value::Array{});
    return value;
}

Value advice_value(const State& state, const Audience& audience) {
    if (!state.intent.advice_first)
        return {};
    const auto words = [](const Advice& advice) {
        Value value;
        value["text"] = advice.text;
        value["at"] = to_rfc3339(advice.at);
        return value;
    };
    const auto& given = state.dialogue->advice;
    Value value;
    value["open"] = asks_for_advice(state);
    value["until"] = state.confirmed_at ? Value(to_rfc3339(*state.confirmed_at + advice_within)) : Value{};
    if (is_buyer(audience)) {
        value["answers"] = Value::Array{};
        for (const auto& [number, advice] : given) {
            Value one = words(advice);
            one["business"] = business_value(state.bidder(number)->business);
            one["reported"] = state.dialogue->thread(number).reported_by_buyer;
            one["blocked"] = state.dialogue->thread(number).blocked;
            value["answers"].push_back(std::move(one));
        }
    } else if (audience.kind == AudienceKind::bidder) {
        const auto own = given.find(audience.bidder);
        value["own"] = own != given.end() ? words(own->second) : Value{};
    }
    return value;
}

// --- pushes ----------------------------------------------------------------------------------------------------

std::string_view talk_push_type(const State&, const AdviceGiven& event, const Audience& audience) {
    return hears_thread(audience, event.bidder) ? "advice_given" : "";
}
std::string_view talk_push_type(const State&, const QuestionAsked& event, const Audience& audience) {
    return event.asker != 0 || audience.kind != AudienceKind::everybody ? "question" : "";
}
std::string_view talk_push_type(const State&, const QuestionAnswered&, const Audience&) {
    return "question";
}
std::string_view talk_push_type(const State&, const MessageSent& event, const Audience& audience) {
    return hears_thread(audience, event.bidder) ? "message" : "";
}
std::string_view talk_push_type(const State&, const ReadinessSet&, const Audience& audience) {
    return audience.kind == AudienceKind::everybody ? "" : "readiness_changed";
}
std::string_view talk_push_type(const State&, const ThreadMuted&, const Audience& audience) {
    return is_buyer(audience) ? "thread_changed" : "";
}
std::string_view talk_push_type(const State&, const BidderBlocked& event, const Audience& audience) {
    return hears_thread(audience, event.bidder) ? "thread_changed" : "";
}
std::string_view talk_push_type(const State&, const Shortlisted&, const Audience& audience) {
    return is_buyer(audience) ? "thread_changed" : "";
}
std::string_view talk_push_type(const State&, const Reported& event, const Audience& audience) {
    const bool own = event.by == Party::buyer ? is_buyer(audience) : is_bidder(audience, event.bidder);
    return own ? "thread_changed" : "";
}
std::string_view talk_push_type(const State& after, const Erased&, const Audience& audience) {
    return audience.kind == AudienceKind::everybody && !after.confirmed_at ? "" : "erased";
}
std::string_view deal_push_type(const State& after, const Audience& audience) {
    return has_deal(after, audience) || is_buyer(audience) ? "deal_changed" : "";
}

Value talk_push_data(const State& after, const AdviceGiven&, const Audience& audience) {
    Value data;
    data["advice"] = advice_value(after, audience);
    return data;
}
Value talk_push_data(const State& after, const QuestionAsked& event, const Audience& audience) {
    return questions_push(after, event.question, audience);
}
Value talk_push_data(const State& after, const QuestionAnswered& event, const Audience& audience) {
    return questions_push(after, event.question, audience);
}
Value talk_push_data(const State& after, const MessageSent& event, const Audience& audience) {
    Value data = thread_push(after, event.bidder, audience);
    data["message"] = message_value(after.dialogue->thread(event.bidder).messages.back());
    // A muted thread is there for whoever opens it, and speaks to nobody by itself.
    data["quiet"] = is_buyer(audience) && after.dialogue->thread(event.bidder).muted;
    return data;
}
Value talk_push_data(const State& after, const ReadinessSet&, const Audience&) {
    Value data;
    data["readiness"] = readiness_value(after);
    return data;
}
Value talk_push_data(const State& after, const ThreadMuted& event, const Audience& audience) {
    return thread_push(after, event.bidder, audience);
}
Value talk_push_data(const State& after, const BidderBlocked& event, const Audience& audience) {
    return thread_push(after, event.bidder, audience);
}
Value talk_push_data(const State& after, const Shortlisted& event, const Audience& audience) {
    return thread_push(after, event.bidder, audience);
}
Value talk_push_data(const State& after, const Reported& event, const Audience& audience) {
    return thread_push(after, event.bidder, audience);
}
Value talk_push_data(const State& after, const Erased&, const Audience& audience) {
    return snapshot(after, audience);
}
Value deal_push_data(const State& after, const Audience& audience) {
    Value data;
    data["state"] = name_of(after.lifecycle);
    data["deal"] = deal_value(after, audience);
    return data;
}

bool is_news(const Event& event) {
    if (const auto* message = std::get_if<MessageSent>(&event))
        return message->by == Party::buyer;
    if (const auto* question = std::get_if<QuestionAsked>(&event))
        return question->asker == 0;
    return std::holds_alternative<QuestionAnswered>(event) || std::holds_alternative<PromiseJudged>(event) ||
           std::holds_alternative<RepairAnswered>(event) || std::holds_alternative<Reviewed>(event) ||
           std::holds_alternative<OutcomeReported>(event);
}

} // namespace parley::core

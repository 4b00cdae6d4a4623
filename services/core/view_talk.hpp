// The conversation and the deal as each audience may see them. Nobody but its two sides sees a thread or a promise; a
// bidder's question and its answer are for all (DESIGN 3.2, 3.3).
#pragma once

#include "core/view.hpp"

namespace parley::core {

/// [{question, by, own, text, at, answer, answered_at}]; everybody sees those of bidders, who take part also the
/// buyer's. `own` tells a bidder which it asked.
Value questions_value(const State& state, const Audience& audience);
/// {open, until} where the buyer asks for advice first, else null; the buyer also gets the answers [{business, text,
/// at}], a bidder its own {text, at} or null.
Value advice_value(const State& state, const Audience& audience);
/// {state, ask_at}
Value readiness_value(const State& state);
/// {messages: [{message, by, kind, text, at}], count, muted, blocked, shortlisted, reported, unanswered, beaten} for
/// the buyer; a bidder gets no muted and shortlisted. The newest `thread_shown` messages.
Value thread_value(const State& state, BidderNo bidder, const Audience& audience);
/// {promises, hand_off, outcome, review, ideas, shared} for the two sides of a deal, else null. What the buyer shared
/// is for everybody.
Value deal_value(const State& state, const Audience& audience);

inline constexpr std::size_t thread_shown = 100;

/// The push that an event makes for an audience, "" for none.
std::string_view talk_push_type(const State& after, const AdviceGiven& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const QuestionAsked& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const QuestionAnswered& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const MessageSent& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const ReadinessSet& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const ThreadMuted& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const BidderBlocked& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const Shortlisted& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const Reported& event, const Audience& audience);
std::string_view talk_push_type(const State& after, const Erased& event, const Audience& audience);
/// Everything else is about the deal and for its two sides.
std::string_view deal_push_type(const State& after, const Audience& audience);
template <class Kind>
std::string_view talk_push_type(const State& after, const Kind&, const Audience& audience) {
    return deal_push_type(after, audience);
}

Value talk_push_data(const State& after, const AdviceGiven& event, const Audience& audience);
Value talk_push_data(const State& after, const QuestionAsked& event, const Audience& audience);
Value talk_push_data(const State& after, const QuestionAnswered& event, const Audience& audience);
Value talk_push_data(const State& after, const MessageSent& event, const Audience& audience);
Value talk_push_data(const State& after, const ReadinessSet& event, const Audience& audience);
Value talk_push_data(const State& after, const ThreadMuted& event, const Audience& audience);
Value talk_push_data(const State& after, const BidderBlocked& event, const Audience& audience);
Value talk_push_data(const State& after, const Shortlisted& event, const Audience& audience);
Value talk_push_data(const State& after, const Reported& event, const Audience& audience);
Value talk_push_data(const State& after, const Erased& event, const Audience& audience);
Value deal_push_data(const State& after, const Audience& audience);
template <class Kind>
Value talk_push_data(const State& after, const Kind&, const Audience& audience) {
    return deal_push_data(after, audience);
}

/// Whether an event of the conversation is news for the desk of a bidder that hears of it.
bool is_news(const Event& event);

} // namespace parley::core

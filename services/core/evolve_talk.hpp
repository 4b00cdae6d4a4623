// What an event of the conversation or of a deal changes; for state.cpp alone. `told` is when people are told of it.
#pragma once

#include "core/state.hpp"

namespace parley::core {

void take(State& state, const Record& record, Instant told, const QuestionAsked& event);
void take(State& state, const Record& record, Instant told, const QuestionAnswered& event);
void take(State& state, const Record& record, Instant told, const AdviceGiven& event);
void take(State& state, const Record& record, Instant told, const MessageSent& event);
void take(State& state, const Record& record, Instant told, const ReadinessSet& event);
void take(State& state, const Record& record, Instant told, const ThreadMuted& event);
void take(State& state, const Record& record, Instant told, const BidderBlocked& event);
void take(State& state, const Record& record, Instant told, const Shortlisted& event);
void take(State& state, const Record& record, Instant told, const Reported& event);
void take(State& state, const Record& record, Instant told, const PromiseMade& event);
void take(State& state, const Record& record, Instant told, const PromiseClaimed& event);
void take(State& state, const Record& record, Instant told, const PromiseJudged& event);
void take(State& state, const Record& record, Instant told, const RepairOffered& event);
void take(State& state, const Record& record, Instant told, const RepairAnswered& event);
void take(State& state, const Record& record, Instant told, const HandedOff& event);
void take(State& state, const Record& record, Instant told, const VisitRedeemed& event);
void take(State& state, const Record& record, Instant told, const OutcomeReported& event);
void take(State& state, const Record& record, Instant told, const Reviewed& event);
void take(State& state, const Record& record, Instant told, const IdeaVoiced& event);
void take(State& state, const Record& record, Instant told, const OutcomeShared& event);
void take(State& state, const Record& record, Instant told, const Erased& event);

} // namespace parley::core

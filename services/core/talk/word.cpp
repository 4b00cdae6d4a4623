#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::core {

namespace {

const Message* last_of(const Thread& thread, Party party) {
    const auto found = std::find_if(thread.messages.rbegin(), thread.messages.rend(),
                                    [&](const Message& message) { return message.by == party; });
    return found == thread.messages.rend() ? nullptr : &*found;
}

} // namespace

bool is_chosen(const State& state, BidderNo bidder) {
    const bool holds = state.lifecycle == Lifecycle::awarded || (state.award && state.award->confirmed_at);
    return holds && state.award->bidder == bidder;
}

bool asks_for_advice(const State& state) {
    return state.lifecycle == Lifecycle::open && state.intent.advice_first && !state.dialogue->offers_wanted;
}

bool is_shut_out(const State& state, const Bidder& bidder) {
    return !bidder.offer && state.dialogue->thread(bidder.number).blocked;
}

bool is_thread_open(const State& state, const Bidder& bidder) {
    if (state.is_over())
        return is_chosen(state, bidder.number) || state.dialogue->ask_at.has_value();
    return bidder.offer && bidder.offer->standing;
}

bool has_word(const State& state, const Bidder& bidder, Instant now) {
    const Dialogue& dialogue = *state.dialogue;
    const Thread& thread = dialogue.thread(bidder.number);
    const Message* heard = last_of(thread, Party::buyer);
    const Message* said = last_of(thread, Party::business);
    const std::int64_t asked = std::max(heard != nullptr ? heard->seq : 0, dialogue.asked_all_seq());
    const std::int64_t offered = bidder.offer->message.empty() ? 0 : bidder.offer->seq;
    const std::int64_t spoken = std::max(said != nullptr ? said->seq : 0, offered);
    // What was asked before it was over waits for nobody any more.
    const bool late = state.is_over() && !is_chosen(state, bidder.number);
    if (late ? heard != nullptr && heard->seq > spoken && heard->at >= *state.ended_at : spoken == 0 || asked > spoken)
        return true;
    return dialogue.ask_at && now >= *dialogue.ask_at && now < *dialogue.ask_at + follow_up_within &&
           (said == nullptr || said->at < *dialogue.ask_at);
}

} // namespace parley::core

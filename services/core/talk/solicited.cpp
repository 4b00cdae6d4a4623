#include "core/talk/solicited.hpp"

#include "core/formats/format.hpp"
#include "core/talk/word.hpp"

#include <algorithm>
#include <array>

namespace parley::core {

namespace {

constexpr std::array<std::string_view, 4> contact_names{"offer", "question", "answer", "advice"};

/// When the time to decide ends, if every round that is planned takes its course.
Instant planned_end(const State& state) {
    const RoundState& round = *state.round();
    if (asks_for_advice(state))
        return round.opens_at;
    Instant end = round.closes_at;
    Micros to_decide = seconds(round.rules.decision_window_s);
    const auto& rounds = state.intent.plan.rounds;
    for (auto number = static_cast<std::size_t>(round.number); number < rounds.size(); ++number) {
        const Rules& rules = rounds[number].rules;
        end = end + seconds(rounds[number].starts_after_s) +
              format_of(rules).length(rules, static_cast<std::int64_t>(number) + 1);
        to_decide = seconds(rules.decision_window_s);
    }
    return end + to_decide;
}

Instant end_of_matter(const State& state, const Bidder& bidder) {
    if (state.lifecycle == Lifecycle::awarded)
        return state.award->confirm_by;
    if (state.decision_ends_at)
        return *state.decision_ends_at;
    return state.round() != nullptr ? planned_end(state) : bidder.invited_at;
}

/// What is over may still be answered where the buyer named a day to be asked again.
Solicited after_the_end(const State& state, const Bidder& bidder) {
    const auto& ask_at = state.dialogue->ask_at;
    if (!ask_at || !bidder.offer)
        return {{}, *state.ended_at};
    Instant last = *ask_at;
    for (const Message& message : state.dialogue->thread(bidder.number).messages)
        if (message.by == Party::buyer)
            last = std::max(last, message.at);
    return {{Contact::answer}, last + follow_up_within};
}

} // namespace

std::span<const std::string_view> names_of(Contact) {
    return contact_names;
}

Solicited solicited(const State& state, const Bidder& bidder) {
    Solicited found = state.is_over() ? after_the_end(state, bidder) : Solicited{{}, end_of_matter(state, bidder)};
    if (bidder.declined || state.dialogue->thread(bidder.number).blocked) {
        found.permits.clear();
    } else if (!state.is_over()) {
        const bool advice = asks_for_advice(state);
        if (state.lifecycle == Lifecycle::open && !advice)
            found.permits.push_back(Contact::offer);
        found.permits.insert(found.permits.end(), {Contact::question, Contact::answer});
        if (advice)
            found.permits.push_back(Contact::advice);
    }
    return found;
}

bool is_solicited(const State& state, const Bidder& bidder, Contact contact, Instant at) {
    const Solicited found = solicited(state, bidder);
    return at < found.until && std::ranges::find(found.permits, contact) != found.permits.end();
}

bool may_answer(const State& state, const Bidder& bidder, Instant at) {
    return is_chosen(state, bidder.number) || is_solicited(state, bidder, Contact::answer, at);
}

} // namespace parley::core

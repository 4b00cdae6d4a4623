#include "app/tasks.hpp"

#include "core/talk/word.hpp"

#include <algorithm>

namespace parley::app {

namespace {

bool has_deal(const core::State& state, const core::Bidder& bidder) {
    return core::is_chosen(state, bidder.number) && state.award->confirmed_at.has_value();
}

/// Since when the buyer waits for a word in the thread: from its last message, or its last question to all, that the
/// business has not written after.
std::optional<core::Instant> waits_since(const core::State& state, const core::Bidder& bidder) {
    const core::Thread& thread = state.dialogue->thread(bidder.number);
    if (!bidder.offer || thread.blocked || !core::is_thread_open(state, bidder))
        return std::nullopt;
    std::int64_t answered = 0;
    for (const core::Message& message : thread.messages)
        if (message.by == core::Party::business)
            answered = std::max(answered, message.seq);
    std::optional<core::Instant> since;
    const auto hear = [&](std::int64_t seq, core::Instant at) {
        if (seq > answered && (!since || at < *since))
            since = at;
    };
    for (const core::Message& message : thread.messages)
        if (message.by == core::Party::buyer)
            hear(message.seq, message.at);
    for (const core::Question& question : state.dialogue->questions)
        if (question.asker == 0)
            hear(question.seq, question.at);
    return since;
}

std::optional<Task> owed(const core::Promise& promise) {
    Task task{TaskKind::promise, promise.number, promise.kind, promise.due_at, promise.changed_at};
    switch (promise.state) {
    case core::PromiseState::open:
        // A price is kept by asking no more; there is nothing to do for it.
        return promise.kind == core::PromiseKind::price ? std::nullopt : std::optional(task);
    case core::PromiseState::broken:
        if (promise.repair_offered)
            return std::nullopt;
        task.kind = TaskKind::repair;
        task.due_at.reset();
        return task;
    case core::PromiseState::repairing:
        task.kind = TaskKind::repair;
        task.due_at = promise.repair_due_at;
        return task;
    case core::PromiseState::claimed:
    case core::PromiseState::kept:
    case core::PromiseState::repaired:
        return std::nullopt;
    }
    return std::nullopt;
}

} // namespace

std::span<const std::string_view> names_of(LeadStage) {
    static constexpr std::string_view names[] = {"new", "contacted", "quoted", "negotiating", "won", "lost"};
    return names;
}

std::span<const std::string_view> names_of(TaskKind) {
    static constexpr std::string_view names[] = {"confirm", "answer", "promise", "repair"};
    return names;
}

LeadStage lead_stage(const core::State& state, const core::Bidder& bidder) {
    if (has_deal(state, bidder))
        return LeadStage::won;
    const bool others = state.award && state.award->confirmed_at;
    if (others || state.is_over() || bidder.declined || (bidder.verdict && bidder.verdict->final))
        return LeadStage::lost;
    const core::Thread& thread = state.dialogue->thread(bidder.number);
    const bool buyer_wrote = std::ranges::any_of(
        thread.messages, [](const core::Message& message) { return message.by == core::Party::buyer; });
    if (bidder.offer && (buyer_wrote || thread.shortlisted || core::is_chosen(state, bidder.number)))
        return LeadStage::negotiating;
    if (bidder.offer)
        return LeadStage::quoted;
    const bool asked = std::ranges::any_of(
        state.dialogue->questions, [&](const core::Question& question) { return question.asker == bidder.number; });
    return asked || state.dialogue->advice.contains(bidder.number) ? LeadStage::contacted : LeadStage::fresh;
}

std::vector<Task> tasks_in(const core::State& state, const core::Bidder& bidder) {
    std::vector<Task> tasks;
    if (state.deal->erased)
        return tasks;
    if (core::is_chosen(state, bidder.number) && !state.award->confirmed_at &&
        state.lifecycle == core::Lifecycle::awarded)
        tasks.push_back({TaskKind::confirm, 0, core::PromiseKind::extra, state.award->confirm_by, state.award->at});
    if (const auto since = waits_since(state, bidder))
        tasks.push_back({TaskKind::answer, 0, core::PromiseKind::extra, std::nullopt, *since});
    if (has_deal(state, bidder))
        for (const core::Promise& promise : state.deal->promises)
            if (auto task = owed(promise))
                tasks.push_back(*task);
    return tasks;
}

} // namespace parley::app

// What a business owes by when, as one request's log tells it, and how far that lead has come. Pure.
#pragma once

#include "core/state.hpp"

namespace parley::app {

/// new: asked. contacted: it asked or advised. quoted: it offered. negotiating: the buyer answered. won and lost: the
/// buyer chose.
enum class LeadStage { fresh, contacted, quoted, negotiating, won, lost };
std::span<const std::string_view> names_of(LeadStage);

LeadStage lead_stage(const core::State& state, const core::Bidder& bidder);

/// confirm: say yes to an award. answer: the buyer waits for a word. promise: do it and say so. repair: a promise was
/// broken, or is being put right.
enum class TaskKind { confirm, answer, promise, repair };
std::span<const std::string_view> names_of(TaskKind);

struct Task {
    TaskKind kind = TaskKind::answer;
    std::int64_t promise = 0; // of a promise or a repair
    core::PromiseKind what = core::PromiseKind::extra;
    std::optional<core::Instant> due_at;
    core::Instant since;
    friend bool operator==(const Task&, const Task&) = default;
};

std::vector<Task> tasks_in(const core::State& state, const core::Bidder& bidder);

} // namespace parley::app

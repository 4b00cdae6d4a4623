// What those whom a round concerns are told of its experiment when they ask: which arm it is in, and what that changed.
#pragma once

#include "app/ports/experiments.hpp"
#include "core/state.hpp"

#include <string>
#include <vector>

namespace parley::app {

/// One rule that is another in the arm; `path` is a JSON pointer into the rules of the round.
struct RuleChange {
    std::string path;
    core::Value from;
    core::Value to;
    friend bool operator==(const RuleChange&, const RuleChange&) = default;
};

struct ToldArm {
    std::string key;
    std::string title;
    std::string arm;
    std::string arm_title; // its key where it was registered without one
    std::vector<RuleChange> changes;
};

/// What differs, in the order of the paths. Objects are compared member by member, all else as a whole.
std::vector<RuleChange> changes_between(const core::Value& from, const core::Value& to);

/// Nothing of a request that is in no experiment. The changes are those of the first round, which is the one that an
/// arm changes: none in the arm of the usual rules, and none where the experiment was ended before the round opened.
/// They follow from the log; `experiment`, as it is stored, has the words, and may be null.
std::optional<ToldArm> told_arm(const core::State& state, const StoredExperiment* experiment);

} // namespace parley::app

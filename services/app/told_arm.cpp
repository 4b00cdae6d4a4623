#include "app/told_arm.hpp"

#include "lab/design/pointer.hpp"

#include <set>

namespace parley::app {

namespace {

using core::Value;

void compare(const std::string& path, const Value& from, const Value& to, std::vector<RuleChange>& changes) {
    if (from == to)
        return;
    const auto *before = from.as_object(), *after = to.as_object();
    if (before == nullptr || after == nullptr) {
        changes.push_back({path, from, to});
        return;
    }
    std::set<std::string> names;
    for (const auto* members : {before, after})
        for (const auto& [name, member] : *members)
            names.insert(name);
    for (const std::string& name : names)
        compare(path + lab::design::step_to(name), from.at(name), to.at(name), changes);
}

std::string text_or(const Value& value, const std::string& otherwise) {
    const auto* text = value.as_string();
    return text != nullptr && !text->empty() ? *text : otherwise;
}

} // namespace

std::vector<RuleChange> changes_between(const Value& from, const Value& to) {
    std::vector<RuleChange> changes;
    compare("", from, to, changes);
    return changes;
}

std::optional<ToldArm> told_arm(const core::State& state, const StoredExperiment* experiment) {
    const core::Assignment& given = state.intent.assignment;
    if (given.experiment.empty())
        return std::nullopt;
    ToldArm told{given.experiment, given.experiment, given.arm, given.arm, {}};
    if (experiment != nullptr) {
        told.title = text_or(experiment->document.at("title"), told.key);
        if (const auto* arms = experiment->document.at("arms").as_array())
            for (const Value& arm : *arms)
                if (arm.at("key") == Value(given.arm))
                    told.arm_title = text_or(arm.at("title"), given.arm);
    }
    // After an end for harm the plan is the posted one again; a round that had opened kept the rules of its arm.
    const core::Plan& posted = state.posted_plan ? *state.posted_plan : state.intent.plan;
    const core::Rules& played =
        state.rounds.empty() ? state.intent.plan.rounds.front().rules : state.rounds.front().rules;
    told.changes = changes_between(core::to_value(posted.rounds.front().rules), core::to_value(played));
    return told;
}

} // namespace parley::app

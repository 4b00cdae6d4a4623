#include "wire/experiment_json.hpp"

#include "app/experiment_rules.hpp"
#include "core/view_values.hpp"

namespace parley::wire {

using core::time_or_null;

core::Value experiment_value(const app::StoredExperiment& experiment) {
    core::Value value;
    value["key"] = experiment.key;
    value["version"] = experiment.version;
    value["state"] = core::name_of(experiment.state);
    value["sha256"] = experiment.sha256;
    value["coverage_ppm"] = experiment.coverage_ppm;
    value["epoch"] = experiment.epoch;
    value["started_at"] = time_or_null(experiment.started_at);
    value["ended_at"] = time_or_null(experiment.ended_at);
    value["ended_by"] = experiment.ended_by;
    value["document"] = experiment.document;
    return value;
}

core::Value experiment_log_value(const std::vector<lab::design::LoggedEvent>& log) {
    core::Value list = core::Value::Array{};
    std::int64_t seq = 0;
    for (const auto& [event, prev, hash] : log) {
        core::Value one;
        one["seq"] = ++seq;
        const auto* at = event.at("at").as_integer();
        one["at"] = at != nullptr ? core::Value(core::to_rfc3339(core::Instant{*at})) : core::Value{};
        for (const char* member : {"type", "by", "why"})
            one[member] = event.at(member);
        one["hash"] = hash;
        list.push_back(std::move(one));
    }
    return list;
}

core::Value rule_changes_value(const std::vector<app::RuleChange>& changes) {
    core::Value list = core::Value::Array{};
    for (const auto& [path, from, to] : changes) {
        core::Value one;
        one["path"] = path;
        one["from"] = from;
        one["to"] = to;
        list.push_back(std::move(one));
    }
    return list;
}

core::Value lab_rules_value(const std::vector<std::string>& sectors, const app::RuleBook& rules) {
    core::Value base = app::base_rules_of(sectors, rules);
    core::Value bounds = app::rule_bounds_document();
    core::Value value;
    value["sectors"] = core::Value::Array{};
    for (const std::string& sector : sectors)
        value["sectors"].push_back(sector);
    value["base_rules_sha256"] = lab::design::sha256_of(base);
    value["base_rules"] = std::move(base);
    value["bounds_sha256"] = lab::design::sha256_of(bounds);
    value["bounds"] = std::move(bounds);
    return value;
}

} // namespace parley::wire

// Experiments as JSON: what is stored of one, for whoever may see it, and the rules that one may change.
#pragma once

#include "app/ports/experiments.hpp"
#include "app/rule_book.hpp"
#include "app/told_arm.hpp"

#include <string>
#include <vector>

namespace parley::wire {

/// {"key", "version", "state", "sha256", "coverage_ppm", "epoch", "started_at", "ended_at", "ended_by", "document"};
/// times are RFC 3339 or null.
core::Value experiment_value(const app::StoredExperiment& experiment);

/// [{"seq","at","type","by","why","hash"}]; what an event does not say is null.
core::Value experiment_log_value(const std::vector<lab::design::LoggedEvent>& log);

/// [{"path","from","to"}]
core::Value rule_changes_value(const std::vector<app::RuleChange>& changes);

/// What a designer begins with: {"sectors", "base_rules", "base_rules_sha256", "bounds", "bounds_sha256"}. The sectors
/// are slugs of the book, at least one.
core::Value lab_rules_value(const std::vector<std::string>& sectors, const app::RuleBook& rules);

} // namespace parley::wire

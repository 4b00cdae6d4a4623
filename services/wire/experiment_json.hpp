// Experiments as JSON: what is stored of one, for whoever may see it.
#pragma once

#include "app/ports/experiments.hpp"

namespace parley::wire {

/// {"key", "version", "state", "sha256", "coverage_ppm", "epoch", "started_at", "ended_at", "ended_by", "document"};
/// times are RFC 3339 or null.
core::Value experiment_value(const app::StoredExperiment& experiment);

/// [{"seq","at","type","by","why","hash"}]; what an event does not say is null.
core::Value experiment_log_value(const std::vector<lab::design::LoggedEvent>& log);

} // namespace parley::wire

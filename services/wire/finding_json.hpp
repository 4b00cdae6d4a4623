// Findings as JSON, for everybody.
#pragma once

#include "app/publishing.hpp"
#include "core/value.hpp"

#include <optional>
#include <string>
#include <vector>

namespace parley::wire {

/// {"slug", "title", "experiment", "version", "verdict", "simulated", "sectors", "published_at", "package", "sha256"};
/// the package is a path.
core::Value finding_value(const app::Finding& finding);

/// {"data": [finding], "overdue": [{"key", "title", "ended_at"}]}
core::Value findings_value(const std::vector<app::Finding>& findings,
                           const std::vector<app::StoredExperiment>& overdue);

/// The finding with {"analysis", "prereg", "prereg_sha256", "deviations"}. Analysis and pre-registration are the
/// stored texts, number for number.
std::string finding_json(const app::FindingTexts& texts);

/// {"experiment": {...}, "analysis": {...}, "rows": "published" or "withheld", "rows_words"}; rows is what a
/// publication would do with them, and null where none waits.
std::string analysed_json(const core::Value& experiment, const std::string& analysis,
                          const std::optional<lab::release::RowsOutlook>& rows);

/// The same as schema.org's Dataset, for a script element. `site` is the address that paths are of.
std::string dataset_json(const app::Finding& finding, const std::string& site);

} // namespace parley::wire

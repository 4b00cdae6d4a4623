// What an experiment came to, for the page of its finding: the answers to what was asked, how its rounds ran, and
// whether that can be believed. Read from the published analysis, and from the totals of a package without rows.
#pragma once

#include "core/value.hpp"
#include "lab/release/study_release.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace parley::roles {

/// What is known besides the analysis.
struct ResultsContext {
    std::map<std::string, std::string> sector_names; // by slug
    /// Where no rows are published, the arms that are told by totals instead.
    std::optional<std::vector<lab::release::ArmTotal>> totals;
};

/// The sector as its page calls it; by its slug where it has no page.
std::string sector_name(const std::string& slug, const ResultsContext& context);
/// A sentence of the analysis, which knows sectors by their slugs.
std::string with_sector_names(std::string text, const ResultsContext& context);

/// A section for each, with its pictures and their tables. What is not told says so, and is no 0.
std::string results_html(const core::Value& analysis, const ResultsContext& context);

} // namespace parley::roles

// The pages of findings for the frame of page_shell. Every number of a finding's page is read from its published
// package, so that whoever computes that again has the page again.
#pragma once

#include "app/publishing.hpp"
#include "core/value.hpp"
#include "roles/gateway/finding_results.hpp"

#include <string>
#include <vector>

namespace parley::roles {

/// All findings, and what is overdue.
std::string findings_main(const std::vector<app::Finding>& findings, const std::vector<app::StoredExperiment>& overdue);

struct FindingPage {
    app::FindingTexts texts;
    std::vector<app::Finding> releases; // of this finding, newest first
    std::vector<app::SectorEnd> ends;   // sectors where no round opens any more because of it
    ResultsContext context;
};
std::string finding_main(const FindingPage& page);

} // namespace parley::roles

// What a published data package says, computed again from its rows and held against what was published.
#pragma once

#include "wire/package_files.hpp"

namespace parley::wire {

/// The analysis of a package's study (parley.analysis/1), or all that keeps it from being believed: what
/// study_from_package finds, and each place at which analysis.json says something else than the rows give. Numbers are
/// the same within one part in a thousand million: machines differ in their last digits.
ReadFile<std::string> answer_package(const PackageFiles& files);

} // namespace parley::wire

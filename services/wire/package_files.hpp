// The data package of an experiment (Data Package v2, https://datapackage.org): all that its findings are computed
// from, as files that say what they hold, and the way back from those files to the study. What may be published is
// decided before, by lab/release/study_release.
#pragma once

#include "core/time.hpp"
#include "lab/design/experiment_log.hpp"
#include "lab/release/study_release.hpp"
#include "wire/scenario_json.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

/// Bytes by name; no folders.
using PackageFiles = std::map<std::string, std::string>;

struct Contributor {
    std::string title;              // a person or a group
    std::vector<std::string> roles; // "creator", "dataCurator", ... (DataCite)
};

/// What a version of the package changed.
struct PackageChange {
    std::string version;
    std::string date; // "2026-11-30"
    std::string text; // a sentence
};

struct PackageMeta {
    std::string slug;     // a-z, 0-9 and -, the name of the package
    std::string title;    // one line
    std::string id;       // the same for all versions and nobody else's: an address, a DOI or a UUID
    std::string homepage; // address of the page with the findings; "" for none
    std::string version;  // semver
    core::Instant created;
    std::vector<Contributor> contributors; // at least one
    std::vector<PackageChange> changes;    // newest first, that of this version among them
};

/// What there is to publish. All are texts for everybody.
struct PackageContents {
    lab::release::StudyRelease release;
    std::string analysis;                      // JSON, computed from release.study and nothing else
    std::vector<lab::design::LoggedEvent> log; // of the experiment, unbroken and up to its analysis
    std::string metrics;                       // what the metrics mean, as Markdown (docs/codebook.md)
    PackageMeta meta;
};

/// datapackage.json, facts.csv, stages.csv, assignments.csv, arms.csv, prereg.json, log.jsonl, analysis.json,
/// codebook.md, CHANGELOG.md and README.md; totals.csv too where rows are withheld. The same contents give the same
/// bytes. The bytes of prereg.json are those that were hashed when it was locked.
PackageFiles package_files(const PackageContents& contents);

/// The study of a package, or all that keeps it from being read, each fault with its file and, in a table, its line and
/// column. Every file has to be the one that datapackage.json describes, by size and SHA-256; files that it does not
/// name are let be. The log has to be unbroken up to the analysis and to have registered these bytes of prereg.json,
/// rows are of its sectors and epochs, and no more than are counted. What analysis.json says is not looked at.
ReadFile<lab::analyse::Study> study_from_package(const PackageFiles& files);

} // namespace parley::wire

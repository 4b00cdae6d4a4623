// What became of experiments: their analyses, which researchers see, and what was published of them, release by
// release. Nothing of it is ever changed; what follows for a sector can be taken back.
#pragma once

#include "app/ports/experiments.hpp"

namespace parley::app {

/// An analysis of all rows of an experiment.
struct KeptAnalysis {
    std::string experiment;
    std::int64_t version = 1; // of the pre-registration
    std::string analysis;     // JSON, parley.analysis/1
    std::string by;
    core::Instant at;
    friend bool operator==(const KeptAnalysis&, const KeptAnalysis&) = default;
};

/// One release of a finding, but for its long texts.
struct Finding {
    std::string slug;
    std::string version; // of the release, "1.0.0"
    std::string experiment;
    std::int64_t prereg_version = 1;
    std::string prereg_sha256;
    std::string title;
    std::string verdict;
    std::vector<std::string> sectors; // as they were registered
    std::string sha256;               // of the package
    std::string change;               // what this release changed, in words
    bool simulated = false;
    bool is_withheld = false; // no rows are in the package
    std::string proposed_by;  // who analysed it
    std::string published_by;
    core::Instant published_at;
    friend bool operator==(const Finding&, const Finding&) = default;
};

/// "SLUG-1.0.0.zip"
inline std::string package_name(const Finding& finding) {
    return finding.slug + '-' + finding.version + ".zip";
}

struct FindingTexts {
    Finding finding;
    std::string analysis; // of the rows that were released
    std::string prereg;   // in the bytes that were hashed
    friend bool operator==(const FindingTexts&, const FindingTexts&) = default;
};

struct NewFinding {
    FindingTexts texts;
    std::string package;                    // the bytes of the zip
    std::vector<std::string> rounds_end_in; // sectors
};

/// A sector in which no round opens any more.
struct SectorEnd {
    std::string sector;
    std::string finding; // slug
    core::Instant at;
    friend bool operator==(const SectorEnd&, const SectorEnd&) = default;
};

class Findings {
public:
    virtual ~Findings() = default;
    /// With the step that it is; false, and nothing is stored, where somebody else took one first.
    virtual boost::asio::awaitable<bool> keep_analysis(ExperimentStep step, KeptAnalysis analysis) = 0;
    /// The newest of an experiment.
    virtual boost::asio::awaitable<std::optional<KeptAnalysis>> analysis_of(std::string experiment) = 0;

    /// With the step that it is; false, and nothing is stored, where somebody else took one first or has the slug.
    virtual boost::asio::awaitable<bool> publish(ExperimentStep step, NewFinding finding) = 0;
    /// All releases, newest first.
    virtual boost::asio::awaitable<std::vector<Finding>> releases() = 0;
    /// The newest release.
    virtual boost::asio::awaitable<std::optional<FindingTexts>> find(std::string slug) = 0;
    virtual boost::asio::awaitable<std::optional<std::string>> package(std::string slug, std::string version) = 0;

    /// By sector.
    virtual boost::asio::awaitable<std::vector<SectorEnd>> ended_sectors() = 0;
    /// False where the rounds of the sector are not ended.
    virtual boost::asio::awaitable<bool> reopen(std::string sector, std::string by, core::Instant at) = 0;
};

} // namespace parley::app

// What becomes of an experiment when it is over: it is analysed, and what was found is published by a second person,
// with the data that may be told, whatever the result is (sector-experiments 6).
#pragma once

#include "app/experiment_register.hpp"
#include "app/ports/findings.hpp"
#include "app/ports/studies.hpp"
#include "app/secrets.hpp"
#include "lab/analyse/analysis.hpp"
#include "lab/release/study_release.hpp"

#include <boost/asio/any_io_executor.hpp>

namespace parley::app {

/// What a package is made of; all of it may be told to everybody.
struct ReleaseDraft {
    Finding finding;            // but for sha256
    std::vector<Finding> older; // releases of the same, newest first
    lab::release::StudyRelease release;
    std::string analysis; // of release.study, and of nothing else
    ExperimentLog log;    // of the experiment, up to its analysis
    struct Person {
        std::string name;
        std::string role; // after DataCite
    };
    std::vector<Person> people; // who registered, analysed and published it
};

struct PublishingParts {
    Experiments& experiments;
    Studies& studies;
    Findings& findings;
    const RuleBook& rules;
    boost::asio::any_io_executor background; // analysing takes too long for where requests are answered
    std::function<core::Instant()> clock;
    RandomBytes random;
    /// parley.analysis/1
    std::function<std::string(const lab::analyse::Study&, const lab::analyse::Analysis&)> analysis_json;
    /// The bytes of the zip.
    std::function<std::string(const ReleaseDraft&)> package;
};

struct PublicationWish {
    std::string slug;
    std::string title;
    std::vector<std::string> rounds_end_in; // of the experiment's sectors; only where harm to people is shown
    std::string change;                     // of a further release, in words; "" says that it was analysed again
};

struct AnalysedExperiment {
    StoredExperiment experiment;
    KeptAnalysis analysis;
};
using AnalysisAnswer = boost::system::result<AnalysedExperiment, ExperimentNo>;
using PublicationAnswer = boost::system::result<Finding, ExperimentNo>;

class Publishing {
public:
    explicit Publishing(PublishingParts parts) : parts_(std::move(parts)) {}

    /// Of one that is over; again where it was analysed before, for what came in since. One that is published stays so,
    /// and needs a `why`, which is told as a deviation of its next release.
    boost::asio::awaitable<AnalysisAnswer> analyse(std::string key, std::string by, std::string why = "");

    /// What a publication would do with the rows as they are now; nothing where none waits, or they cannot be read.
    boost::asio::awaitable<std::optional<lab::release::RowsOutlook>> rows_outlook(StoredExperiment experiment);

    /// Of one that is analysed, and not published since, by somebody who neither registered nor analysed it. What is
    /// released has pseudonyms whose key is kept nowhere, and the published analysis is that of the released rows.
    boost::asio::awaitable<PublicationAnswer> publish(std::string key, PublicationWish wish, std::string by);

private:
    /// What keeps it from being published so.
    std::optional<ExperimentNo> fault_in(const PublicationWish& wish, const StoredExperiment& experiment,
                                         const std::vector<Finding>& releases) const;
    boost::asio::awaitable<boost::system::result<NewFinding, ExperimentNo>> made(StoredExperiment experiment,
                                                                                 const ExperimentLog& log,
                                                                                 PublicationWish wish, std::string by,
                                                                                 std::vector<Finding> releases);

    PublishingParts parts_;
};

/// Whether it was analysed, or analysed again, since its last release: only then may it be published.
bool waits_for_release(const std::vector<lab::design::LoggedEvent>& log);

/// Who analysed the version in force, each once, whoever did so first before the others.
std::vector<std::string> analysts_in(const ExperimentLog& log);

/// 3 to 64 of a-z and 0-9, with single - between them.
bool is_finding_slug(std::string_view text);

/// What was done otherwise than it was registered, in words, read off the log of an experiment.
std::vector<std::string> deviations_in(const StoredExperiment& experiment, const ExperimentLog& log);

/// The newest release of each, newest first.
std::vector<Finding> newest_releases(std::vector<Finding> releases);

/// Experiments that were over so long ago and have no finding, the longest first.
inline constexpr core::Micros overdue_after = core::seconds(90LL * 86'400);
std::vector<StoredExperiment> overdue_findings(const std::vector<StoredExperiment>& experiments,
                                               const std::vector<Finding>& findings, core::Instant now);

/// The title that was registered.
std::string title_of(const StoredExperiment& experiment);

} // namespace parley::app

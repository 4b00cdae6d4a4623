// The lab's part of a node: experiments as they are stored, drawn for, watched and published, and its people. Every
// node draws arms; the role `lab` watches.
#pragma once

#include "adapters/postgres/experiments.hpp"
#include "adapters/postgres/findings.hpp"
#include "adapters/postgres/researchers.hpp"
#include "adapters/postgres/studies.hpp"
#include "adapters/system/random.hpp"
#include "app/experiment_book.hpp"
#include "app/experiment_register.hpp"
#include "app/experiment_watch.hpp"
#include "app/publishing.hpp"
#include "app/sector_ends.hpp"
#include "roles/finding_package.hpp"
#include "wire/study_json.hpp"

#include <memory>

namespace parley::roles {

class Lab {
public:
    /// `settings` live as long as it does.
    Lab(std::shared_ptr<postgres::Sessions> sessions, const app::RuleBook& rules,
        boost::asio::any_io_executor background, const std::function<core::Instant()>& clock, const Settings& settings)
        : experiments(sessions), studies(sessions), findings(sessions), researchers(sessions), book(experiments, rules),
          entries(experiments, rules, clock), watch({experiments, studies, entries, background, clock}),
          publishing({experiments, studies, findings, rules, std::move(background), clock, system::random_bytes,
                      wire::analysis_json,
                      [&settings](const app::ReleaseDraft& draft) { return finding_package(draft, settings); }}),
          ends(findings) {}

    /// What every request of this node asks of it.
    boost::asio::awaitable<void> refresh() {
        co_await book.refresh();
        co_await ends.refresh();
    }

    postgres::PostgresExperiments experiments;
    postgres::PostgresStudies studies;
    postgres::PostgresFindings findings;
    postgres::PostgresResearchers researchers;
    app::ExperimentBook book;
    app::ExperimentRegister entries;
    app::ExperimentWatch watch;
    app::Publishing publishing;
    app::SectorEnds ends;
};

} // namespace parley::roles

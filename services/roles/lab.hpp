// The lab's part of a node: experiments as they are stored, drawn for and watched, and its people. Every node draws
// arms; the role `lab` watches.
#pragma once

#include "adapters/postgres/experiments.hpp"
#include "adapters/postgres/researchers.hpp"
#include "adapters/postgres/studies.hpp"
#include "app/experiment_book.hpp"
#include "app/experiment_register.hpp"
#include "app/experiment_watch.hpp"

#include <memory>

namespace parley::roles {

class Lab {
public:
    Lab(std::shared_ptr<postgres::Sessions> sessions, const app::RuleBook& rules,
        boost::asio::any_io_executor background, const std::function<core::Instant()>& clock)
        : experiments(sessions), studies(sessions), researchers(sessions), book(experiments, rules),
          entries(experiments, rules, clock), watch({experiments, studies, entries, std::move(background), clock}) {}

    postgres::PostgresExperiments experiments;
    postgres::PostgresStudies studies;
    postgres::PostgresResearchers researchers;
    app::ExperimentBook book;
    app::ExperimentRegister entries;
    app::ExperimentWatch watch;
};

} // namespace parley::roles

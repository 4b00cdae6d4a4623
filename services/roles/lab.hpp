// The lab's part of a node: experiments as they are stored, drawn for and watched. Every node draws arms; the role
// `lab` watches.
#pragma once

#include "adapters/postgres/experiments.hpp"
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
        : experiments_(sessions), studies_(sessions), book(experiments_, rules), entries(experiments_, rules, clock),
          watch({experiments_, studies_, entries, std::move(background), clock}) {}

private:
    postgres::PostgresExperiments experiments_;
    postgres::PostgresStudies studies_;

public:
    app::ExperimentBook book;
    app::ExperimentRegister entries;
    app::ExperimentWatch watch;
};

} // namespace parley::roles

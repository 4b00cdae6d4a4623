// Watches running experiments and ends those that have to end, by whichever comes first (sector-experiments 2.5): harm
// beyond the margin of a guardrail, arms that are not the sizes they were drawn to be for two hours in a row, the size
// or the days that were registered. Each step stands in the experiment's log with its reason.
#pragma once

#include "app/experiment_register.hpp"
#include "app/experiment_study.hpp"
#include "lab/analyse/analysis.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>

namespace parley::app {

struct ExperimentWatchParts {
    Experiments& experiments;
    Studies& studies;
    ExperimentRegister& entries;
    boost::asio::any_io_executor background; // analysing takes too long for where requests are answered
    std::function<core::Instant()> clock;
};

class ExperimentWatch {
public:
    explicit ExperimentWatch(ExperimentWatchParts parts) : parts_(std::move(parts)) {}

    /// One look at all that run.
    boost::asio::awaitable<void> look();
    /// Looks until cancelled.
    boost::asio::awaitable<void> run(std::chrono::milliseconds every);

private:
    boost::asio::awaitable<void> look_at(StoredExperiment experiment);
    boost::asio::awaitable<bool> takes_step(std::string key, ExperimentDeed deed, std::string why);
    boost::asio::awaitable<bool> alarmed_before(std::string key, lab::analyse::Stage stage);

    ExperimentWatchParts parts_;
};

} // namespace parley::app

// The study of an experiment as it stands: what was registered, and the rows that its requests left.
#pragma once

#include "app/ports/experiments.hpp"
#include "app/ports/studies.hpp"

namespace parley::app {

/// Rows of real buyers, or, where there are none, those of simulated ones, and then it says so. What is of no arm that
/// was registered is passed over. The fault is that of a stored document that cannot be read.
lab::design::DesignResult<lab::analyse::Study> study_of(const StoredExperiment& experiment, ExperimentRows rows);

/// The same of rows that a release is made from: the study without its facts, and they with what is private of them.
struct PrivateStudy {
    lab::analyse::Study study;
    std::vector<lab::release::PrivateFact> facts;
};
lab::design::DesignResult<PrivateStudy> private_study_of(const StoredExperiment& experiment, PrivateRows rows);

/// Which of its requests count. What is posted while a slot burns in is served under its arm
/// and not counted.
Counted counted_of(const StoredExperiment& experiment);

/// Reads the rows and makes the study of them; one that was never started has none.
boost::asio::awaitable<lab::design::DesignResult<lab::analyse::Study>> read_study(Studies& studies,
                                                                                  StoredExperiment experiment);

} // namespace parley::app

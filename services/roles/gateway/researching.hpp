// Who asks as one of the lab, and what that one may do there.
#pragma once

#include "roles/gateway/router.hpp"

namespace parley::roles {

/// Of that role or of one that may do more; a problem for anybody else.
const app::Researcher& researcher_of(const Call& call, app::ResearcherRole least = app::ResearcherRole::reader);

/// Why a step of an experiment was not taken, as a problem; `pointer` is put before the place in what was handed in.
wire::Problem problem_of(const app::ExperimentNo& no, const std::string& pointer = "");

/// The experiment of the path; 404 where there is none.
boost::asio::awaitable<app::StoredExperiment> experiment_in(const Services& services, const Call& call);

/// What is told of an experiment: what is stored, and who did what by its log. Those who are not of the lab are told
/// the hash of what was registered at once, and its text when it has started.
core::Value told_experiment(const app::StoredExperiment& experiment, const app::ExperimentLog& log, bool to_researcher);
/// With its log, too.
boost::asio::awaitable<core::Value> told_experiment(const Services& services, app::StoredExperiment experiment,
                                                    bool to_researcher);

} // namespace parley::roles

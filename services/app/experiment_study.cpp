#include "app/experiment_study.hpp"

#include "lab/design/switchback.hpp"

#include <algorithm>

namespace parley::app {

namespace analyse = lab::analyse;
namespace design = lab::design;

namespace {

std::optional<std::size_t> arm_named(const design::Prereg& prereg, const std::string& key) {
    const auto found = std::ranges::find(prereg.arms, key, &design::Arm::key);
    if (found == prereg.arms.end())
        return std::nullopt;
    return static_cast<std::size_t>(found - prereg.arms.begin());
}

} // namespace

design::DesignResult<analyse::Study> study_of(const StoredExperiment& experiment, ExperimentRows rows) {
    auto prereg = design::prereg_from(experiment.document);
    if (!prereg)
        return prereg.error();
    analyse::Study study;
    study.started_at = experiment.started_at;
    study.ended_at = experiment.ended_at;
    study.ended_by = experiment.ended_by;
    study.simulated = std::ranges::all_of(rows.reached, &ExperimentRows::Reached::simulated) && !rows.reached.empty();
    for (const ExperimentRows::Reached& one : rows.reached)
        if (const auto arm = arm_named(*prereg, one.arm); arm && one.simulated == study.simulated)
            study.stages.push_back({one.stage, one.epoch, *arm, one.units});
    for (ExperimentRows::Row& one : rows.rows)
        if (const auto arm = arm_named(*prereg, one.arm); arm && one.simulated == study.simulated) {
            one.fact.arm = *arm;
            study.facts.push_back(std::move(one.fact));
        }
    study.prereg = std::move(*prereg);
    return study;
}

design::DesignResult<PrivateStudy> private_study_of(const StoredExperiment& experiment, PrivateRows rows) {
    auto study = study_of(experiment, {std::move(rows.reached), {}});
    if (!study)
        return study.error();
    PrivateStudy all{std::move(*study), {}};
    for (PrivateRows::Row& one : rows.rows)
        if (const auto arm = arm_named(all.study.prereg, one.arm); arm && one.simulated == all.study.simulated) {
            one.fact.fact.arm = *arm;
            all.facts.push_back(std::move(one.fact));
        }
    return all;
}

Counted counted_of(const StoredExperiment& experiment) {
    Counted counted{experiment.started_at.value_or(core::Instant{})};
    const auto prereg = design::prereg_from(experiment.document);
    if (prereg && prereg->unit == design::Unit::slot)
        // It was judged when it was registered: rounds were short enough then.
        if (const auto terms = design::switchback_terms_in(*prereg, 0)) {
            counted.slot = terms->slot_length();
            counted.burn_in = terms->burn_in;
        }
    return counted;
}

boost::asio::awaitable<design::DesignResult<analyse::Study>> read_study(Studies& studies, StoredExperiment experiment) {
    ExperimentRows rows;
    if (experiment.started_at)
        rows = co_await studies.rows_of(experiment.key, counted_of(experiment));
    co_return study_of(experiment, std::move(rows));
}

} // namespace parley::app

#include "wire/trial_json.hpp"

#include <nlohmann/json.hpp>

namespace parley::wire {

namespace {

using Json = nlohmann::json;

Json share_of(const lab::simulate::PowerDesign& design, const lab::simulate::PowerResult& result) {
    return {{"share", result.power},
            {"low", result.interval.low.value_or(0)},
            {"high", result.interval.high.value_or(1)},
            {"n_per_arm", design.n_per_arm},
            {"repetitions", design.repetitions}};
}

Json effect_of(const app::ExperimentTrial& trial, const lab::simulate::PowerResult& result) {
    // Where nothing could be said of any repetition there is no effect to tell.
    if (result.effect.n == 0)
        return {};
    return {{"metric", trial.metric},
            {"estimate", result.effect.mean},
            {"low", result.effect.mean - 2 * result.effect.se},
            {"high", result.effect.mean + 2 * result.effect.se}};
}

} // namespace

std::string trial_json(const app::ExperimentTrial& trial, const app::TrialResult& result, double seconds) {
    const Json body{{"seconds", seconds},
                    {"note", trial.note},
                    {"simulated", true},
                    {"effect", effect_of(trial, result.found)},
                    {"power", share_of(trial.design, result.found)},
                    {"false_alarms", share_of(trial.equal_arms, result.false_alarms)}};
    return body.dump();
}

} // namespace parley::wire

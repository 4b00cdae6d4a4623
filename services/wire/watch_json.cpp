#include "wire/watch_json.hpp"

#include "core/names.hpp"

#include <nlohmann/json.hpp>

namespace parley::wire {

namespace {

namespace analyse = lab::analyse;
using Json = nlohmann::json;

constexpr std::int64_t day_us = core::seconds(86'400);

Json told(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json sizes_of(const analyse::Analysis& analysis) {
    Json sizes = Json::array();
    for (const analyse::ArmSize& size : analysis.sizes) {
        Json reached = Json::object();
        for (std::size_t stage = 0; stage < size.reached.size(); ++stage)
            reached[std::string(analyse::stage_names[stage])] = size.reached[stage];
        sizes.push_back({{"key", size.key}, {"requests", size.requests}, {"units", size.units}, {"reached", reached}});
    }
    return sizes;
}

Json sample_ratio_of(const analyse::Analysis& analysis) {
    Json ratios = Json::array();
    for (const analyse::SampleRatio& ratio : analysis.sample_ratio)
        ratios.push_back({{"stage", core::name_of(ratio.stage)},
                          {"p", ratio.test ? Json(ratio.test->p) : Json()},
                          {"alarm", ratio.alarm},
                          {"why", ratio.test ? "" : ratio.test.error().why}});
    return ratios;
}

Json guardrails_of(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json guardrails = Json::array();
    for (const analyse::GuardrailResult& one : analysis.guardrails)
        guardrails.push_back({{"metric", one.guardrail.metric},
                              {"arm", study.prereg.arms[one.arm].key},
                              {"state", core::name_of(one.state)},
                              {"why", one.why},
                              {"harm", told(one.harm)},
                              {"harm_at_least", told(one.harm_at_least)},
                              {"harm_at_most", told(one.harm_at_most)},
                              {"margin", one.guardrail.margin}});
    return guardrails;
}

Json hypotheses_of(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json hypotheses = Json::array();
    for (const analyse::HypothesisResult& one : analysis.hypotheses)
        for (const analyse::ArmResult& arm : one.arms) {
            const auto& test = arm.overall.always_valid;
            hypotheses.push_back({{"id", one.hypothesis.id},
                                  {"metric", one.hypothesis.metric},
                                  {"arm", study.prereg.arms[arm.arm].key},
                                  {"estimate", test ? Json(test->estimate) : Json()},
                                  {"low", test ? told(test->interval.low) : Json()},
                                  {"high", test ? told(test->interval.high) : Json()},
                                  {"why", test ? "" : test.error().why}});
        }
    return hypotheses;
}

/// [[seconds, share with an offer]], from none at 0 on.
Json points_of(const std::vector<analyse::ShapePoint>& curve) {
    Json points = Json::array({Json::array({0.0, 0.0})});
    for (const auto& [at, value] : curve)
        if (at > 0 || value > 0)
            points.push_back(Json::array({at, value}));
    return points;
}

Json first_offer_of(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json curves = Json::array();
    for (std::size_t arm = 0; arm < study.prereg.arms.size(); ++arm)
        curves.push_back(
            {{"key", study.prereg.arms[arm].key}, {"points", points_of(analysis.shape.arms[arm].first_offer)}});
    return curves;
}

Json funnel_of(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json funnel = Json::array();
    for (std::size_t arm = 0; arm < study.prereg.arms.size(); ++arm) {
        Json row{{"key", study.prereg.arms[arm].key}};
        for (std::size_t stage = 0; stage < std::size(analyse::stage_names); ++stage)
            row[std::string(analyse::stage_names[stage])] = analysis.sizes[arm].reached[stage];
        const analyse::ArmShape& shape = analysis.shape.arms[arm];
        row["with_offer"] = shape.with_offer;
        row["awarded"] = shape.awarded;
        row["converted"] = shape.converted;
        funnel.push_back(std::move(row));
    }
    return funnel;
}

Json planned_of(const app::StoredExperiment& experiment) {
    const auto* size = experiment.document.at("n_per_arm").as_integer();
    const auto* days = experiment.document.at("max_days").as_integer();
    Json planned{{"n_per_arm", size != nullptr ? Json(*size) : Json()},
                 {"max_days", days != nullptr ? Json(*days) : Json()},
                 {"ends_at", nullptr}};
    if (experiment.started_at && days != nullptr)
        planned["ends_at"] = core::to_rfc3339(*experiment.started_at + *days * day_us);
    return planned;
}

} // namespace

std::string watch_json(const app::StoredExperiment& experiment, const analyse::Study& study,
                       const analyse::Analysis& analysis, core::Instant now) {
    const Json body{{"as_of", core::to_rfc3339(now)},
                    {"simulated", study.simulated},
                    {"sizes", sizes_of(analysis)},
                    {"sample_ratio", sample_ratio_of(analysis)},
                    {"guardrails", guardrails_of(study, analysis)},
                    {"hypotheses", hypotheses_of(study, analysis)},
                    {"first_offer", first_offer_of(study, analysis)},
                    {"funnel", funnel_of(study, analysis)},
                    {"planned", planned_of(experiment)}};
    return body.dump();
}

} // namespace parley::wire

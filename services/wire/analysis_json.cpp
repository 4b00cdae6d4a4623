// The analysis of a study as JSON; its reading is nobody's business here.
#include "wire/study_json.hpp"

#include <nlohmann/json.hpp>

namespace parley::wire {

namespace {

namespace analyse = lab::analyse;
namespace stats = lab::stats;
using Json = nlohmann::json;

Json told(const std::optional<double>& value) {
    return value ? Json(*value) : Json();
}

Json told(const stats::Interval& interval) {
    return Json::array({told(interval.low), told(interval.high)});
}

template <class T, class Write>
Json told(const stats::Informative<T>& result, const Write& write) {
    if (!result)
        return {{"uninformative", result.error().why}};
    return write(*result);
}

Json told(const analyse::Estimate& estimate) {
    return {{"method", estimate.method},
            {"effect", estimate.effect},
            {"se", told(estimate.se)},
            {"df", told(estimate.df)},
            {"p", estimate.p},
            {"interval", told(estimate.interval)},
            {"family", estimate.family.empty() ? Json() : Json(estimate.family)},
            {"p_adjusted", told(estimate.p_adjusted)}};
}

Json told(const stats::SequenceTest& test) {
    return {{"effect", test.estimate}, {"se", test.se}, {"p", test.p}, {"interval", told(test.interval)}};
}

Json told(const analyse::Check& check) {
    Json value = told(check.result, [](const analyse::Checked& checked) {
        return Json{{"p", checked.p},
                    {"effect", told(checked.effect)},
                    {"se", told(checked.se)},
                    {"interval", told(checked.interval)}};
    });
    value["method"] = check.method;
    return value;
}

Json told(const analyse::Comparison& comparison) {
    Json checks = Json::array();
    for (const analyse::Check& check : comparison.checks)
        checks.push_back(told(check));
    Json capped;
    if (comparison.capped_at)
        capped = Json::array({comparison.capped_at->low, comparison.capped_at->high});
    return {{"sector", comparison.sector.empty() ? Json() : Json(comparison.sector)},
            {"control_units", comparison.control_units},
            {"treated_units", comparison.treated_units},
            {"left_out_units", comparison.left_out_units},
            {"epochs", comparison.epochs},
            {"capped_at", capped},
            {"horizon_s", told(comparison.horizon_s)},
            {"estimate", told(comparison.estimate, [](const auto& estimate) { return told(estimate); })},
            {"always_valid", told(comparison.always_valid, [](const auto& test) { return told(test); })},
            {"checks", std::move(checks)}};
}

Json told(const analyse::SectorSpread& spread) {
    Json sectors = Json::array();
    for (const analyse::SectorEffect& sector : spread.sectors)
        sectors.push_back({{"sector", sector.sector},
                           {"raw", sector.raw},
                           {"raw_se", sector.raw_se},
                           {"shrunken", sector.shrunken},
                           {"shrunken_se", sector.shrunken_se},
                           {"interval", told(sector.interval)},
                           {"is_claimed", sector.is_claimed}});
    const stats::Heterogeneity& test = spread.test;
    return {{"q", test.q},
            {"df", test.df},
            {"p", test.p},
            {"i2", test.i2},
            {"tau2", test.der_simonian_laird.tau2},
            {"effect", test.der_simonian_laird.effect},
            {"se", test.der_simonian_laird.se},
            {"sectors", std::move(sectors)},
            {"left_out", spread.left_out}};
}

Json told(const analyse::HypothesisResult& one, const std::vector<lab::design::Arm>& arms) {
    Json results = Json::array();
    for (const analyse::ArmResult& arm : one.arms) {
        Json sectors = Json::array();
        for (const analyse::Comparison& sector : arm.sectors)
            sectors.push_back(told(sector));
        results.push_back({{"arm", arms[arm.arm].key},
                           {"finding", core::name_of(arm.finding)},
                           {"verdict", arm.verdict},
                           {"overall", told(arm.overall)},
                           {"sectors", std::move(sectors)},
                           {"sector_spread", told(arm.spread, [](const auto& spread) { return told(spread); })}});
    }
    return {{"id", one.hypothesis.id},
            {"text", one.hypothesis.text},
            {"metric", one.hypothesis.metric},
            {"direction", core::name_of(one.hypothesis.direction)},
            {"role", core::name_of(one.hypothesis.role)},
            {"arms", std::move(results)}};
}

Json told(const analyse::MetricValues& values) {
    Json slices = Json::array();
    const bool is_survival = values.metric->kind == analyse::Kind::survival;
    for (const analyse::SliceValues& slice : values.slices) {
        Json arms = Json::array();
        for (const auto& arm : slice.arms)
            arms.push_back(told(arm, [](double value) { return Json(value); }));
        slices.push_back({{"sector", slice.sector.empty() ? Json() : Json(slice.sector)},
                          {"horizon_s", is_survival ? Json(slice.horizon_s) : Json()},
                          {"arms", std::move(arms)}});
    }
    return {{"metric", values.metric->name},       {"kind", core::name_of(values.metric->kind)},
            {"unit", values.metric->unit},         {"better", core::name_of(values.metric->better)},
            {"is_guard", values.metric->is_guard}, {"slices", std::move(slices)}};
}

Json sizes_told(const analyse::Analysis& analysis) {
    Json sizes = Json::array();
    for (const analyse::ArmSize& size : analysis.sizes) {
        Json reached = Json::object();
        for (std::size_t stage = 0; stage < size.reached.size(); ++stage)
            reached[std::string(analyse::stage_names[stage])] = size.reached[stage];
        sizes.push_back(
            {{"arm", size.key}, {"requests", size.requests}, {"units", size.units}, {"reached", std::move(reached)}});
    }
    return sizes;
}

Json sample_ratio_told(const analyse::Analysis& analysis) {
    Json ratios = Json::array();
    for (const analyse::SampleRatio& ratio : analysis.sample_ratio) {
        Json value = told(ratio.test, [](const stats::RatioMismatch& test) {
            return Json{
                {"chi_squared", test.chi_squared}, {"df", test.df}, {"p", test.p}, {"unexpected", test.unexpected}};
        });
        value["stage"] = core::name_of(ratio.stage);
        value["alarm"] = ratio.alarm;
        ratios.push_back(std::move(value));
    }
    return ratios;
}

Json guardrails_told(const analyse::Analysis& analysis, const std::vector<lab::design::Arm>& arms) {
    Json guardrails = Json::array();
    for (const analyse::GuardrailResult& one : analysis.guardrails) {
        Json value{{"metric", one.guardrail.metric},
                   {"better", core::name_of(one.guardrail.better)},
                   {"margin", one.guardrail.margin},
                   {"is_registered", one.guardrail.registered},
                   {"arm", arms[one.arm].key},
                   {"state", core::name_of(one.state)},
                   {"harm", told(one.harm)},
                   {"harm_at_least", told(one.harm_at_least)},
                   {"harm_at_most", told(one.harm_at_most)}};
        if (!one.why.empty())
            value["uninformative"] = one.why;
        guardrails.push_back(std::move(value));
    }
    return guardrails;
}

Json points_told(const std::vector<analyse::ShapePoint>& points) {
    Json told = Json::array();
    for (const analyse::ShapePoint& point : points)
        told.push_back(Json::array({point.at, point.value}));
    return told;
}

/// {"horizon_s", "arms": [{"arm", "requests", "with_offer", "awarded", "converted", "bids", "late_bids",
///  "first_offer": [[seconds, share]], "best_of_reference": {"requests", "quantiles": [[level, ratio]]},
///  "best_of_budget"}]}
Json pictures_told(const analyse::Analysis& analysis, const std::vector<lab::design::Arm>& arms) {
    Json told = Json::array();
    for (std::size_t i = 0; i < analysis.shape.arms.size(); ++i) {
        const analyse::ArmShape& arm = analysis.shape.arms[i];
        told.push_back(
            {{"arm", arms[i].key},
             {"requests", arm.requests},
             {"with_offer", arm.with_offer},
             {"awarded", arm.awarded},
             {"converted", arm.converted},
             {"bids", arm.bids},
             {"late_bids", arm.late_bids},
             {"first_offer", points_told(arm.first_offer)},
             {"best_of_reference",
              {{"requests", arm.with_reference}, {"quantiles", points_told(arm.best_of_reference)}}},
             {"best_of_budget", {{"requests", arm.with_budget}, {"quantiles", points_told(arm.best_of_budget)}}}});
    }
    return {{"horizon_s", analysis.shape.horizon_s}, {"arms", std::move(told)}};
}

Json experiment_told(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json arms = Json::array();
    for (const lab::design::Arm& arm : study.prereg.arms)
        arms.push_back(arm.key);
    return {{"key", study.prereg.key},
            {"version", study.prereg.version},
            {"prereg_sha256", study.prereg.sha256},
            {"unit", core::name_of(study.prereg.unit)},
            {"pilot", study.prereg.pilot},
            {"arms", std::move(arms)},
            {"sectors", study.prereg.sectors},
            {"alpha", analysis.alpha},
            {"n_per_arm", analysis.n_per_arm},
            {"sequential_tuning", analysis.tuning},
            {"correction", core::name_of(analysis.correction)},
            {"started_at", study.started_at ? Json(core::to_rfc3339(*study.started_at)) : Json()},
            {"ended_at", study.ended_at ? Json(core::to_rfc3339(*study.ended_at)) : Json()},
            {"ended_by", study.ended_by},
            {"deviations", study.deviations},
            {"simulated", study.simulated}};
}

} // namespace

std::string analysis_json(const analyse::Study& study, const analyse::Analysis& analysis) {
    Json hypotheses = Json::array(), values = Json::array();
    for (const analyse::HypothesisResult& one : analysis.hypotheses)
        hypotheses.push_back(told(one, study.prereg.arms));
    for (const analyse::MetricValues& one : analysis.values)
        values.push_back(told(one));
    const Json document{{"schema", "parley.analysis/1"},
                        {"experiment", experiment_told(study, analysis)},
                        {"sizes", sizes_told(analysis)},
                        {"sample_ratio", sample_ratio_told(analysis)},
                        {"guardrails", guardrails_told(analysis, study.prereg.arms)},
                        {"hypotheses", std::move(hypotheses)},
                        {"values", std::move(values)},
                        {"pictures", pictures_told(analysis, study.prereg.arms)},
                        {"notes", analysis.notes},
                        {"verdict", analysis.verdict}};
    return document.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace parley::wire

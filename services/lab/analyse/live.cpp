#include "lab/analyse/live.hpp"

#include "lab/design/ramp.hpp"

#include <set>

namespace parley::lab::analyse {

namespace {

using stats::Side;

std::size_t index_of(Stage stage) {
    return static_cast<std::size_t>(stage);
}

SampleRatio sample_ratio_at(Stage stage, const Study& study) {
    std::vector<double> observed(study.prereg.arms.size(), 0), weights;
    for (const design::Arm& arm : study.prereg.arms)
        weights.push_back(static_cast<double>(arm.weight_ppm));
    for (const StageCount& count : study.stages)
        if (count.stage == stage && count.arm < observed.size())
            observed[count.arm] += static_cast<double>(count.units);
    SampleRatio ratio{stage, stats::sample_ratio_mismatch(observed, weights), false};
    ratio.alarm = ratio.test && (ratio.test->p < design::sample_ratio_p_min || ratio.test->unexpected > 0);
    return ratio;
}

void judge(const stats::Effect& effect, const Plan& plan, GuardrailResult& result) {
    const double harm = result.guardrail.better == Direction::increase ? -1 : 1;
    stats::Effect harmful = effect;
    harmful.estimate *= harm;
    const auto least = stats::confidence_sequence(harmful, {Side::greater, plan.alpha, plan.tuning});
    const auto most = stats::confidence_sequence(harmful, {Side::less, plan.alpha, plan.tuning});
    if (!least || !most) {
        result.why = least ? most.error().why : least.error().why;
        return;
    }
    result.harm = harmful.estimate;
    result.harm_at_least = least->interval.low;
    result.harm_at_most = most->interval.high;
    // Harm that is not shown is not ruled out by that: a guardrail holds only where all of the interval is below it.
    if (*result.harm_at_least > result.guardrail.margin)
        result.state = GuardrailState::breached;
    else if (*result.harm_at_most < result.guardrail.margin)
        result.state = GuardrailState::holds;
    else
        result.why = "harm beyond the margin is neither shown nor ruled out";
}

GuardrailResult guardrail_of(const Guardrail& guardrail, std::size_t arm, const Study& study, const Plan& plan,
                             const FactsByArm& facts) {
    GuardrailResult result{guardrail, arm, GuardrailState::uninformative, {}, {}, {}, {}};
    const Metric* metric = metric_named(guardrail.metric);
    if (metric == nullptr) {
        result.why = guardrail.metric + " is not computed from requests, so it has to be watched elsewhere";
        return result;
    }
    Facts all;
    for (const Facts& of_arm : facts)
        all.insert(all.end(), of_arm.begin(), of_arm.end());
    const Comparison comparison =
        compare(*metric, facts.front(), facts[arm],
                {study.prereg.unit, plan.alpha, plan.tuning, caps_of(plan, metric->name), horizon_of(all),
                 seed_of(study.prereg, guardrail.metric), plan.is_rerandomised, study.prereg.sectors});
    if (!comparison.always_valid)
        result.why = comparison.always_valid.error().why;
    else
        judge(*comparison.effect, plan, result);
    return result;
}

} // namespace

std::vector<ArmSize> sizes_of(const Study& study, const FactsByArm& facts) {
    std::vector<ArmSize> sizes;
    for (std::size_t arm = 0; arm < study.prereg.arms.size(); ++arm) {
        ArmSize size{.key = study.prereg.arms[arm].key};
        std::set<std::string_view> units;
        for (const Fact* fact : facts[arm])
            units.insert(fact->unit);
        size.requests = static_cast<std::int64_t>(facts[arm].size());
        size.units = static_cast<std::int64_t>(units.size());
        for (const StageCount& count : study.stages)
            if (count.arm == arm)
                size.reached[index_of(count.stage)] += count.units;
        sizes.push_back(std::move(size));
    }
    return sizes;
}

std::vector<SampleRatio> sample_ratios_of(const Study& study) {
    std::vector<SampleRatio> ratios;
    for (std::size_t stage = 0; stage < std::size(stage_names); ++stage)
        ratios.push_back(sample_ratio_at(static_cast<Stage>(stage), study));
    return ratios;
}

std::vector<GuardrailResult> guardrails_of(const Study& study, const Plan& plan, const FactsByArm& facts) {
    std::vector<GuardrailResult> results;
    for (const Guardrail& guardrail : plan.guardrails)
        for (std::size_t arm = 1; arm < study.prereg.arms.size(); ++arm)
            results.push_back(guardrail_of(guardrail, arm, study, plan, facts));
    return results;
}

std::string beyond_belief(const std::vector<SampleRatio>& sample_ratio) {
    for (const SampleRatio& ratio : sample_ratio)
        if (ratio.alarm && ratio.stage <= Stage::round_opened)
            return "the arms do not have the sizes that they were drawn to have (" +
                   std::string(core::name_of(ratio.stage)) + ")";
    return {};
}

} // namespace parley::lab::analyse

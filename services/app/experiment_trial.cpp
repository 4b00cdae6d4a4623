#include "app/experiment_trial.hpp"

#include "lab/analyse/plan.hpp"

#include <algorithm>

namespace parley::app {

namespace {

namespace analyse = lab::analyse;
namespace simulate = lab::simulate;
using simulate::Metric;
using simulate::Strategy;

constexpr std::int64_t businesses = 40;
constexpr std::int64_t asked_otherwise = 8;
constexpr double answer_share = 0.7;
constexpr double answer_s = 60;
constexpr std::int64_t repetitions_most = 400;
constexpr std::int64_t repetitions_least = 40;
constexpr std::int64_t requests_most = 400;
/// Requests of ten businesses that are played in a few seconds on a small server.
constexpr std::int64_t requests_played = 150'000;

Metric metric_for(std::string_view registered) {
    for (const std::string_view one : {"offers_per_intent", "participation_rate", "bids_per_offerer"})
        if (registered == one)
            return Metric::offers;
    for (const std::string_view one : {"award_rate", "close_rate", "conversion_per_intent", "zero_offer_rate"})
        if (registered == one)
            return Metric::award;
    return Metric::price;
}

const char* said_of(Metric metric) {
    switch (metric) {
    case Metric::offers:
        return "offers that stand at the close";
    case Metric::award:
        return "requests that end in a deal";
    case Metric::price:
    case Metric::overtime:
        break;
    }
    return "the price that is paid, in parts of the range of costs";
}

/// How people who know the rules price under them.
Strategy strategy_for(const core::Rules& rules) {
    if (rules.format != core::Format::sealed)
        return Strategy::truthful;
    return rules.pricing == core::Pricing::second_price ? Strategy::mark_up : Strategy::equilibrium;
}

simulate::Arm arm_of(const core::Rules& rules) {
    simulate::Arm arm;
    arm.terms.rules = rules;
    arm.invites = rules.invite_count > 0 ? std::min(rules.invite_count, businesses) : asked_otherwise;
    arm.conduct.strategy = strategy_for(rules);
    arm.conduct.response_s = answer_s;
    arm.consumer.award = simulate::AwardRule::best_score;
    arm.consumer.value = simulate::cost_range;
    return arm;
}

std::string primary_metric_of(const analyse::Plan& plan) {
    const auto primary = std::ranges::find(plan.hypotheses, analyse::Role::primary, &analyse::Hypothesis::role);
    return primary != plan.hypotheses.end() ? primary->metric : "";
}

} // namespace

ExperimentTrial trial_of(const lab::design::Prereg& prereg, const ArmRules& arms) {
    const std::vector<core::Rules>& rules = arms.begin()->second;
    ExperimentTrial trial;
    simulate::PowerDesign& design = trial.design;
    design.world.businesses = businesses;
    design.world.attention = businesses;
    design.world.answer = answer_share;
    design.world.arms = {arm_of(rules.at(0)), arm_of(rules.at(1))};
    const analyse::Plan plan = analyse::plan_of(prereg);
    design.metric = metric_for(primary_metric_of(plan));
    const auto registered = static_cast<std::int64_t>(plan.n_per_arm);
    design.n_per_arm = std::clamp<std::int64_t>(registered, 2, requests_most);
    design.alpha = plan.alpha;
    // The core tells each offer to everybody who was asked, so a request costs the square of that.
    std::int64_t cost = 0;
    for (const simulate::Arm& arm : design.world.arms)
        cost += std::max<std::int64_t>(1, arm.invites * arm.invites / 100);
    design.repetitions = std::clamp(requests_played / (design.n_per_arm * cost), repetitions_least, repetitions_most);
    trial.equal_arms = design;
    trial.equal_arms.world.arms[1] = design.world.arms[0];
    trial.equal_arms.seed = design.seed + 1;
    trial.metric = core::name_of(design.metric);
    trial.note = std::string("Agents who know their costs and the rules were played, not people. It is measured by ") +
                 said_of(design.metric) + '.';
    if (registered > requests_most)
        trial.note += " With " + std::to_string(requests_most) + " requests to an arm instead of " +
                      std::to_string(registered) + ", so that it ends soon.";
    if (prereg.arms.size() > 2)
        trial.note += " Only the first arm is held against the control.";
    if (arms.size() > 1)
        trial.note += " The rules are those of " + arms.begin()->first + '.';
    return trial;
}

TrialResult play(const ExperimentTrial& trial) {
    return {simulate::simulate_power(trial.design), simulate::simulate_power(trial.equal_arms)};
}

} // namespace parley::app

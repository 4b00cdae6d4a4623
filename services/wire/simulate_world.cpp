#include "wire/simulate_world.hpp"

#include "wire/value_json.hpp"

#include <algorithm>
#include <cmath>

namespace parley::wire {

namespace {

namespace simulate = lab::simulate;
using core::Format;
using simulate::Strategy;

constexpr std::int64_t seconds_most = 366 * 86'400;
/// A smaller step would be a million commands for one request.
constexpr core::Minor undercut_least = simulate::cost_range / 1'000;
constexpr std::int64_t clock_levels_most = 10'000;
constexpr core::Minor weight_most = simulate::cost_range;

simulate::Conduct conduct_from(const StatsInput& input) {
    refuse_unknown(input,
                   {"strategy", "competitors", "step", "mark_up_bp", "mark_up_least", "transmission", "response_s"});
    simulate::Conduct conduct;
    conduct.strategy = word_of<Strategy>(input, "strategy", Strategy::truthful);
    conduct.competitors = whole_within(input, "competitors", 0, 1'000, 0);
    conduct.step = whole_within(input, "step", undercut_least, core::price_max, undercut_least);
    conduct.mark_up_bp = whole_within(input, "mark_up_bp", 0, 100 * core::basis_points_per_one, 0);
    conduct.mark_up_least = whole_within(input, "mark_up_least", 0, core::price_max, 0);
    conduct.transmission = number_within(input, "transmission", 0, 1, 1);
    conduct.response_s = number_within(input, "response_s", 0, static_cast<double>(seconds_most), 0);
    return conduct;
}

simulate::Consumer consumer_from(const StatsInput& input) {
    refuse_unknown(input, {"award", "value", "no_show", "weights"});
    simulate::Consumer consumer;
    consumer.award = word_of<simulate::AwardRule>(input, "award", simulate::AwardRule::best_score);
    consumer.value = whole_within(input, "value", 1, core::price_max, core::price_max);
    consumer.no_show = number_within(input, "no_show", 0, 1, 0);
    if (input.is_given("weights")) {
        const StatsInput weights = input.object("weights");
        for (const auto& [name, unused] : weights.json().items())
            consumer.weights[name] = whole_within(weights, name, -weight_most, weight_most);
    }
    return consumer;
}

/// The core's own reader of rules, with its own words for what is wrong.
core::Rules rules_of(const StatsInput& arm) {
    const StatsInput given = arm.object("rules");
    if (arm.is_faulty())
        return {};
    const auto value = parse_value(given.json().dump());
    if (!value) {
        arm.fail("rules", "has a number that is not whole, or is nested too deeply");
        return {};
    }
    const auto rules = core::rules_from(*value, "rules");
    if (!rules)
        arm.fail(rules.error().pointer, rules.error().detail);
    return rules ? *rules : core::Rules{};
}

simulate::Arm arm_from(const StatsInput& input, std::int64_t businesses) {
    refuse_unknown(input, {"rules", "budget", "budget_sealed", "invites", "conduct", "consumer"});
    simulate::Arm arm;
    arm.terms.rules = rules_of(input);
    arm.terms.budget = whole_within(input, "budget", 1, core::price_max, simulate::cost_range);
    arm.terms.budget_sealed = input.flag("budget_sealed", false);
    arm.invites = whole_within(input, "invites", 0, businesses, std::min<std::int64_t>(8, businesses));
    if (input.is_given("conduct"))
        arm.conduct = conduct_from(input.object("conduct"));
    if (input.is_given("consumer"))
        arm.consumer = consumer_from(input.object("consumer"));
    const core::Rules& rules = arm.terms.rules;
    const bool clock = rules.format == Format::rising_clock || rules.format == Format::falling_clock;
    if (clock && arm.conduct.strategy != Strategy::truthful)
        input.fail("conduct/strategy", "must be truthful where a clock sets the price");
    if (rules.format != Format::open &&
        (arm.conduct.strategy == Strategy::incremental || arm.conduct.strategy == Strategy::sniper))
        input.fail("conduct/strategy", "needs an open round");
    if (clock && core::clock_levels(rules) > clock_levels_most)
        input.fail("rules/clock", "must have no more than 10000 prices here");
    return arm;
}

/// Of one request: to how many its offers are told in all.
double tellings_of(const simulate::Arm& arm) {
    const auto invites = static_cast<double>(std::max<std::int64_t>(arm.invites, 1));
    const core::Rules& rules = arm.terms.rules;
    double each = 1;
    if (arm.conduct.strategy == Strategy::incremental)
        each = static_cast<double>(simulate::cost_range) / static_cast<double>(arm.conduct.step);
    if (rules.format == Format::rising_clock || rules.format == Format::falling_clock)
        each = static_cast<double>(core::clock_levels(rules));
    if (rules.format == Format::turns)
        each = static_cast<double>(1 + rules.turns.rounds);
    return invites * invites * each;
}

} // namespace

void refuse_unknown(const StatsInput& input, std::initializer_list<std::string_view> known) {
    if (!input.json().is_object())
        return;
    for (const auto& [name, unused] : input.json().items())
        if (std::ranges::find(known, std::string_view(name)) == known.end())
            input.fail(name, "is not known here");
}

std::int64_t whole_within(const StatsInput& input, std::string_view name, std::int64_t low, std::int64_t high,
                          std::optional<std::int64_t> fallback) {
    const auto given =
        fallback ? std::optional<double>(static_cast<double>(*fallback)) : std::optional<double>(std::nullopt);
    const double value = input.number(name, given);
    if (value == std::floor(value) && value >= static_cast<double>(low) && value <= static_cast<double>(high))
        return static_cast<std::int64_t>(value);
    input.fail(name, "must be a whole number from " + std::to_string(low) + " to " + std::to_string(high));
    return low;
}

double number_within(const StatsInput& input, std::string_view name, double low, double high,
                     std::optional<double> fallback) {
    const double value = input.number(name, fallback);
    if (value >= low && value <= high)
        return value;
    input.fail(name, "must be a number from " + StatsJson(low).dump() + " to " + StatsJson(high).dump());
    return low;
}

std::uint64_t seed_of(const StatsInput& input) {
    constexpr std::int64_t seed_most = std::int64_t{1} << 53;
    return static_cast<std::uint64_t>(whole_within(input, "seed", 0, seed_most, 1));
}

simulate::PowerDesign power_design_from(const StatsInput& input) {
    simulate::PowerDesign design;
    design.unit = word_of<simulate::Unit>(input, "unit");
    design.metric = word_of<simulate::Metric>(input, "metric");
    const std::int64_t n_most = design.unit == simulate::Unit::slot ? 1'000 : 100'000;
    design.n_per_arm = whole_within(input, "n_per_arm", 2, n_most);
    // A randomisation test draws its assignments anew in each repetition.
    constexpr std::int64_t slots_most = 100'000;
    const std::int64_t repetitions_most =
        design.unit == simulate::Unit::slot ? std::min<std::int64_t>(10'000, slots_most / design.n_per_arm) : 100'000;
    design.repetitions =
        whole_within(input, "repetitions", 1, repetitions_most, std::min<std::int64_t>(200, repetitions_most));
    design.alpha = number_within(input, "alpha", 1e-6, 0.5, 0.05);
    design.seed = seed_of(input);
    if (input.is_given("world")) {
        const StatsInput world = input.object("world");
        refuse_unknown(world, {"intents", "businesses", "attention", "answer"});
        design.world.intents = number_within(world, "intents", 0.1, 500, 10);
        design.world.businesses = whole_within(world, "businesses", 1, simulate::Market::invited_most, 20);
        design.world.attention = whole_within(world, "attention", 0, 1'000'000, 1'000'000);
        design.world.answer = number_within(world, "answer", 0, 1, 1);
    }
    StatsJson arms{{"control", input.object("control").json()}, {"treatment", input.object("control").json()}};
    arms["treatment"].merge_patch(input.object("treatment").json());
    std::string fault;
    const StatsInput both(arms, "", arms, fault);
    design.world.arms = {arm_from(both.object("control"), design.world.businesses),
                         arm_from(both.object("treatment"), design.world.businesses)};
    if (const auto end = fault.find(": "); end != std::string::npos)
        input.fail(fault.substr(1, end - 1), fault.substr(end + 2));
    for (std::size_t i : {0, 1})
        if (design.metric == simulate::Metric::award &&
            design.world.arms[i].consumer.award == simulate::AwardRule::none)
            input.fail(i == 0 ? "control/consumer/award" : "treatment/consumer/award",
                       "must not be none where awards are counted");
    const double requests = static_cast<double>(design.n_per_arm) * static_cast<double>(design.repetitions) *
                            (design.unit == simulate::Unit::slot ? std::max(design.world.intents, 1.0) : 1);
    if (requests * (tellings_of(design.world.arms[0]) + tellings_of(design.world.arms[1])) > tellings_most)
        input.fail("repetitions", "times n_per_arm and what is offered is too much for one run");
    return design;
}

} // namespace parley::wire

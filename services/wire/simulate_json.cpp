#include "wire/simulate_json.hpp"

#include "lab/simulate/cells.hpp"
#include "lab/simulate/interference.hpp"
#include "lab/simulate/theory.hpp"
#include "wire/simulate_world.hpp"
#include "wire/stats_document.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace parley::wire {

namespace {

namespace simulate = lab::simulate;
using simulate::Estimate;

/// What is played once all of the file was read.
using Run = std::function<StatsJson()>;

constexpr std::size_t runs_most = 1'000;
constexpr std::int64_t rounds_most = 10'000'000;
constexpr std::int64_t n_most = simulate::businesses_most;

constexpr const char* of_one = "a standard error needs two values, and there was one";

// --- what comes out ------------------------------------------------------------------------------------------------

StatsJson estimate_json(const Estimate& estimate, std::optional<double> target = std::nullopt) {
    if (estimate.n == 0)
        return {{"mean", nullptr}, {"se", nullptr}, {"n", 0}, {"note", "there was nothing to take the mean of"}};
    StatsJson result{{"mean", estimate.mean}, {"se", estimate.se}, {"n", estimate.n}};
    if (estimate.n == 1) {
        result["se"] = nullptr;
        result["note"] = of_one;
    }
    if (target)
        result["target"] = *target;
    // Without an error there is nothing to measure the distance in.
    if (target && estimate.se > 0)
        result["sigmas"] = estimate.sigmas_from(*target);
    return result;
}

/// A result whose headline is this estimate.
StatsJson with_headline(StatsJson members, const StatsJson& headline) {
    members.update(headline);
    return members;
}

StatsJson effects_json(const simulate::Effects& effects) {
    const auto one = [&](const Estimate& estimate) {
        StatsJson result = estimate_json(estimate);
        if (effects.truth.mean != 0)
            result["of_truth"] = estimate.mean / effects.truth.mean;
        return result;
    };
    return {{"truth", estimate_json(effects.truth)},
            {"intent_level", one(effects.intent_level)},
            {"switchback", one(effects.switchback)}};
}

// --- the kinds -------------------------------------------------------------------------------------------------------

/// Rounds and a seed, where a round has so many offers and invitations.
simulate::Runs runs_of(const StatsInput& input, double offers, double invited) {
    simulate::Runs runs;
    runs.rounds = whole_within(input, "rounds", 1, rounds_most, runs.rounds);
    runs.seed = seed_of(input);
    if (static_cast<double>(runs.rounds) * offers * invited > tellings_most)
        input.fail("rounds", "times the offers of a round is too much for one run");
    return runs;
}

Run theory(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "format", "n", "rounds", "seed"});
    const auto format = word_of<simulate::PriceFormat>(input, "format");
    const std::int64_t n = whole_within(input, "n", 2, n_most);
    const auto runs = runs_of(input, static_cast<double>(n), static_cast<double>(n));
    return [=] {
        const auto cell = simulate::play_prices(format, n, runs);
        const double profit = 1 / (static_cast<double>(n) + 1);
        return with_headline({{"winner_profit", estimate_json(cell.winner_profit, profit)},
                              {"inefficient", cell.inefficient},
                              {"refused", cell.refused}},
                             estimate_json(cell.price, simulate::expected_price(n)));
    };
}

Run thinning(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "invited", "response_prob", "rounds", "seed"});
    const std::int64_t invited = whole_within(input, "invited", 1, n_most);
    const double q = number_within(input, "response_prob", 1e-6, 1);
    const auto runs = runs_of(input, static_cast<double>(invited), static_cast<double>(invited));
    return [=] {
        const auto cell = simulate::play_thinning(invited, q, 0, runs);
        const auto target = simulate::thinned(invited, q);
        return with_headline({{"no_offer", estimate_json(cell.no_offer, target.no_offer)},
                              {"buyer_cost", estimate_json(cell.buyer_cost, target.buyer_cost)}},
                             estimate_json(cell.price, target.price));
    };
}

Run entry(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "invited", "entry_cost", "rounds", "seed"});
    const std::int64_t invited = whole_within(input, "invited", 1, n_most);
    const double cost = number_within(input, "entry_cost", 0, 0.499);
    const auto runs = runs_of(input, static_cast<double>(invited), static_cast<double>(invited));
    return [=] {
        const double q = simulate::entry_probability(invited, cost);
        const auto cell = simulate::play_thinning(invited, q, cost, runs);
        const auto target = simulate::thinned(invited, q);
        const double profit = static_cast<double>(invited) * q * (target.entrant_pay - cost);
        return with_headline({{"entry_prob", q},
                              {"no_offer", estimate_json(cell.no_offer, target.no_offer)},
                              {"price", estimate_json(cell.price, target.price)},
                              {"profit", estimate_json(cell.profit, profit)}},
                             estimate_json(cell.buyer_cost, target.buyer_cost));
    };
}

Run sniping(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "n", "transmission_prob", "rounds", "seed"});
    const std::int64_t n = whole_within(input, "n", 2, n_most);
    const double transmission = number_within(input, "transmission_prob", 1e-6, 1);
    const auto runs = runs_of(input, 2 * static_cast<double>(n), static_cast<double>(n));
    return [=] {
        const auto cell = simulate::play_sniping(n, transmission, runs);
        return with_headline(
            {{"soft_price", estimate_json(cell.soft_price, simulate::expected_price(n))}, {"too_late", cell.too_late}},
            estimate_json(cell.hard_cost, simulate::thinned(n, transmission).buyer_cost));
    };
}

Run soft_close(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "bid_rate_per_s", "window_s", "rounds", "seed"});
    const double rate = number_within(input, "bid_rate_per_s", 1e-6, 10);
    const std::int64_t window_s = whole_within(input, "window_s", 1, 86'400);
    constexpr double load_most = 6; // offers in a window: e^6 of them in a round
    if (rate * static_cast<double>(window_s) > load_most)
        input.fail("window_s", "times the rate must be no more than 6 offers");
    const auto target = simulate::soft_close(rate, static_cast<double>(window_s));
    const auto runs = runs_of(input, 1 + target.late_offers, 2);
    return [=] {
        const auto cell = simulate::play_soft_close(rate, window_s, runs);
        return with_headline({{"late_offers", estimate_json(cell.late_offers, target.late_offers)},
                              {"no_extension", estimate_json(cell.none, target.none)}},
                             estimate_json(cell.from_window_s, target.mean_s));
    };
}

Run score(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "quality_weight", "n", "rounds", "seed"});
    const double weight = number_within(input, "quality_weight", 0, 100);
    const double hundredths = std::round(weight * 100);
    if (std::abs(weight * 100 - hundredths) > 1e-9)
        input.fail("quality_weight", "must be a whole number of hundredths");
    const std::int64_t n = whole_within(input, "n", 2, n_most);
    const auto runs = runs_of(input, 2 * static_cast<double>(n), static_cast<double>(n));
    return [=] {
        const auto cell = simulate::play_scores(static_cast<std::int64_t>(hundredths), n, runs);
        const auto target = simulate::score_theory(hundredths / 100, n);
        return with_headline({{"score_utility", estimate_json(cell.score_utility, target.score_utility)},
                              {"price_utility", estimate_json(cell.price_utility, target.price_utility)}},
                             estimate_json(cell.advantage, target.score_utility - target.price_utility));
    };
}

Run interference(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "attention", "slots", "seed", "intents", "businesses", "answer",
                           "control_invites", "treatment_invites"});
    simulate::World world = simulate::limited_attention(whole_within(input, "attention", 0, 1'000'000));
    world.intents = number_within(input, "intents", 0.1, 500, world.intents);
    world.businesses = whole_within(input, "businesses", 1, simulate::Market::invited_most, world.businesses);
    world.answer = number_within(input, "answer", 0, 1, world.answer);
    const auto invites = [&](const char* name, simulate::Arm& arm) {
        const std::int64_t usual = std::min(arm.invites, world.businesses);
        arm.invites = whole_within(input, name, 0, world.businesses, usual);
    };
    invites("control_invites", world.arms[0]);
    invites("treatment_invites", world.arms[1]);
    const std::int64_t slots = whole_within(input, "slots", 2, 1'000'000, 4'000);
    const std::uint64_t seed = seed_of(input);
    double tellings = 0;
    for (const simulate::Arm& arm : world.arms)
        tellings += static_cast<double>(1 + arm.invites * arm.invites);
    if (static_cast<double>(slots) * world.intents * 2 * tellings > tellings_most)
        input.fail("slots", "times requests and invitations is too much for one run");
    return [=] {
        const auto report = simulate::report_interference(world, slots, seed);
        return StatsJson{{"intents", report.intents},
                         {"offers", effects_json(report.offers)},
                         {"price", effects_json(report.price)}};
    };
}

Run toys(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "rounds", "seed"});
    constexpr double offers = 12;
    const auto runs = runs_of(input, offers, 1);
    return [=] {
        const auto priority = simulate::play_priority_toy(runs.rounds, runs.seed);
        const auto subsidy = simulate::play_subsidy_toy(runs.rounds, runs.seed);
        StatsJson subsidised{{"all_control", estimate_json(subsidy.all_control, 0.75)},
                             {"all_treated", estimate_json(subsidy.all_treated, 1)},
                             {"mixed_treated", estimate_json(subsidy.mixed_treated, 0.75)},
                             {"mixed_control", estimate_json(subsidy.mixed_control, 0.25)}};
        if (subsidy.all_control.mean > 0)
            subsidised["true_relative"] = subsidy.true_relative();
        if (subsidy.mixed_control.mean > 0)
            subsidised["naive_relative"] = subsidy.naive_relative();
        return StatsJson{{"priority",
                          {{"truth", estimate_json(priority.truth, 0)},
                           {"intent_level", estimate_json(priority.intent_level, 0.5)}}},
                         {"subsidy", std::move(subsidised)}};
    };
}

Run power(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "unit", "metric", "n_per_arm", "repetitions", "alpha", "seed", "world",
                           "control", "treatment"});
    return [design = power_design_from(input)] {
        const auto result = simulate::simulate_power(design);
        StatsJson output{{"mean", result.power},
                         {"se", result.se},
                         {"n", design.repetitions},
                         {"interval", StatsJson::array({*result.interval.low, *result.interval.high})},
                         {"effect", estimate_json(result.effect)},
                         {"uninformative", result.uninformative}};
        if (design.repetitions == 1) {
            output["se"] = nullptr;
            output["note"] = of_one;
        }
        return output;
    };
}

Run peeking(const StatsInput& input) {
    refuse_unknown(input, {"id", "kind", "repetitions", "per_arm", "every", "alpha", "seed"});
    simulate::PeekingDesign design;
    design.repetitions = whole_within(input, "repetitions", 1, 1'000'000, design.repetitions);
    design.every = whole_within(input, "every", 1, 1'000'000, design.every);
    design.per_arm =
        whole_within(input, "per_arm", 2 * design.every, 10'000'000, std::max(design.per_arm, 2 * design.every));
    design.alpha = number_within(input, "alpha", 1e-6, 0.5, design.alpha);
    design.seed = seed_of(input);
    const double drawn = static_cast<double>(design.repetitions) * static_cast<double>(design.per_arm);
    constexpr double draws_most = 200'000'000, looks_most = 5'000'000;
    if (drawn > draws_most || drawn / static_cast<double>(design.every) > looks_most)
        input.fail("repetitions", "times units and looks is too much for one run");
    return [=] {
        const auto result = simulate::simulate_peeking(design);
        return StatsJson{{"fixed_last_look", estimate_json(result.fixed_last_look, design.alpha)},
                         {"fixed_any_look", estimate_json(result.fixed_any_look)},
                         {"always_valid_any_look", estimate_json(result.always_valid_any_look)}};
    };
}

struct Kind {
    std::string_view name;
    Run (*read)(const StatsInput& input);
};
constexpr Kind kinds[] = {
    {"entry", entry},           {"interference", interference},
    {"peeking", peeking},       {"power", power},
    {"score", score},           {"sniping", sniping},
    {"soft_close", soft_close}, {"theory", theory},
    {"thinning", thinning},     {"toys", toys},
};

Run read_run(const StatsInput& input) {
    const std::string name = input.text("kind", "");
    for (const Kind& kind : kinds)
        if (kind.name == name)
            return kind.read(input);
    std::string names;
    for (const Kind& kind : kinds)
        names += (names.empty() ? "" : ", ") + std::string(kind.name);
    input.fail("kind",
               (name.empty() ? "must be one of " : "there is no simulation \"" + name + "\"; there are ") + names);
    return {};
}

} // namespace

boost::system::result<std::string, FieldError> answer_simulations(std::string_view text) {
    const auto document = stats_document_in(text);
    if (!document)
        return document.error();
    std::string fault;
    const StatsInput file(*document, "", *document, fault);
    const std::vector<StatsInput> asked = file.objects("simulate");
    if (asked.size() > runs_most)
        file.fail("simulate", "must be no more than 1000");
    std::vector<Run> runs;
    for (const StatsInput& one : asked)
        if (fault.empty())
            runs.push_back(read_run(one));
    if (const auto end = fault.find(": "); !fault.empty())
        return FieldError{fault.substr(0, end), "bad_simulation", fault.substr(end + 2)};
    StatsJson results = StatsJson::array();
    for (std::size_t i = 0; i < runs.size(); ++i) {
        StatsJson result = runs[i]();
        result["id"] = asked[i].label("id");
        result["kind"] = asked[i].text("kind", "");
        results.push_back(std::move(result));
    }
    const StatsJson answered{{"results", std::move(results)}};
    return {boost::system::in_place_value, answered.dump(2, ' ', false, StatsJson::error_handler_t::replace)};
}

} // namespace parley::wire

#include "lab/simulate/power.hpp"

#include "lab/simulate/chance.hpp"
#include "lab/stats/means.hpp"
#include "lab/stats/proportions.hpp"
#include "lab/stats/randomisation.hpp"
#include "lab/stats/sequential.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace parley::lab::simulate {

namespace {

constexpr std::array<std::string_view, 2> unit_names{"intent", "slot"};

/// What one experiment found.
struct Finding {
    double estimate = 0;
    double p = 1;
};

/// One experiment after the other, each with luck of its own.
class Experiment {
public:
    Experiment(const PowerDesign& design, std::array<Market, 2>& markets, std::uint64_t seed)
        : design_(design), markets_(markets), seed_(seed), coins_(seed_of_part(seed, 0)) {}

    stats::Informative<Finding> run() { return design_.unit == Unit::intent ? of_intents() : of_slots(); }

private:
    Slot next_slot() { return {design_.world, seed_of_part(seed_, ++slots_)}; }

    bool toss() { return happens(coins_, 0.5); }

    std::vector<double> values(const Slot& slot, std::span<const Assigned> arms) {
        const auto outcomes = slot.play(arms, markets_);
        std::vector<double> result;
        for (std::size_t i = 0; i < arms.size(); ++i)
            result.push_back(
                value_of(design_.metric, outcomes[i], design_.world.arms[static_cast<std::size_t>(arms[i])].terms));
        return result;
    }

    stats::Informative<Finding> of_intents() {
        const auto n = static_cast<std::size_t>(design_.n_per_arm);
        std::array<std::vector<double>, 2> of_arm;
        while (of_arm[0].size() < n || of_arm[1].size() < n) {
            const Slot slot = next_slot();
            std::vector<Assigned> arms(slot.intents());
            std::ranges::generate(arms, [&] { return toss() ? Assigned::treatment : Assigned::control; });
            const auto found = values(slot, arms);
            for (std::size_t i = 0; i < arms.size(); ++i)
                of_arm[static_cast<std::size_t>(arms[i])].push_back(found[i]);
        }
        for (auto& one : of_arm)
            one.resize(n);
        const auto test = stats::test_means(stats::arm_of(stats::moments_of(of_arm[0])),
                                            stats::arm_of(stats::moments_of(of_arm[1])), {.alpha = design_.alpha});
        if (!test)
            return test.error();
        return Finding{test->estimate, test->p};
    }

    double mean_of_slot(Assigned arm) {
        Slot slot = next_slot();
        while (slot.intents() == 0)
            slot = next_slot();
        const auto found = values(slot, std::vector<Assigned>(slot.intents(), arm));
        return std::accumulate(found.begin(), found.end(), 0.0) / static_cast<double>(found.size());
    }

    stats::Informative<Finding> of_slots() {
        std::vector<double> differences;
        for (std::int64_t i = 0; i < design_.n_per_arm; ++i) {
            const bool treated_first = toss();
            const double first = mean_of_slot(treated_first ? Assigned::treatment : Assigned::control);
            const double second = mean_of_slot(treated_first ? Assigned::control : Assigned::treatment);
            differences.push_back(treated_first ? first - second : second - first);
        }
        const auto test = stats::randomise_pairs(differences, coins_.number());
        if (!test)
            return test.error();
        return Finding{test->estimate, test->p_two_sided};
    }

    const PowerDesign& design_;
    std::array<Market, 2>& markets_;
    std::uint64_t seed_;
    Draws coins_;
    std::uint64_t slots_ = 0;
};

/// An arm that grows.
struct Growing {
    double sum = 0;
    double squares = 0;
    stats::Arm arm(double n) const { return stats::arm_of({n, sum, squares, 0}); }
};

/// Which of the ways to look calls an experiment without an effect significant.
struct Called {
    bool last = false, any = false, always_valid = false;
};

Called peek(const PeekingDesign& design, Draws& draws) {
    Called called;
    Growing control, treatment;
    for (std::int64_t n = 1; n <= design.per_arm; ++n) {
        const auto [a, b] = normal_pair(draws);
        control.sum += a;
        control.squares += a * a;
        treatment.sum += b;
        treatment.squares += b * b;
        const bool is_last = n == design.per_arm;
        const bool is_look = is_last || (n % design.every == 0 && n >= 2 * design.every);
        // A way that has called it needs no more looks but the last.
        if (!is_look || (called.any && called.always_valid && !is_last))
            continue;
        const auto count = static_cast<double>(n);
        const auto effect = stats::effect_of(control.arm(count), treatment.arm(count), stats::Difference::absolute);
        if (!effect)
            continue;
        if (!called.any || is_last) {
            const auto fixed = stats::test_effect(*effect, {.alpha = design.alpha});
            const bool significant = fixed && fixed->p < design.alpha;
            called.any = called.any || significant;
            called.last = is_last && significant;
        }
        if (!called.always_valid) {
            const auto sequence = stats::confidence_sequence(*effect, {.alpha = design.alpha});
            called.always_valid = sequence && sequence->p < design.alpha;
        }
    }
    return called;
}

} // namespace

std::span<const std::string_view> names_of(Unit) {
    return unit_names;
}

PowerResult simulate_power(const PowerDesign& design) {
    auto markets = markets_of(design.world);
    PowerResult result;
    Tally effect;
    double found = 0;
    for (std::int64_t i = 0; i < design.repetitions; ++i) {
        const auto finding =
            Experiment(design, markets, seed_of_part(design.seed, static_cast<std::uint64_t>(i))).run();
        if (!finding) {
            ++result.uninformative;
            continue;
        }
        effect.add(finding->estimate);
        found += finding->p < design.alpha ? 1 : 0;
    }
    const auto repetitions = static_cast<double>(design.repetitions);
    result.power = found / repetitions;
    result.se = std::sqrt(result.power * (1 - result.power) / repetitions);
    if (const auto interval = stats::wilson({found, repetitions}))
        result.interval = *interval;
    result.effect = effect.estimate();
    return result;
}

PeekingResult simulate_peeking(const PeekingDesign& design) {
    Draws draws(design.seed);
    Tally last, any, always_valid;
    for (std::int64_t i = 0; i < design.repetitions; ++i) {
        const Called called = peek(design, draws);
        last.add(called.last ? 1 : 0);
        any.add(called.any ? 1 : 0);
        always_valid.add(called.always_valid ? 1 : 0);
    }
    return {last.estimate(), any.estimate(), always_valid.estimate()};
}

} // namespace parley::lab::simulate

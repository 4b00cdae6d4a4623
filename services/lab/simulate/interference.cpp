#include "lab/simulate/interference.hpp"

#include "lab/simulate/chance.hpp"

#include <algorithm>

namespace parley::lab::simulate {

namespace {

/// The difference of two means over requests, whose sums are known slot by slot.
class MeansBySlot {
public:
    struct Sums {
        std::array<double, 2> sum{};
        std::array<double, 2> count{};
    };
    void begin_slot() { slots_.emplace_back(); }
    void add(Assigned arm, double value) {
        slots_.back().sum[static_cast<std::size_t>(arm)] += value;
        slots_.back().count[static_cast<std::size_t>(arm)] += 1;
    }
    Estimate difference() const {
        Sums all;
        for (const Sums& slot : slots_)
            for (const std::size_t arm : {0, 1}) {
                all.sum[arm] += slot.sum[arm];
                all.count[arm] += slot.count[arm];
            }
        Estimate result;
        result.n = static_cast<std::int64_t>(slots_.size());
        if (all.count[0] == 0 || all.count[1] == 0)
            return result;
        const std::array<double, 2> mean{all.sum[0] / all.count[0], all.sum[1] / all.count[1]};
        const auto slots = static_cast<double>(slots_.size());
        Tally influence;
        for (const Sums& slot : slots_) {
            double moved = 0;
            for (const std::size_t arm : {0, 1})
                moved += (arm == 1 ? 1 : -1) * (slot.sum[arm] - mean[arm] * slot.count[arm]) * slots / all.count[arm];
            influence.add(moved);
        }
        result.mean = mean[1] - mean[0];
        result.se = influence.estimate().se;
        return result;
    }

private:
    std::vector<Sums> slots_;
};

/// Both metrics of one way to assign.
struct Design {
    MeansBySlot offers;
    MeansBySlot price;
    void begin_slot() {
        offers.begin_slot();
        price.begin_slot();
    }
    void add(const World& world, std::span<const Assigned> arms, const std::vector<Outcome>& outcomes) {
        for (std::size_t i = 0; i < arms.size(); ++i) {
            offers.add(arms[i], value_of(Metric::offers, outcomes[i], world.arms[0].terms));
            price.add(arms[i], value_of(Metric::price, outcomes[i], world.arms[0].terms));
        }
    }
};

Assigned other(Assigned arm) {
    return arm == Assigned::control ? Assigned::treatment : Assigned::control;
}

Assigned toss(Draws& draws) {
    return happens(draws, 0.5) ? Assigned::treatment : Assigned::control;
}

Terms sealed_second_price() {
    Terms terms;
    terms.budget = cost_range;
    terms.rules.format = core::Format::sealed;
    terms.rules.pricing = core::Pricing::second_price;
    return terms;
}

} // namespace

InterferenceReport report_interference(const World& world, std::int64_t slots, std::uint64_t seed) {
    auto markets = markets_of(world);
    Draws coins(seed_of_part(seed, 0));
    Design truth, intent_level, switchback;
    InterferenceReport report;
    for (std::int64_t s = 0; s < slots; ++s) {
        const Slot slot(world, seed_of_part(seed, static_cast<std::uint64_t>(s) + 1));
        report.intents += static_cast<std::int64_t>(slot.intents());
        for (Design* design : {&truth, &intent_level, &switchback})
            design->begin_slot();
        const Assigned of_slot = toss(coins);
        for (const Assigned arm : {Assigned::control, Assigned::treatment}) {
            const std::vector<Assigned> alike(slot.intents(), arm);
            const auto outcomes = slot.play(alike, markets);
            truth.add(world, alike, outcomes);
            if (arm == of_slot)
                switchback.add(world, alike, outcomes);
        }
        std::vector<Assigned> mixed(slot.intents());
        std::ranges::generate(mixed, [&] { return toss(coins); });
        intent_level.add(world, mixed, slot.play(mixed, markets));
        std::ranges::transform(mixed, mixed.begin(), other);
        intent_level.add(world, mixed, slot.play(mixed, markets));
    }
    const auto effects = [&](MeansBySlot Design::* metric) {
        return Effects{(truth.*metric).difference(), (intent_level.*metric).difference(),
                       (switchback.*metric).difference()};
    };
    report.offers = effects(&Design::offers);
    report.price = effects(&Design::price);
    return report;
}

World limited_attention(std::int64_t attention) {
    World world;
    world.attention = attention;
    world.answer = 0.8;
    for (Arm& arm : world.arms)
        arm.terms = sealed_second_price();
    world.arms[0].invites = 4;
    world.arms[1].invites = 12;
    return world;
}

PriorityToy play_priority_toy(std::int64_t repetitions, std::uint64_t seed) {
    Market market(sealed_second_price());
    const Consumer takes_it{.award = AwardRule::best_price};
    Draws draws(seed);
    const Participant business{.cost = cost_range / 2};
    /// Whether each of the two is served.
    const auto served = [&](Assigned first, Assigned second) {
        const bool takes_first = first == second ? happens(draws, 0.5) : first == Assigned::treatment;
        std::array<bool, 2> result{};
        for (const std::size_t i : {0, 1}) {
            const bool offers = (i == 0) == takes_first;
            const std::span<const Participant> who(&business, offers ? 1 : 0);
            result[i] = market.play(who, 1, takes_it, draws).price.has_value();
        }
        return result;
    };
    Tally truth;
    MeansBySlot naive;
    for (std::int64_t i = 0; i < repetitions; ++i) {
        const auto count = [](const std::array<bool, 2>& both) { return (both[0] ? 1.0 : 0) + (both[1] ? 1.0 : 0); };
        const double treated = count(served(Assigned::treatment, Assigned::treatment));
        truth.add((treated - count(served(Assigned::control, Assigned::control))) / 2);
        const std::array arms{toss(draws), toss(draws)};
        const auto both = served(arms[0], arms[1]);
        naive.begin_slot();
        for (const std::size_t k : {0, 1})
            naive.add(arms[k], both[k] ? 1 : 0);
    }
    return {truth.estimate(), naive.difference()};
}

SubsidyToy play_subsidy_toy(std::int64_t repetitions, std::uint64_t seed) {
    Market market(sealed_second_price());
    Draws draws(seed);
    const Participant seller{.cost = cost_range / 2};
    const auto takes = [&](Assigned arm) {
        const Consumer consumer{.award = AwardRule::best_price, .no_show = arm == Assigned::treatment ? 0 : 0.5};
        return market.play({&seller, 1}, 1, consumer, draws).price.has_value();
    };
    /// Which of the two is served, 0 being the one that came first; nothing when neither is.
    const auto served = [&](Assigned first, Assigned second) -> std::optional<int> {
        if (takes(first))
            return 0;
        return takes(second) ? std::optional(1) : std::nullopt;
    };
    Tally all_control, all_treated, mixed_treated, mixed_control;
    for (std::int64_t i = 0; i < repetitions; ++i) {
        all_control.add(served(Assigned::control, Assigned::control) ? 1 : 0);
        all_treated.add(served(Assigned::treatment, Assigned::treatment) ? 1 : 0);
        const Assigned first = toss(draws);
        const auto who = served(first, other(first));
        const int treated = first == Assigned::treatment ? 0 : 1;
        mixed_treated.add(who == treated ? 1 : 0);
        mixed_control.add(who && *who != treated ? 1 : 0);
    }
    return {all_control.estimate(), all_treated.estimate(), mixed_treated.estimate(), mixed_control.estimate()};
}

} // namespace parley::lab::simulate

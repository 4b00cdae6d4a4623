#include "lab/simulate/world.hpp"

#include "core/assert.hpp"
#include "lab/simulate/chance.hpp"

#include <algorithm>
#include <array>
#include <numeric>

namespace parley::lab::simulate {

namespace {

constexpr std::array<std::string_view, 4> metric_names{"price", "offers", "award", "overtime"};

} // namespace

Slot::Slot(const World& world, std::uint64_t seed) : world_(&world) {
    Draws draws(seed);
    const auto businesses = static_cast<std::size_t>(world.businesses);
    intents_.resize(static_cast<std::size_t>(poisson(draws, world.intents)));
    for (Intent& intent : intents_) {
        intent.order.resize(businesses);
        std::iota(intent.order.begin(), intent.order.end(), std::size_t{0});
        choose_first(draws, std::span(intent.order), businesses);
        intent.of.resize(businesses);
        for (Answer& answer : intent.of) {
            answer.cost = draw_cost(draws);
            answer.reads_first = draws.unit();
            answer.answers = happens(draws, world.answer);
        }
        intent.seed = draws.number();
    }
}

std::vector<Outcome> Slot::play(std::span<const Assigned> arms, std::array<Market, 2>& markets) const {
    PARLEY_ASSERT(arms.size() == intents_.size(), "each request has an arm");
    const auto arm_of = [&](std::size_t i) { return static_cast<std::size_t>(arms[i]); };
    std::vector<std::vector<std::size_t>> asked(static_cast<std::size_t>(world_->businesses));
    for (std::size_t i = 0; i < intents_.size(); ++i)
        for (std::int64_t k = 0; k < world_->arms[arm_of(i)].invites; ++k)
            asked[intents_[i].order[static_cast<std::size_t>(k)]].push_back(i);
    std::vector<std::vector<Participant>> participants(intents_.size());
    for (std::size_t business = 0; business < asked.size(); ++business) {
        auto& invitations = asked[business];
        std::ranges::sort(invitations, {}, [&](std::size_t i) { return intents_[i].of[business].reads_first; });
        if (static_cast<std::int64_t>(invitations.size()) > world_->attention)
            invitations.resize(static_cast<std::size_t>(world_->attention));
        for (const std::size_t i : invitations)
            if (const Answer& answer = intents_[i].of[business]; answer.answers)
                participants[i].push_back({answer.cost, {}, world_->arms[arm_of(i)].conduct});
    }
    std::vector<Outcome> outcomes;
    for (std::size_t i = 0; i < intents_.size(); ++i) {
        const Arm& arm = world_->arms[arm_of(i)];
        Draws draws(intents_[i].seed);
        outcomes.push_back(
            markets[arm_of(i)].play(participants[i], static_cast<std::size_t>(arm.invites), arm.consumer, draws));
    }
    return outcomes;
}

std::array<Market, 2> markets_of(const World& world) {
    return {Market(world.arms[0].terms), Market(world.arms[1].terms)};
}

std::span<const std::string_view> names_of(Metric) {
    return metric_names;
}

double value_of(Metric metric, const Outcome& outcome, const Terms& terms) {
    switch (metric) {
    case Metric::price:
        return static_cast<double>(outcome.pays.value_or(terms.budget.value_or(cost_range))) /
               static_cast<double>(cost_range);
    case Metric::offers:
        return static_cast<double>(outcome.offers);
    case Metric::award:
        return outcome.price ? 1 : 0;
    case Metric::overtime:
        return static_cast<double>(outcome.overtime) / static_cast<double>(core::micros_per_s);
    }
    PARLEY_ASSERT(false, "a metric has a value");
    return 0;
}

} // namespace parley::lab::simulate

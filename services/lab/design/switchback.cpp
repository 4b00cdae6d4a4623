#include "lab/design/switchback.hpp"

#include "core/assert.hpp"
#include "core/money.hpp"
#include "lab/design/planout.hpp"
#include "lab/design/pointer.hpp"

#include <cstdlib>
#include <numeric>
#include <vector>

namespace parley::lab::design {

namespace {

// A block of weeks as long as there are arms has to fit into an experiment.
constexpr std::int64_t arms_max = 52;
constexpr core::Micros week = core::seconds(7 * 86'400);

} // namespace

std::optional<DesignFault> fault_in(const Switchback& plan, core::Micros longest_round) {
    if (plan.salt.empty())
        return DesignFault{"/salt", "must not be empty"};
    if (plan.sector.empty())
        return DesignFault{"/sector", "must not be empty"};
    if (plan.arms < 2 || plan.arms > arms_max)
        return DesignFault{"/arms", "must be 2 to 52"};
    if (plan.slot_length < 1 || plan.slots_per_week < 1 || plan.slots_per_week > week / plan.slot_length ||
        plan.slots_per_week * plan.slot_length != week)
        return DesignFault{"/slots_per_week", "must be slots that fill a week"};
    if (plan.burn_in < longest_round)
        return DesignFault{"/burn_in", "must be at least as long as the longest round"};
    if (plan.burn_in >= plan.slot_length)
        return DesignFault{"/burn_in", "must be shorter than a slot"};
    if (plan.min_run < 1 || plan.slots_per_week % plan.min_run != 0)
        return DesignFault{"/min_run", "must divide the slots of a week"};
    return std::nullopt;
}

core::Micros SwitchbackTerms::slot_length() const {
    return week / slots_per_week;
}

DesignResult<SwitchbackTerms> switchback_terms_in(const Prereg& prereg, core::Micros longest_round) {
    const core::Value& given = prereg.document.at("switchback");
    if (given.as_object() == nullptr)
        return DesignFault{"/switchback", "must say slots_per_week, burn_in_s and min_run for slots"};
    SwitchbackTerms terms;
    for (const auto& [name, member] : *given.as_object()) {
        const auto* number = member.as_integer();
        if (name != "slots_per_week" && name != "burn_in_s" && name != "min_run")
            return DesignFault{"/switchback" + step_to(name), "is not a known member"};
        // A week in seconds bounds all three.
        if (number == nullptr || *number < 0 || *number > week / core::seconds(1))
            return DesignFault{"/switchback" + step_to(name), "must be a whole number between 0 and 604800"};
        if (name == "slots_per_week")
            terms.slots_per_week = *number;
        else if (name == "burn_in_s")
            terms.burn_in = core::seconds(*number);
        else
            terms.min_run = *number;
    }
    if (terms.slots_per_week < 1)
        return DesignFault{"/switchback/slots_per_week", "must be slots that fill a week"};
    if (prereg.coverage_ppm != core::ppm_per_one)
        return DesignFault{"/coverage_ppm", "must be 1000000 for slots: all of a sector has the arm of its slot"};
    for (std::size_t i = 1; i < prereg.arms.size(); ++i)
        if (std::abs(prereg.arms[i].weight_ppm - prereg.arms.front().weight_ppm) > 1)
            return DesignFault{"/arms/" + std::to_string(i) + "/weight_ppm",
                               "must be as large as the others: slots are drawn in balanced pairs"};
    const auto arms = static_cast<std::int64_t>(prereg.arms.size());
    if (const auto fault = fault_in(switchback_of(terms, prereg.key, prereg.sectors.front(), arms, {}), longest_round))
        return DesignFault{"/switchback" + (fault->pointer == "/burn_in" ? "/burn_in_s" : fault->pointer),
                           fault->detail};
    return terms;
}

Switchback switchback_of(const SwitchbackTerms& terms, const std::string& salt, const std::string& sector,
                         std::int64_t arms, core::Instant starts_at) {
    return {salt, sector, arms, terms.slots_per_week, starts_at, terms.slot_length(), terms.burn_in, terms.min_run};
}

std::int64_t slot_at(const Switchback& plan, core::Instant at) {
    const core::Micros since = at - plan.starts_at;
    return since / plan.slot_length - (since % plan.slot_length < 0 ? 1 : 0);
}

std::int64_t arm_of_slot(const Switchback& plan, std::int64_t n) {
    PARLEY_ASSERT(n >= 0, "no slot comes before the first");
    const std::int64_t week_number = n / plan.slots_per_week;
    const std::int64_t run_of_week = n % plan.slots_per_week / plan.min_run;
    const std::int64_t block = week_number / plan.arms;
    std::vector<std::int64_t> arms(static_cast<std::size_t>(plan.arms));
    std::iota(arms.begin(), arms.end(), 0);
    const std::string prefix =
        plan.salt + ".switchback." + plan.sector + '.' + std::to_string(run_of_week) + '.' + std::to_string(block);
    return sampled(std::move(arms), prefix)[static_cast<std::size_t>(week_number % plan.arms)];
}

bool is_burning_in(const Switchback& plan, core::Instant at) {
    return at - plan.starts_at - slot_at(plan, at) * plan.slot_length < plan.burn_in;
}

} // namespace parley::lab::design

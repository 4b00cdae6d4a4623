#include "lab/design/ramp.hpp"

#include "core/money.hpp"

namespace parley::lab::design {

namespace {

constexpr std::size_t steps_max = 20; // each has to last until its sample ratio can be tested

} // namespace

std::optional<DesignFault> fault_in(const Ramp& ramp) {
    if (ramp.empty() || ramp.size() > steps_max)
        return DesignFault{"", "must have 1 to 20 steps"};
    std::int64_t below = 0;
    for (std::size_t i = 0; i < ramp.size(); ++i) {
        if (ramp[i] <= below || ramp[i] > core::ppm_per_one)
            return DesignFault{'/' + std::to_string(i), "must lie above the step before, and at most at 1000000"};
        below = ramp[i];
    }
    return std::nullopt;
}

std::optional<std::int64_t> next_coverage_ppm(const Ramp& ramp, std::size_t epoch, const Health& health) {
    const bool is_well = health.sample_ratio_p >= sample_ratio_p_min && !health.guardrail_breached;
    if (!is_well || epoch + 1 >= ramp.size())
        return std::nullopt;
    return ramp[epoch + 1];
}

} // namespace parley::lab::design

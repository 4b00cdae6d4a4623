#include "loadtest/scenarios/soak.hpp"

#include "loadtest/measure/process_cost.hpp"

namespace parley::load {

awaitable<SoakResult> live_days(asio::io_context& context, World& world, SoakPlan plan) {
    SoakResult result;
    Progress progress("soak");
    const std::vector<Shop> shops = co_await Town(context, world).open_shops(plan.day.shops);
    for (std::size_t day = 0; day < plan.days; ++day) {
        progress.say("day " + std::to_string(day + 1) + " of " + std::to_string(plan.days) + ", " +
                     std::to_string(result.deals) + " deals, " + std::to_string(result.failed) + " failures");
        plan.day.seed = day + 1;
        const MixedResult lived = co_await live_a_day(context, world, shops, plan.day);
        result.deals += lived.deals;
        result.refused += lived.refused;
        result.failed += lived.failed;
        result.offer_us.merge(lived.offer_us);
        result.private_bytes.push_back(private_bytes(world.node_pid()));
        result.descriptors.push_back(open_descriptors(world.node_pid()));
    }
    co_return result;
}

Report report_of(const SoakResult& result) {
    return {{"days", result.private_bytes.size()},
            {"deals", result.deals},
            {"refused", result.refused},
            {"failed", result.failed},
            {"offer_us", summary_of(result.offer_us)},
            {"private_bytes", result.private_bytes},
            {"descriptors", result.descriptors}};
}

} // namespace parley::load

#include "loadtest/world/cpu_spent.hpp"

#include "loadtest/measure/process_cost.hpp"

namespace parley::load {

CpuMeter::CpuMeter(const World& world) : world_(world), before_(now()) {}

CpuSpent CpuMeter::now() const {
    return {cpu_seconds(world_.node_pid()), family_cpu_seconds(world_.postgres_pid()), cpu_seconds(world_.redis_pid()),
            thread_cpu_seconds()};
}

CpuSpent CpuMeter::spent() const {
    const CpuSpent after = now();
    return {after.parley - before_.parley, after.postgres - before_.postgres, after.redis - before_.redis,
            after.load - before_.load};
}

Report report_of(const CpuSpent& spent) {
    return {{"parley", spent.parley}, {"postgres", spent.postgres}, {"redis", spent.redis}, {"load", spent.load}};
}

} // namespace parley::load

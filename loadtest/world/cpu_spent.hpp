// What the processes of a world, and the load itself, have used of the processors while something ran.
#pragma once

#include "loadtest/measure/report.hpp"
#include "loadtest/world/world.hpp"

namespace parley::load {

struct CpuSpent { // seconds
    double parley = 0, postgres = 0, redis = 0, load = 0;
};

class CpuMeter {
public:
    /// From now on; the load is the calling thread.
    explicit CpuMeter(const World& world);
    CpuSpent spent() const;

private:
    CpuSpent now() const;

    const World& world_;
    CpuSpent before_;
};

Report report_of(const CpuSpent& spent);

} // namespace parley::load

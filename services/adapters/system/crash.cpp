#include "adapters/system/crash.hpp"

#include <unistd.h>

#include <atomic>

namespace parley::system {

namespace {

struct Armed {
    std::string point;
    std::atomic<int> passes_left{0};
};

Armed& armed() {
    static Armed point;
    return point;
}

} // namespace

void arm_crash_point(std::string point, int pass) {
    armed().passes_left = pass;
    armed().point = std::move(point);
}

void crash_point(std::string_view point) {
    if (!armed().point.empty() && armed().point == point && --armed().passes_left == 0)
        ::_exit(137); // The status of a process that was killed with -9.
}

} // namespace parley::system

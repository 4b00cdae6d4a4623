#include "core/place.hpp"

#include "core/matching/sphere.hpp"

namespace parley::core {

namespace {

constexpr std::int32_t coarse_step_e6 = 100'000;

/// The nearest step, a half upwards; micro-degrees are far from the end of 32 bits.
std::int32_t snapped(std::int32_t angle_e6) {
    const std::int32_t shifted = angle_e6 + coarse_step_e6 / 2;
    const std::int32_t beyond = shifted % coarse_step_e6;
    return shifted - beyond - (beyond < 0 ? coarse_step_e6 : 0);
}

} // namespace

std::int64_t distance_m(Point a, Point b) {
    return arc_m(direction_of(a), direction_of(b));
}

Point coarse(Point exact) {
    return {snapped(exact.lat_e6), snapped(exact.lon_e6)};
}

} // namespace parley::core

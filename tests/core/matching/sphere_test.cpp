#include "core/matching/sphere.hpp"

#include "market.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

RC_GTEST_PROP(Sphere, CallsNobodyFarWhoIsNot, ()) {
    const Point a = *testing::any_place(), b = *testing::any_place();
    const std::int64_t metres = distance_m(a, b);
    const Rough from = rough_of(direction_of(a)), to = rough_of(direction_of(b));
    RC_ASSERT(!is_farther(from, to, metres / rough_unit_m + 1));
}

TEST(Sphere, CallsFarWhatIsOneKilometreMore) {
    const Rough from = rough_of(direction_of(testing::leeds)), to = rough_of(direction_of(testing::york));
    const std::int64_t metres = distance_m(testing::leeds, testing::york); // 35 km
    EXPECT_TRUE(is_farther(from, to, (metres - 1'500) / rough_unit_m));
    EXPECT_FALSE(is_farther(from, to, metres / rough_unit_m + 1));
}

// One itself is a coordinate on the three axes.
TEST(Sphere, HasRoomForTheAxes) {
    for (const Point axis : {Point{0, 0}, Point{0, 90'000'000}, Point{90'000'000, 0}, Point{-90'000'000, 0}}) {
        const Rough there = rough_of(direction_of(axis));
        EXPECT_FALSE(is_farther(there, there, 0));
        EXPECT_TRUE(is_farther(there, rough_of(direction_of(testing::leeds)), 100));
    }
}

} // namespace
} // namespace parley::core

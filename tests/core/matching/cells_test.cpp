#include "core/matching/cells.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

constexpr std::size_t plenty = 1'000'000;

bool holds(const std::vector<Cell>& cells, Cell cell) {
    return std::ranges::find(cells, cell) != cells.end();
}

TEST(Cells, CloseAtTheDateLine) {
    EXPECT_EQ(cell_of({0, 180'000'000}), cell_of({0, -180'000'000}));
    EXPECT_NE(cell_of({0, 179'999'999}), cell_of({0, -180'000'000}));
    EXPECT_EQ(cell_of({0, 199'999}), cell_of({199'999, 0}));
    EXPECT_NE(cell_of({0, -1}), cell_of({0, 0}));
    const auto cells = cells_within({0, 179'990'000}, 5'000, plenty);
    ASSERT_TRUE(cells);
    EXPECT_TRUE(holds(*cells, cell_of({0, -179'990'000})));
}

TEST(Cells, AreFewAroundAShop) {
    const auto cells = cells_within({53'800'000, -1'549'000}, 40'000, 600);
    ASSERT_TRUE(cells);
    EXPECT_LE(cells->size(), 50U);
    EXPECT_FALSE(cells_within({53'800'000, -1'549'000}, 40'000, 10));
}

TEST(Cells, GiveUpAtThePolesAndOverOceans) {
    EXPECT_FALSE(cells_within({90'000'000, 0}, 1'000, plenty));
    EXPECT_FALSE(cells_within({-89'000'000, 0}, 100'000, plenty));
    EXPECT_TRUE(cells_within({-89'000'000, 0}, 10'000, plenty));
    EXPECT_FALSE(cells_within({0, 0}, 6'000'000, plenty));
}

/// Points at random within twice the radius, so that about a quarter of them lies inside and many near the edge.
RC_GTEST_PROP(Cells, HoldEveryPointWithinTheRadius, ()) {
    const Point centre{
        *rc::gen::oneOf(rc::gen::inRange(-89'400'000, 89'400'001), rc::gen::inRange(49'000'000, 60'000'000)),
        *rc::gen::oneOf(rc::gen::inRange(-180'000'000, 180'000'001), rc::gen::element(-180'000'000, 179'999'999, 0))};
    const std::int64_t radius = *rc::gen::inRange<std::int64_t>(0, 400'000);
    const auto cells = cells_within(centre, radius, plenty);
    if (!cells) {
        RC_ASSERT(std::abs(centre.lat_e6) + radius * 10 > 88'000'000); // Only because of a pole.
        return;
    }
    auto sorted = *cells;
    std::ranges::sort(sorted);
    RC_ASSERT(std::ranges::adjacent_find(sorted) == sorted.end());
    const auto step = static_cast<std::int32_t>(radius * 9 * 2) + 1; // micro-degrees of latitude
    const std::int64_t metres_per_degree =
        std::max<std::int64_t>(distance_m({centre.lat_e6, 0}, {centre.lat_e6, 1'000'000}), 1);
    const std::int64_t lon_step = std::min<std::int64_t>(radius * 2 * 1'000'000 / metres_per_degree + 1, 180'000'000);
    for (int i = 0; i < 50; ++i) {
        const std::int64_t lat = std::int64_t{centre.lat_e6} + *rc::gen::resize(100, rc::gen::inRange(-step, step + 1));
        std::int64_t lon = centre.lon_e6 + *rc::gen::resize(100, rc::gen::inRange(-lon_step, lon_step + 1));
        if (lon > 180'000'000)
            lon -= 360'000'000;
        if (lon < -180'000'000)
            lon += 360'000'000;
        const Point point{static_cast<std::int32_t>(std::clamp<std::int64_t>(lat, -90'000'000, 90'000'000)),
                          static_cast<std::int32_t>(lon)};
        if (distance_m(centre, point) <= radius)
            RC_ASSERT(std::ranges::binary_search(sorted, cell_of(point)));
    }
}

} // namespace
} // namespace parley::core

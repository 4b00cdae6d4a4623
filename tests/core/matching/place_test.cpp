#include "core/place.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

constexpr Point leeds{53'799'700, -1'549'200};
constexpr Point york{53'957'600, -1'082'700};
constexpr Point london{51'507'400, -127'800};
constexpr Point edinburgh{55'953'300, -3'188'300};

/// The great circle by the haversine formula, in floating point: the tests may, core may not.
long double haversine_m(Point a, Point b) {
    const auto radians = [](std::int64_t e6) {
        return static_cast<long double>(e6) * std::numbers::pi_v<long double> / 180e6L;
    };
    const auto lat = std::sin(radians(std::int64_t{a.lat_e6} - b.lat_e6) / 2);
    const auto lon = std::sin(radians(std::int64_t{a.lon_e6} - b.lon_e6) / 2);
    const auto h = lat * lat + std::cos(radians(a.lat_e6)) * std::cos(radians(b.lat_e6)) * lon * lon;
    return 2 * 6'371'009.0L * std::asin(std::sqrt(std::min(h, 1.0L)));
}

rc::Gen<Point> any_point() {
    return rc::gen::construct<Point>(rc::gen::inRange(-90'000'000, 90'000'001),
                                     rc::gen::inRange(-180'000'000, 180'000'001));
}

void expect_near(std::int64_t metres, std::int64_t expected) {
    EXPECT_LE(std::abs(metres - expected) * 200, expected)
        << metres << " m is not within 0.5 % of " << expected << " m";
}

TEST(Distance, KnowsBritishCities) {
    expect_near(distance_m(leeds, york), 35'273);
    expect_near(distance_m(london, edinburgh), 534'000);
}

TEST(Distance, KnowsFarCities) {
    expect_near(distance_m(london, {40'712'800, -74'006'000}), 5'570'000);                       // New York
    expect_near(distance_m(london, {-33'868'800, 151'209'300}), 16'994'000);                     // Sydney
    expect_near(distance_m({-18'141'600, 178'441'900}, {-13'833'300, -171'766'700}), 1'151'000); // Suva to Apia
}

TEST(Distance, CrossesTheDateLineAndThePoles) {
    EXPECT_EQ(distance_m({0, 180'000'000}, {0, -180'000'000}), 0);
    EXPECT_EQ(distance_m({90'000'000, 0}, {90'000'000, 123'000'000}), 0);
    EXPECT_EQ(distance_m({0, 179'990'000}, {0, -179'990'000}), distance_m({0, -10'000}, {0, 10'000}));
    expect_near(distance_m({89'000'000, 0}, {89'000'000, 180'000'000}), 222'390);
    expect_near(distance_m({90'000'000, 0}, {-90'000'000, 0}), 20'015'115);
    expect_near(distance_m({10'000'000, 20'000'000}, {-10'000'000, -160'000'000}), 20'015'115);
}

TEST(Distance, TellsNeighboursApart) {
    EXPECT_EQ(distance_m(leeds, leeds), 0);
    EXPECT_EQ(distance_m({53'000'000, 0}, {53'000'009, 0}), 1);
    EXPECT_EQ(distance_m({53'000'000, 0}, {53'000'090, 0}), 10);
}

RC_GTEST_PROP(Distance, IsTheGreatCircle, ()) {
    const Point a = *any_point(), b = *any_point();
    const long double exact = haversine_m(a, b);
    // The chord says little about the arc only within 100 km of the other side of the earth.
    const long double allowed = exact > 19'900'000 ? 300.0L : 0.6L + exact * 4e-7L;
    RC_ASSERT(std::abs(static_cast<long double>(distance_m(a, b)) - exact) <= allowed);
}

RC_GTEST_PROP(Distance, IsRoundedToTheMetreForNeighbours, ()) {
    const Point a = *any_point();
    Point b{a.lat_e6 + *rc::gen::inRange(-2'000'000, 2'000'001), a.lon_e6 + *rc::gen::inRange(-2'000'000, 2'000'001)};
    b.lat_e6 = std::clamp(b.lat_e6, -90'000'000, 90'000'000);
    RC_ASSERT(std::abs(static_cast<long double>(distance_m(a, b)) - haversine_m(a, b)) <= 0.6L);
}

RC_GTEST_PROP(Distance, IsSymmetricAndPeriodic, ()) {
    const Point a = *any_point(), b = *any_point();
    RC_ASSERT(distance_m(a, b) == distance_m(b, a));
    RC_ASSERT(distance_m(a, a) == 0);
    const Point turned{b.lat_e6, b.lon_e6 > 0 ? b.lon_e6 - 360'000'000 : b.lon_e6 + 360'000'000};
    RC_ASSERT(distance_m(a, turned) == distance_m(a, b));
}

TEST(CoarsePlace, IsTheNearestTenthOfADegree) {
    EXPECT_EQ(coarse(leeds), (Point{53'800'000, -1'500'000}));
    EXPECT_EQ(coarse(london), (Point{51'500'000, -100'000}));
    EXPECT_EQ(coarse({0, 0}), (Point{0, 0}));
    EXPECT_EQ(coarse({-49'999, 49'999}), (Point{0, 0}));
    EXPECT_EQ(coarse({-50'001, 50'000}), (Point{-100'000, 100'000}));
    EXPECT_EQ(coarse({90'000'000, -180'000'000}), (Point{90'000'000, -180'000'000}));
}

RC_GTEST_PROP(CoarsePlace, StaysNearAndSaysNothingMore, ()) {
    const Point exact = *any_point();
    const Point shown = coarse(exact);
    RC_ASSERT(shown.lat_e6 % 100'000 == 0 && shown.lon_e6 % 100'000 == 0);
    RC_ASSERT(std::abs(shown.lat_e6 - exact.lat_e6) <= 50'000 && std::abs(shown.lon_e6 - exact.lon_e6) <= 50'000);
    RC_ASSERT(std::abs(shown.lat_e6) <= 90'000'000 && std::abs(shown.lon_e6) <= 180'000'000);
    RC_ASSERT(coarse(shown) == shown);
}

} // namespace
} // namespace parley::core

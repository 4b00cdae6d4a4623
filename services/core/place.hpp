// A point on the earth in whole micro-degrees, and how far two of them lie apart, in integers alone.
#pragma once

#include <cstdint>

namespace parley::core {

/// Latitude in [-90e6, 90e6] and longitude in [-180e6, 180e6], millionths of a degree, WGS 84.
struct Point {
    std::int32_t lat_e6 = 0;
    std::int32_t lon_e6 = 0;
    friend bool operator==(const Point&, const Point&) = default;
};

/// Metres between two points; within 0.5 % of the great circle up to 300 km, never less wrong than the grid needs.
std::int64_t distance_m(Point a, Point b);

/// The same point to a tenth of a degree (about 7 km x 11 km in Britain): what an event may say in public (DESIGN 3.3).
Point coarse(Point exact);

} // namespace parley::core

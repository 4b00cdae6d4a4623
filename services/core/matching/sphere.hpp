// A point as a direction from the middle of the earth, for whoever measures many distances from few points: the sines
// and cosines are taken once a point, and what is left for a pair is a square root. core/place.hpp is the plain way.
#pragma once

#include "core/place.hpp"

namespace parley::core {

/// A vector of length one, 30 bits after the point; its last bit is 6 mm on the surface.
struct Direction {
    std::int32_t x = 0, y = 0, z = 0;
    friend bool operator==(const Direction&, const Direction&) = default;
};

Direction direction_of(Point point);

/// The same metres as distance_m of the two points.
std::int64_t arc_m(Direction a, Direction b);

} // namespace parley::core

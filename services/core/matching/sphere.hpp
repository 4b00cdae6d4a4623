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

/// A direction in six bytes, for passing over what is far: 15 bits after the point.
struct Rough {
    std::int16_t x = 0, y = 0, z = 0;
};
/// What the last bit of a Rough is on the surface, rounded down.
inline constexpr std::int64_t rough_unit_m = 194;

Rough rough_of(Direction direction);

/// Whether the points are more than so many rough units apart for sure; when not, arc_m knows. Each coordinate of what
/// lies between them is at most one unit off, which is less than two in space, and no arc is shorter than its chord.
inline bool is_farther(Rough a, Rough b, std::int64_t units) {
    const std::int64_t x = a.x - b.x, y = a.y - b.y, z = a.z - b.z;
    return x * x + y * y + z * z > (units + 3) * (units + 3);
}

} // namespace parley::core

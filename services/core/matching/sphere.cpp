#include "core/matching/sphere.hpp"

#include <algorithm>
#include <bit>
#include <initializer_list>
#include <limits>

namespace parley::core {

namespace {

// Fixed point with 30 bits after the point: on the earth's surface its last bit is 6 mm.
constexpr int fraction_bits = 30;
constexpr std::int64_t one = std::int64_t{1} << fraction_bits;
constexpr std::int64_t mean_earth_radius_m = 6'371'009; // IUGG
constexpr std::int64_t quarter_turn_e6 = 90'000'000;

std::int64_t times(std::int64_t a, std::int64_t b) {
    return (a * b) >> fraction_bits;
}

std::int64_t square(std::int64_t a) {
    return a * a;
}

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

/// The largest integer whose square is not above `area` (Newton, from above).
std::int64_t square_root(std::int64_t area) {
    if (area <= 0)
        return 0;
    std::int64_t root = std::int64_t{1} << (std::bit_width(static_cast<std::uint64_t>(area)) + 1) / 2;
    for (;;) {
        const std::int64_t next = (root + area / root) / 2;
        if (next >= root)
            return root;
        root = next;
    }
}

struct SineCosine {
    std::int64_t sine, cosine;
};

/// Taylor series on [-45, 45] degrees after taking off whole quarter turns; wrong by a few units in the last place.
SineCosine sine_cosine(std::int64_t angle_e6) {
    const std::int64_t quarter = floor_divide(angle_e6 + quarter_turn_e6 / 2, quarter_turn_e6);
    constexpr std::int64_t radians_per_e6 = 314'410'567; // pi / 180e6, 54 bits after the point
    const std::int64_t x = (angle_e6 - quarter * quarter_turn_e6) * radians_per_e6 >> 24;
    const std::int64_t x2 = times(x, x);
    std::int64_t sine = one, cosine = one;
    for (const std::int64_t divisor : {110, 72, 42, 20, 6})
        sine = one - times(x2, sine) / divisor;
    for (const std::int64_t divisor : {90, 56, 30, 12, 2})
        cosine = one - times(x2, cosine) / divisor;
    sine = times(x, sine);
    switch (quarter & 3) {
    case 0:
        return {sine, cosine};
    case 1:
        return {cosine, -sine};
    case 2:
        return {-sine, -cosine};
    default:
        return {-cosine, sine};
    }
}

} // namespace

Direction direction_of(Point point) {
    const SineCosine lat = sine_cosine(point.lat_e6);
    const SineCosine lon = sine_cosine(point.lon_e6);
    return {static_cast<std::int32_t>(times(lat.cosine, lon.cosine)),
            static_cast<std::int32_t>(times(lat.cosine, lon.sine)), static_cast<std::int32_t>(lat.sine)};
}

// The straight line through the earth between the points, turned into the arc above it. Unlike the cosine formula this
// loses nothing between neighbours, and unlike a flat map it needs no care at the poles or the date line.
std::int64_t arc_m(Direction a, Direction b) {
    const std::int64_t chord_squared =
        square(std::int64_t{a.x} - b.x) + square(std::int64_t{a.y} - b.y) + square(std::int64_t{a.z} - b.z);
    std::int64_t chord = square_root(chord_squared);
    // The chord of half the arc, until the arc is short (800 km) and the series below is exact to a millionth.
    int halvings = 0;
    for (; chord > one / 8; ++halvings) {
        const std::int64_t half_squared = 2 * one - square_root(4 * one * one - chord * chord);
        chord = square_root(half_squared << fraction_bits);
    }
    const std::int64_t c2 = times(chord, chord);
    const std::int64_t arc = chord + times(chord, c2 / 24 + 3 * times(c2, c2) / 640);
    return ((arc << halvings) * mean_earth_radius_m + one / 2) >> fraction_bits;
}

Rough rough_of(Direction direction) {
    const auto cut = [](std::int32_t coordinate) { // one itself has no place in the bits
        return static_cast<std::int16_t>(std::min(coordinate >> 15, std::numeric_limits<std::int16_t>::max() + 0));
    };
    return {cut(direction.x), cut(direction.y), cut(direction.z)};
}

} // namespace parley::core

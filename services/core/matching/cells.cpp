#include "core/matching/cells.hpp"

#include <algorithm>
#include <cstdlib>

namespace parley::core {

namespace {

constexpr std::int64_t cell_e6 = 200'000;
constexpr std::int64_t columns = 360'000'000 / cell_e6;
constexpr std::int64_t last_row = 180'000'000 / cell_e6; // The pole itself is a row of its own.
constexpr std::int64_t polar_lat_e6 = 89'500'000;
constexpr std::int64_t widest_radius_m = 5'000'000;
constexpr std::int64_t metres_per_degree = 111'195; // of latitude, rounded down
constexpr std::int64_t rounding_m = 100;            // more than distance_m can be off at the widest radius

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t row_of(std::int64_t lat_e6) {
    return std::clamp(floor_divide(lat_e6 + 90'000'000, cell_e6), std::int64_t{0}, last_row);
}
std::int64_t column_of(std::int64_t lon_e6) {
    return floor_divide(lon_e6 + 180'000'000, cell_e6);
}

Cell cell_at(std::int64_t row, std::int64_t column) {
    return static_cast<Cell>(row * columns + (column - columns * floor_divide(column, columns)));
}

} // namespace

Cell cell_of(Point point) {
    return cell_at(row_of(point.lat_e6), column_of(point.lon_e6));
}

std::optional<std::vector<Cell>> cells_within(Point centre, std::int64_t radius_m, std::size_t at_most) {
    if (radius_m > widest_radius_m)
        return std::nullopt;
    const std::int64_t metres = std::max(radius_m, std::int64_t{0}) + rounding_m;
    const std::int64_t half_height = metres * 1'000'000 / metres_per_degree + 1;
    const std::int64_t polewards = std::abs(std::int64_t{centre.lat_e6}) + half_height;
    if (polewards > polar_lat_e6)
        return std::nullopt;
    // Within the radius a degree of longitude is nowhere shorter than at the latitude nearest a pole; and measured
    // along the great circle, as here, it is a little shorter still. Both make the cover wider than it need be, never
    // narrower.
    const auto lat = static_cast<std::int32_t>(polewards);
    const std::int64_t half_width = metres * 1'000'000 / (distance_m({lat, 0}, {lat, 1'000'000}) - 1) + 1;
    const std::int64_t west = column_of(centre.lon_e6 - half_width), east = column_of(centre.lon_e6 + half_width);
    const std::int64_t south = row_of(centre.lat_e6 - half_height), north = row_of(centre.lat_e6 + half_height);
    const std::int64_t width = east - west + 1, height = north - south + 1;
    if (width >= columns || static_cast<std::size_t>(width * height) > at_most)
        return std::nullopt;
    std::vector<Cell> cells;
    cells.reserve(static_cast<std::size_t>(width * height));
    for (std::int64_t row = south; row <= north; ++row)
        for (std::int64_t column = west; column <= east; ++column)
            cells.push_back(cell_at(row, column));
    return cells;
}

} // namespace parley::core

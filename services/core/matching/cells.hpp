// The grid under the index: cells of 0.2 degrees, 900 rows from the south pole, 1800 columns that close at the date
// line. It promises a cover, never a fit: every point within a distance lies in one of the cells, distances are checked
// after.
#pragma once

#include "core/place.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace parley::core {

using Cell = std::uint32_t;

Cell cell_of(Point point);

/// Cells, each once, that hold every point that distance_m puts within `radius_m` of `centre`. Nothing if that takes
/// more than `at_most` cells or comes near a pole, where columns mean nothing: look everywhere instead.
std::optional<std::vector<Cell>> cells_within(Point centre, std::int64_t radius_m, std::size_t at_most);

} // namespace parley::core

// Numbers of metrics as people read them, in one scale wherever they stand: shares in per cent and their differences in
// points, complaints to a hundred choices, all else in the unit of its metric.
#pragma once

#include <string>
#include <string_view>

namespace parley::lab::analyse {

/// "12", "0.03"; at most `digits` behind the point, and none that are 0.
std::string rounded(double value, int digits);

struct Amount {
    std::string number; // "-5.7"
    std::string unit;   // "points", "s", "offers"
};
/// A difference of a metric that has this unit in the codebook.
Amount difference_of(double value, std::string_view unit);

} // namespace parley::lab::analyse

// What a row says of a person beside its sector, from as it is to not at all: the week, the budget band and the region.
// One level is used for all rows of a release (full-domain generalisation), so that the classes are of one grain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::lab::release {

/// What stands where nothing is told.
inline constexpr std::string_view anything = "*";

/// Levels of a week: itself, its month, its quarter, anything.
inline constexpr int week_level_max = 3;
bool is_iso_week(std::string_view text);
/// "2026-W10" at a level: "2026-W10", "2026-03", "2026-Q1" or "*". A week belongs to the month of its Thursday, as ISO
/// 8601 gives it a year.
std::string week_at(std::string_view week, int level);

/// A budget from `low` to below `high`, "100-250"; without an end, "1000+".
struct Band {
    std::int64_t low = 0;
    std::optional<std::int64_t> high;
    friend auto operator<=>(const Band&, const Band&) = default;
};
std::optional<Band> band_from(std::string_view text);
std::string to_text(const Band& band);
/// Whether some budget is in both.
bool do_overlap(const Band& a, const Band& b);

/// The bands of a release. At each level two neighbours of the level below are one; at the last there is one band.
class Bands {
public:
    /// Sorted, each once, none overlapping another.
    explicit Bands(std::vector<Band> bands) : bands_(std::move(bands)) {}
    int level_max() const;
    std::string at(const Band& band, int level) const;

private:
    std::vector<Band> bands_;
};

/// Levels of a region: itself, anything.
inline constexpr int region_level_max = 1;

} // namespace parley::lab::release

// Which cells of a table by sector and region may be published (sector-experiments 6). A cell of few people, or of one
// business that has nearly all, is a gap; further cells become gaps so that the totals do not give the first away.
#pragma once

#include "lab/release/fault.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace parley::lab::release {

inline constexpr std::int64_t consumers_min = 10; // distinct ones
inline constexpr std::int64_t retailers_min = 3;  // distinct ones
inline constexpr std::int64_t p_percent = 15;

struct Cell {
    std::string sector;
    std::string region;
    std::int64_t consumers = 0;
    std::int64_t retailers = 0;
    std::int64_t share1_ppm = 0; // of the awarded value, what the largest retailer has
    std::int64_t share2_ppm = 0; // and the second
};

/// What is wrong with a table, at /<index> or a member of it: each pair of a sector and a region comes once, counts are
/// not negative, and shares are what that many retailers can have.
std::optional<ReleaseFault> fault_in(const std::vector<Cell>& cells);

enum class Fate { publish, zero, primary, complementary };

struct Verdict {
    Fate fate = Fate::publish;
    std::vector<std::string> reasons; // of a primary gap: the rules that the cell breaks
    bool is_gap() const { return fate == Fate::primary || fate == Fate::complementary; }
    friend bool operator==(const Verdict&, const Verdict&) = default;
};
/// "publish", "zero", "complementary", or "primary:" and the reasons with ; between them.
std::string to_text(const Verdict& verdict);

/// A verdict for each cell of a table without fault; it depends on the cells and not on their order. All totals are
/// taken to be public, except those over a single cell, which are that cell.
///
/// First each row, then each column, with exactly one gap loses the smallest cell that it still has, until there is no
/// such line. Then a primary gap that the sums of several lines give away together loses them a cell in the same way.
/// A cell where nobody was is taken last. What bounds on a gap the totals leave is not looked at.
std::vector<Verdict> verdicts_of(const std::vector<Cell>& cells);

} // namespace parley::lab::release

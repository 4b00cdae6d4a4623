// Rows about single requests, made so coarse that each is one of those of k people (sector-experiments 6). Whatever is
// no member of PublicRow never leaves: no consumer, no number, no free text.
#pragma once

#include "lab/release/fault.hpp"
#include "lab/release/masks.hpp"

#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace parley::lab::release {

inline constexpr std::int64_t k_min = 5;               // distinct consumers of a class
inline constexpr std::int64_t dropped_percent_max = 5; // of the rows

struct Price {
    core::Minor price = 0;
    core::Minor median = 0; // of its sector or category, before the experiment
};

struct Row {
    std::int64_t number = 0; // by which the lab knows it
    std::string sector;
    std::string region;
    std::string week; // "2026-W10"
    std::string band; // "100-250" or "1000+"
    std::string consumer;
    std::string retailer; // "" for none
    std::optional<core::Instant> at;
    std::optional<Price> price;
};

/// What is wrong with rows, at /<index>/<member>: a week that is none, a band that is none or overlaps another, a
/// number that comes twice, a price or median that is no price.
std::optional<ReleaseFault> fault_in(const std::vector<Row>& rows);

/// 0 is as it is.
struct Levels {
    int week = 0;
    int band = 0;
    int region = 0;
    friend bool operator==(const Levels&, const Levels&) = default;
};

/// How many rows were of a class of fewer than k people at these levels.
struct Step {
    Levels levels;
    std::int64_t violating_rows = 0;
};

struct PublicRow {
    std::string sector;
    std::string region;
    std::string period;
    std::string band;
    std::optional<std::int64_t> hour_of_week;
    std::optional<std::int64_t> price_percent; // of the median
    std::string retailer;                      // a pseudonym, or ""
    friend auto operator<=>(const PublicRow&, const PublicRow&) = default;
};

struct RowRelease {
    std::vector<Step> trace;                     // the last step is what the rows have
    std::vector<std::int64_t> dropped;           // the numbers of rows that are left out, ascending
    std::optional<std::int64_t> min_class_after; // the fewest people of a class; nothing without a class
    bool is_withheld = false;                    // too many would have to be left out, and there are no rows
    std::vector<PublicRow> rows;                 // sorted, so that their order tells nothing
};

/// Rows without fault, and k >= k_min. While more rows than may be dropped are of too small a class, the one of week,
/// band and region that has the most distinct values is told one level more coarsely, the first of these where they
/// have the same; then what is still in too small a class is dropped (Datafly, Sweeney 1998). What has one value is not
/// made coarser, for that would help nobody.
RowRelease release_rows(const std::vector<Row>& rows, std::int64_t k, const ReleaseKey& key);

} // namespace parley::lab::release

// When a shop is open: ranges of minutes per weekday on the clock at its wall, summer time computed from the rule and
// not from a zone database. It answers whether a shop is open, when it is next, and when enough of several are (DESIGN
// 3: a round opens when bidders can hear of it). Holidays are left to the shop's pause.
#pragma once

#include "core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace parley::core {

/// europe: from the last Sunday of March to the last Sunday of October, both at 01:00 UTC (Directive 2000/84/EC; the
/// United Kingdom does the same). us: from the second Sunday of March to the first Sunday of November, at 02:00 by the
/// wall (15 U.S.C. 260a). In summer the clock is one hour ahead.
enum class DaylightRule { none, europe, us };

std::span<const std::string_view> names_of(DaylightRule);

struct Zone {
    std::int32_t standard_offset_min = 0; // minutes east of UTC in winter, -14 h to 14 h
    DaylightRule daylight = DaylightRule::none;
    friend bool operator==(const Zone&, const Zone&) = default;
};

/// Minutes that the clock at the wall is ahead of UTC at that instant.
std::int32_t offset_min(const Zone& zone, Instant at);

/// [from, to) in minutes since midnight by the wall, 0 <= from < to <= 1440; a night past midnight is two ranges.
struct MinuteRange {
    std::int32_t from = 0;
    std::int32_t to = 0;
    friend bool operator==(const MinuteRange&, const MinuteRange&) = default;
};

/// Ranges per weekday, Monday first, in any order; they may touch or overlap. No range at all means always open.
struct OpeningHours {
    Zone zone;
    std::array<std::vector<MinuteRange>, 7> week;
    bool always() const;
    friend bool operator==(const OpeningHours&, const OpeningHours&) = default;
};

/// Do all ranges and the zone keep to the bounds named above?
bool well_formed(const OpeningHours& hours);
/// Whether the times of each day follow one another without overlapping: what people are asked for.
bool in_order(const OpeningHours& hours);

bool is_open(const OpeningHours& hours, Instant at);

/// The stretches of [from, until] in which the shop is open, in order, none touching the next. The last one ends just
/// after `until`, that instant included, if the shop is open then.
std::vector<Span> open_spans(const OpeningHours& hours, Instant from, Instant until);

/// The first instant of [from, from + horizon] at which the shop is open; nothing if there is none.
std::optional<Instant> next_open(const OpeningHours& hours, Instant from, Micros horizon);

inline constexpr Micros round_opening_horizon = seconds(18 * 3'600); // DESIGN 3

struct Reachable {
    Instant at;
    std::size_t shops = 0; // how many are open at that instant
    friend bool operator==(const Reachable&, const Reachable&) = default;
};

/// The branches of one shop by their hours: it is reachable while any of them is open.
using BranchHours = std::vector<const OpeningHours*>;

bool is_open(const BranchHours& branches, Instant at);
std::vector<Span> open_spans(const BranchHours& branches, Instant from, Instant until);

/// The first instant of [from, from + horizon] at which at least `min_reachable` of the shops are open; nothing if that
/// many never are, be it that fewer match at all. What to do then is the caller's to say.
std::optional<Reachable> first_reachable_instant(std::span<const BranchHours> shops, std::size_t min_reachable,
                                                 Instant from, Micros horizon = round_opening_horizon);

} // namespace parley::core

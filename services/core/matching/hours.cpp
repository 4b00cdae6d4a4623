#include "core/matching/hours.hpp"

#include <algorithm>

namespace parley::core {

namespace {

constexpr std::int64_t minutes_per_day = 1'440;
constexpr std::int32_t summer_min = 60;
constexpr Micros micros_per_min = 60 * micros_per_s;
constexpr std::int32_t widest_offset_min = 14 * 60;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b < 0 ? 1 : 0);
}

std::int64_t minute_of(Instant at) {
    return floor_divide(at.us, micros_per_min);
}
Instant instant_of(std::int64_t utc_minute) {
    return {utc_minute * micros_per_min};
}

/// 0 is Monday; 1970-01-01 was a Thursday.
std::size_t weekday(std::int64_t day) {
    return static_cast<std::size_t>(day + 3 - 7 * floor_divide(day + 3, 7));
}

std::int64_t sunday_on_or_after(std::int64_t day) {
    return day + 6 - static_cast<std::int64_t>(weekday(day));
}
std::int64_t sunday_on_or_before(std::int64_t day) {
    return day - static_cast<std::int64_t>((weekday(day) + 1) % 7);
}

/// Summer time of a year, [begin, end) in minutes UTC; empty without it.
struct Summer {
    std::int64_t begin = 0;
    std::int64_t end = 0;
};

Summer summer_of(const Zone& zone, int year) {
    switch (zone.daylight) {
    case DaylightRule::none:
        return {};
    case DaylightRule::europe:
        return {sunday_on_or_before(days_from_civil(year, 3, 31)) * minutes_per_day + 60,
                sunday_on_or_before(days_from_civil(year, 10, 31)) * minutes_per_day + 60};
    case DaylightRule::us:
        return {(sunday_on_or_after(days_from_civil(year, 3, 1)) + 7) * minutes_per_day + 120 -
                    zone.standard_offset_min,
                sunday_on_or_after(days_from_civil(year, 11, 1)) * minutes_per_day + 120 - summer_min -
                    zone.standard_offset_min};
    }
    return {};
}

int year_of(std::int64_t utc_minute) {
    return civil_from_days(floor_divide(utc_minute, minutes_per_day)).year;
}

// Summer time begins and ends far from New Year in both rules, so the year in UTC will do.
std::int32_t offset_at(const Zone& zone, std::int64_t utc_minute) {
    if (zone.daylight == DaylightRule::none)
        return zone.standard_offset_min;
    const Summer summer = summer_of(zone, year_of(utc_minute));
    const bool is_summer = utc_minute >= summer.begin && utc_minute < summer.end;
    return zone.standard_offset_min + (is_summer ? summer_min : 0);
}

bool open_at(const OpeningHours& hours, std::int64_t utc_minute) {
    const std::int64_t local = utc_minute + offset_at(hours.zone, utc_minute);
    const std::int64_t day = floor_divide(local, minutes_per_day);
    const std::int64_t minute = local - day * minutes_per_day;
    return std::ranges::any_of(hours.week[weekday(day)],
                               [&](const MinuteRange& range) { return range.from <= minute && minute < range.to; });
}

/// Every minute in (first, last] at which the shop may open or close: an end of a range under either offset, or the
/// clock being put forward or back.
std::vector<std::int64_t> turns(const OpeningHours& hours, std::int64_t first, std::int64_t last) {
    std::vector<std::int64_t> minutes;
    const auto add = [&](std::int64_t minute) {
        if (minute > first && minute <= last)
            minutes.push_back(minute);
    };
    const bool has_summer = hours.zone.daylight != DaylightRule::none;
    const std::int64_t standard = hours.zone.standard_offset_min;
    for (std::int64_t day = floor_divide(first + standard, minutes_per_day) - 1;
         day <= floor_divide(last + standard, minutes_per_day) + 1; ++day) {
        for (const MinuteRange& range : hours.week[weekday(day)]) {
            for (const std::int32_t end : {range.from, range.to}) {
                const std::int64_t in_winter = day * minutes_per_day + end - standard;
                add(in_winter);
                if (has_summer)
                    add(in_winter - summer_min);
            }
        }
    }
    if (has_summer) {
        for (int year = year_of(first); year <= year_of(last); ++year) {
            const Summer summer = summer_of(hours.zone, year);
            add(summer.begin);
            add(summer.end);
        }
    }
    std::ranges::sort(minutes);
    const auto repeated = std::ranges::unique(minutes);
    minutes.erase(repeated.begin(), repeated.end());
    return minutes;
}

} // namespace

std::span<const std::string_view> names_of(DaylightRule) {
    static constexpr std::string_view names[] = {"none", "europe", "us"};
    return names;
}

std::int32_t offset_min(const Zone& zone, Instant at) {
    return offset_at(zone, minute_of(at));
}

bool OpeningHours::always() const {
    return std::ranges::all_of(week, [](const auto& ranges) { return ranges.empty(); });
}

bool well_formed(const OpeningHours& hours) {
    const std::int32_t offset = hours.zone.standard_offset_min;
    return offset >= -widest_offset_min && offset <= widest_offset_min &&
           std::ranges::all_of(hours.week, [](const auto& ranges) {
               return std::ranges::all_of(ranges, [](const MinuteRange& range) {
                   return range.from >= 0 && range.from < range.to && range.to <= minutes_per_day;
               });
           });
}

bool in_order(const OpeningHours& hours) {
    return std::ranges::all_of(hours.week, [](const auto& ranges) {
        return std::ranges::is_sorted(
            ranges, [](const MinuteRange& one, const MinuteRange& other) { return one.from < other.to; });
    });
}

bool is_open(const OpeningHours& hours, Instant at) {
    return hours.always() || open_at(hours, minute_of(at));
}

std::vector<Span> open_spans(const OpeningHours& hours, Instant from, Instant until) {
    if (until < from)
        return {};
    const Instant after = until + 1;
    if (hours.always())
        return {{from, after}};
    const std::int64_t first = minute_of(from);
    std::vector<Span> spans;
    std::optional<Instant> opened;
    if (open_at(hours, first))
        opened = from;
    for (const std::int64_t minute : turns(hours, first, minute_of(until))) {
        const bool open = open_at(hours, minute);
        if (open && !opened)
            opened = instant_of(minute);
        if (!open && opened) {
            spans.push_back({*opened, instant_of(minute)});
            opened.reset();
        }
    }
    if (opened)
        spans.push_back({*opened, after});
    return spans;
}

std::vector<Span> open_spans(const BranchHours& branches, Instant from, Instant until) {
    if (branches.size() == 1)
        return open_spans(*branches.front(), from, until);
    std::vector<Span> all, joined;
    for (const OpeningHours* hours : branches)
        for (const Span& span : open_spans(*hours, from, until))
            all.push_back(span);
    std::ranges::sort(all, {}, &Span::from);
    for (const Span& span : all) {
        if (!joined.empty() && span.from <= joined.back().to)
            joined.back().to = std::max(joined.back().to, span.to);
        else
            joined.push_back(span);
    }
    return joined;
}

std::optional<Instant> next_open(const OpeningHours& hours, Instant from, Micros horizon) {
    if (horizon >= 0 && is_open(hours, from))
        return from;
    const auto spans = open_spans(hours, from, from + horizon);
    if (spans.empty())
        return std::nullopt;
    return spans.front().from;
}

bool is_open(const BranchHours& branches, Instant at) {
    return std::ranges::any_of(branches, [at](const OpeningHours* hours) { return is_open(*hours, at); });
}

std::optional<Reachable> first_reachable_instant(std::span<const BranchHours> shops, std::size_t min_reachable,
                                                 Instant from, Micros horizon) {
    if (horizon < 0)
        return std::nullopt;
    std::vector<Instant> openings, closings;
    for (const BranchHours& branches : shops) {
        for (const Span& span : open_spans(branches, from, from + horizon)) {
            openings.push_back(span.from);
            closings.push_back(span.to);
        }
    }
    std::ranges::sort(openings);
    std::ranges::sort(closings);
    const auto open_at_instant = [&](Instant at) {
        const auto opened = std::ranges::upper_bound(openings, at) - openings.begin();
        const auto closed = std::ranges::upper_bound(closings, at) - closings.begin();
        return static_cast<std::size_t>(opened - closed);
    };
    // The number of open shops grows at openings only, so the first instant with enough is the start or one of them.
    if (const std::size_t now = open_at_instant(from); now >= min_reachable)
        return Reachable{from, now};
    for (const Instant at : openings)
        if (const std::size_t count = open_at_instant(at); count >= min_reachable)
            return Reachable{at, count};
    return std::nullopt;
}

} // namespace parley::core

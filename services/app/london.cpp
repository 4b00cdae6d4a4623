#include "app/london.hpp"

namespace parley::app {

namespace {

constexpr core::Micros day_length = core::seconds(86'400);
constexpr core::Micros hour = core::seconds(3'600);
constexpr core::Micros minute = core::seconds(60);

} // namespace

// The clock is changed at 01:00 UTC, so what it says an hour before midnight UTC, it says at midnight on the wall.
core::Instant midnight_in_london(std::int64_t day) {
    const core::Instant utc{day * day_length};
    return utc - core::offset_min(london, utc - hour) * minute;
}

std::int64_t day_in_london(core::Instant at) {
    return core::day_of(at + core::offset_min(london, at) * minute);
}

// 1970-01-01 was a Thursday.
std::int64_t monday_of(std::int64_t day) {
    return day - ((day + 3) % 7 + 7) % 7;
}

std::optional<MonthSpan> month_in_london(std::string_view month) {
    const auto first = core::parse_date(std::string(month) + "-01");
    if (!first || month.size() != 7 || month.front() != '2')
        return std::nullopt;
    const core::CivilDate date = core::civil_from_days(*first);
    const bool is_last = date.month == 12;
    const std::int64_t next = core::days_from_civil(date.year + (is_last ? 1 : 0), is_last ? 1 : date.month + 1, 1);
    return MonthSpan{midnight_in_london(*first), midnight_in_london(next)};
}

} // namespace parley::app

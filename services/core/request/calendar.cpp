#include "core/request/calendar.hpp"

#include <algorithm>

namespace parley::core::request {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

Day last_sunday(int year, int month) {
    const Day last = days_from_civil(year, month, days_in_month(year, month));
    return last - (static_cast<int>(weekday_of(last)) + 1) % 7;
}

std::int64_t offset_seconds(std::int64_t utc_seconds, const Locale& locale) {
    if (locale.utc_offset_minutes)
        return static_cast<std::int64_t>(*locale.utc_offset_minutes) * 60;
    const int year = civil_from_days(floor_divide(utc_seconds, seconds_per_day)).year;
    const std::int64_t begin = last_sunday(year, 3) * seconds_per_day + 3'600;
    const std::int64_t end = last_sunday(year, 10) * seconds_per_day + 3'600;
    return utc_seconds >= begin && utc_seconds < end ? 3'600 : 0;
}

} // namespace

Weekday weekday_of(Day day) {
    const std::int64_t since_monday = (day + 3) - floor_divide(day + 3, 7) * 7; // 1970-01-01 was a Thursday.
    return static_cast<Weekday>(since_monday);
}

Day monday_of(Day day) {
    return day - static_cast<int>(weekday_of(day));
}

int days_in_month(int year, int month) {
    const Day first = days_from_civil(year, month, 1);
    const Day next = month == 12 ? days_from_civil(year + 1, 1, 1) : days_from_civil(year, month + 1, 1);
    return static_cast<int>(next - first);
}

Day add_months(Day day, int months) {
    const CivilDate date = civil_from_days(day);
    const int count = date.year * 12 + date.month - 1 + months;
    const int year = count / 12;
    const int month = count % 12 + 1;
    return days_from_civil(year, month, std::min(date.day, days_in_month(year, month)));
}

Day end_of_month(Day day, int months) {
    const CivilDate date = civil_from_days(add_months(day, months));
    return days_from_civil(date.year, date.month, days_in_month(date.year, date.month));
}

Day easter(int year) {
    const int a = year % 19;
    const int b = year / 100;
    const int c = year % 100;
    const int g = (8 * b + 13) / 25;
    const int h = (19 * a + b - b / 4 - g + 15) % 30;
    const int l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    const int m = (a + 11 * h + 22 * l) / 451;
    const int n = h + l - 7 * m + 114;
    return days_from_civil(year, n / 31, n % 31 + 1);
}

Day local_day(Instant at, const Locale& locale) {
    const std::int64_t utc = floor_divide(at.us, micros_per_s);
    return floor_divide(utc + offset_seconds(utc, locale), seconds_per_day);
}

Instant at_local(Day day, int minute_of_day, const Locale& locale) {
    const std::int64_t local = day * seconds_per_day + static_cast<std::int64_t>(minute_of_day) * 60;
    const std::int64_t winter = local - offset_seconds(local, locale);
    return Instant{(local - offset_seconds(winter, locale)) * micros_per_s};
}

Instant end_of_local_day(Day day, const Locale& locale) {
    return at_local(day + 1, 0, locale) - micros_per_s;
}

} // namespace parley::core::request

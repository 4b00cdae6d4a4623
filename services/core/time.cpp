#include "core/time.hpp"

#include <cstdio>

namespace parley::core {

namespace {

constexpr std::int64_t seconds_per_day = 86'400;

std::int64_t floor_divide(std::int64_t a, std::int64_t b) {
    return a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0);
}

bool is_leap(int year) {
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int days_in_month(int year, int month) {
    constexpr int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/// Reads exactly `width` digits at the front of `text` and steps over them.
std::optional<int> digits(std::string_view& text, std::size_t width) {
    if (text.size() < width)
        return std::nullopt;
    int number = 0;
    for (std::size_t i = 0; i < width; ++i) {
        if (text[i] < '0' || text[i] > '9')
            return std::nullopt;
        number = number * 10 + (text[i] - '0');
    }
    text.remove_prefix(width);
    return number;
}

bool skip(std::string_view& text, char wanted) {
    if (text.empty() || text.front() != wanted)
        return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

// Howard Hinnant's day-count algorithms, http://howardhinnant.github.io/date_algorithms.html.
std::int64_t days_from_civil(int year, int month, int day) {
    const std::int64_t y = month <= 2 ? year - 1 : year;
    const std::int64_t era = floor_divide(y, 400);
    const std::int64_t year_of_era = y - era * 400;
    const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

CivilDate civil_from_days(std::int64_t days) {
    const std::int64_t shifted = days + 719'468;
    const std::int64_t era = floor_divide(shifted, 146'097);
    const std::int64_t day_of_era = shifted - era * 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const int day = static_cast<int>(day_of_year - (153 * shifted_month + 2) / 5 + 1);
    const int month = static_cast<int>(shifted_month < 10 ? shifted_month + 3 : shifted_month - 9);
    return {static_cast<int>(year_of_era + era * 400 + (month <= 2 ? 1 : 0)), month, day};
}

std::string to_rfc3339(Instant at) {
    const std::int64_t whole = floor_divide(at.us, micros_per_s);
    const std::int64_t fraction = at.us - whole * micros_per_s;
    const std::int64_t days = floor_divide(whole, seconds_per_day);
    const auto second_of_day = static_cast<int>(whole - days * seconds_per_day);
    const CivilDate date = civil_from_days(days);
    char text[64];
    int length = std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", date.year, date.month, date.day,
                               second_of_day / 3'600, second_of_day / 60 % 60, second_of_day % 60);
    if (fraction != 0)
        length += std::snprintf(text + length, sizeof text - static_cast<std::size_t>(length), ".%06d",
                                static_cast<int>(fraction));
    return std::string(text, static_cast<std::size_t>(length)) + 'Z';
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    const auto year = digits(text, 4);
    if (!year || !skip(text, '-'))
        return std::nullopt;
    const auto month = digits(text, 2);
    if (!month || *month < 1 || *month > 12 || !skip(text, '-'))
        return std::nullopt;
    const auto day = digits(text, 2);
    if (!day || *day < 1 || *day > days_in_month(*year, *month))
        return std::nullopt;
    if (!skip(text, 'T') && !skip(text, 't'))
        return std::nullopt;
    const auto hour = digits(text, 2);
    if (!hour || *hour > 23 || !skip(text, ':'))
        return std::nullopt;
    const auto minute = digits(text, 2);
    if (!minute || *minute > 59 || !skip(text, ':'))
        return std::nullopt;
    const auto second = digits(text, 2);
    if (!second || *second > 59)
        return std::nullopt; // A leap second has no place on this clock.
    std::int64_t fraction = 0;
    if (skip(text, '.')) {
        std::int64_t scale = 100'000;
        std::size_t read = 0;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), ++read) {
            if (read == 6)
                return std::nullopt;
            fraction += (text.front() - '0') * scale;
            scale /= 10;
        }
        if (read == 0)
            return std::nullopt;
    }
    std::int64_t offset_minutes = 0;
    if (!skip(text, 'Z') && !skip(text, 'z')) {
        const bool west = !text.empty() && text.front() == '-';
        if (!skip(text, '+') && !skip(text, '-'))
            return std::nullopt;
        const auto hours = digits(text, 2);
        if (!hours || *hours > 23 || !skip(text, ':'))
            return std::nullopt;
        const auto minutes = digits(text, 2);
        if (!minutes || *minutes > 59)
            return std::nullopt;
        offset_minutes = (*hours * 60 + *minutes) * (west ? -1 : 1);
    }
    if (!text.empty())
        return std::nullopt;
    const std::int64_t whole = days_from_civil(*year, *month, *day) * seconds_per_day + *hour * 3'600 + *minute * 60 +
                               *second - offset_minutes * 60;
    return Instant{whole * micros_per_s + fraction};
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    const auto midnight = parse_rfc3339(std::string(text) + "T00:00:00Z");
    return midnight ? std::optional(day_of(*midnight)) : std::nullopt;
}

std::int64_t day_of(Instant at) {
    return floor_divide(at.us, seconds(seconds_per_day));
}

} // namespace parley::core

// Time as the market knows it: microseconds since 1970-01-01T00:00:00Z, always handed in, never asked for.
// Text is RFC 3339 in UTC. Calendars, time zones and clocks are left to others.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::core {

/// A length of time in microseconds.
using Micros = std::int64_t;

inline constexpr Micros micros_per_ms = 1'000;
inline constexpr Micros micros_per_s = 1'000'000;
inline constexpr Micros seconds(std::int64_t count) {
    return count * micros_per_s;
}

/// A point in time: microseconds since the Unix epoch, UTC.
struct Instant {
    Micros us = 0;
    friend constexpr auto operator<=>(const Instant&, const Instant&) = default;
    friend constexpr Instant operator+(Instant a, Micros length) { return {a.us + length}; }
    friend constexpr Instant operator-(Instant a, Micros length) { return {a.us - length}; }
    friend constexpr Micros operator-(Instant a, Instant b) { return a.us - b.us; }
};

/// A stretch of time [from, to).
struct Span {
    Instant from;
    Instant to;
    friend bool operator==(const Span&, const Span&) = default;
};

/// "2026-11-24T09:00:00Z"; a fraction of six digits only where it is not zero (RFC 3339). Years 0000 to 9999.
std::string to_rfc3339(Instant at);

/// Reads RFC 3339 with any offset and up to six digits of fraction; nothing for anything else, 30 February included.
std::optional<Instant> parse_rfc3339(std::string_view text);

/// "2026-11-24" as days since 1970-01-01; nothing for anything else.
std::optional<std::int64_t> parse_date(std::string_view text);
/// The UTC day of this moment, in days since 1970-01-01.
std::int64_t day_of(Instant at);

/// Days since 1970-01-01 of a date of the proleptic Gregorian calendar, and back.
std::int64_t days_from_civil(int year, int month, int day);
struct CivilDate {
    int year, month, day;
};
CivilDate civil_from_days(std::int64_t days);

} // namespace parley::core

// Local days and hours for reading deadlines, in integers: Europe/London by its rule, or any fixed offset from UTC.
// Days are counted since 1970-01-01. Which day a phrase means is left to deadline.cpp.
#pragma once

#include "core/time.hpp"

#include <cstdint>
#include <optional>

namespace parley::core::request {

using Day = std::int64_t;

struct Locale {
    std::string country = "GB";
    std::string currency = "GBP"; // What a number means that names no currency.
    /// Minutes east of UTC. Empty: Europe/London, an hour ahead from the last Sunday of March 01:00 UTC to the last
    /// Sunday of October 01:00 UTC (Summer Time Order 2002).
    std::optional<int> utc_offset_minutes;
};

enum class Weekday { monday, tuesday, wednesday, thursday, friday, saturday, sunday };

Weekday weekday_of(Day day);
/// The Monday of the week that this day lies in.
Day monday_of(Day day);
int days_in_month(int year, int month);
/// The last day of the month in which `day` lies, `months` further on.
Day end_of_month(Day day, int months);
/// The same day of a later month, or its last day where it has no such day.
Day add_months(Day day, int months);
/// Western Easter Sunday of a year (the anonymous Gregorian algorithm, Nature 1876).
Day easter(int year);

Day local_day(Instant at, const Locale& locale);
/// The instant at which local clocks show that minute of that day; for an hour that is shown twice, the second time.
Instant at_local(Day day, int minute_of_day, const Locale& locale);
/// The last whole second of a local day.
Instant end_of_local_day(Day day, const Locale& locale);

} // namespace parley::core::request

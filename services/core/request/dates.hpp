// Reads one expression for a day ("Friday 4 December", "in 10 days", "end of the month", "Christmas") where it begins.
// Says which days it may mean and how far it reaches; whether it is a deadline at all is left to deadline.cpp.
#pragma once

#include "core/request/calendar.hpp"
#include "core/request/tokens.hpp"

namespace parley::core::request {

enum class DayKind {
    date,     // A day of the calendar or of the week.
    relative, // Today, tomorrow, in three days.
    period,   // This week, next month: `last` is its last day, `first` its first.
    month,    // A month alone: means something only together with "by", "in", "end of".
    feast,    // Christmas and its like, which are also adjectives.
};

struct DayExpression {
    DayKind kind = DayKind::date;
    Day first = 0;
    Day last = 0;
    std::ptrdiff_t begin = 0;
    std::ptrdiff_t end = 0;
    bool bare_ordinal = false;           // "the 5th", which may count floors and birthdays as well.
    bool slashed = false;                // "5/12" without a year, which may be a fraction as well.
    bool shy = false;                    // A word that is mostly something else: "sat", "may".
    bool day_before = false;             // A feast that things have to be there for: wanted the day before.
    bool working_week = false;           // "Monday to Friday".
    bool adjective = false;              // "end of year", which may describe accounts as well.
    bool needs_tie = false;              // "year end": a day only after "by" or "before".
    std::optional<Micros> exactly_after; // "within 24 hours": an instant, not a day.
};

std::optional<DayExpression> read_day(const Tokens& tokens, std::ptrdiff_t i, Day today);

/// "in 3 days", "within the next 2 weeks", "a week on Saturday" at `i`; nothing for years, which are mostly past.
std::optional<DayExpression> read_length(const Tokens& tokens, std::ptrdiff_t i, Day today);

/// "5pm", "17:30", "noon" at `i`: minutes after midnight.
struct TimeOfDay {
    int minute = 0;
    std::ptrdiff_t end = 0;
};
std::optional<TimeOfDay> read_time(const Tokens& tokens, std::ptrdiff_t i);

} // namespace parley::core::request

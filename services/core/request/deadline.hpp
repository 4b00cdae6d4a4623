// Finds the day by which something is needed. Reads dates (day before month), weekdays, feasts, lengths of time and
// hours; leaves past days, habits ("every Friday", "Monday to Friday") and beginnings without a day alone. "By" and
// "on" a day include it, "before" ends the day before; "next Friday" is the Friday of next week. Marks what it read.
#pragma once

#include "core/request/calendar.hpp"
#include "core/request/draft.hpp"

namespace parley::core::request {

/// Never an instant that is already past: a day that is over is no deadline.
std::optional<Found<Instant>> read_deadline(Tokens& tokens, Instant now, const Locale& locale);

} // namespace parley::core::request

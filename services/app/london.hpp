// Days and months by the clock of Europe/London, in which reports and accounts are kept. Pure.
#pragma once

#include "core/matching/hours.hpp"
#include "core/time.hpp"

#include <optional>
#include <string_view>

namespace parley::app {

inline constexpr core::Zone london{0, core::DaylightRule::europe};

/// When that day begins, in days since 1970-01-01.
core::Instant midnight_in_london(std::int64_t day);
/// The day that it is there at that moment.
std::int64_t day_in_london(core::Instant at);

/// "2026-11"; nothing for what is no month of the years 2000 to 2999.
std::optional<core::Span> month_in_london(std::string_view month);

} // namespace parley::app

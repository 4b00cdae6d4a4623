// What of a row is told less exactly, or under another name (sector-experiments 6).
#pragma once

#include "core/money.hpp"
#include "core/time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::lab::release {

/// Made for one release and kept by nobody, so that two releases cannot be joined by their pseudonyms.
using ReleaseKey = std::array<std::uint8_t, 32>;

/// 32 hexadecimal digits, the same for the same retailer within a release: the first half of an HMAC-SHA-256.
std::string pseudonym(const ReleaseKey& key, std::string_view retailer);

/// Hours since Monday 00:00 UTC, 0 to 167.
std::int64_t hour_of_week(core::Instant at);

/// The price in whole percent of the median, half a percent rounded up. Both are prices, so neither is 0.
std::int64_t percent_of_median(core::Minor price, core::Minor median);

} // namespace parley::lab::release

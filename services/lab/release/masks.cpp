#include "lab/release/masks.hpp"

#include "digest/digest.hpp"

namespace parley::lab::release {

std::string pseudonym(const ReleaseKey& key, std::string_view retailer) {
    constexpr std::size_t bytes = 16;
    const std::string_view secret(reinterpret_cast<const char*>(key.data()), key.size());
    return digest::hex(digest::hmac_sha256(secret, retailer).data(), bytes);
}

std::int64_t hour_of_week(core::Instant at) {
    constexpr core::Micros hour = core::seconds(3600);
    constexpr std::int64_t hours_per_week = 168;
    constexpr std::int64_t epoch_hour = 72; // 1970-01-01 was a Thursday.
    const std::int64_t hours = at.us / hour - (at.us % hour < 0 ? 1 : 0);
    return ((hours + epoch_hour) % hours_per_week + hours_per_week) % hours_per_week;
}

std::int64_t percent_of_median(core::Minor price, core::Minor median) {
    return (200 * price + median) / (2 * median);
}

} // namespace parley::lab::release

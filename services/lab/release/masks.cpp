#include "lab/release/masks.hpp"

#include "core/request/calendar.hpp"
#include "digest/digest.hpp"

namespace parley::lab::release {

std::string pseudonym(const ReleaseKey& key, std::string_view retailer) {
    constexpr std::size_t bytes = 16;
    const std::string_view secret(reinterpret_cast<const char*>(key.data()), key.size());
    return digest::hex(digest::hmac_sha256(secret, retailer).data(), bytes);
}

std::int64_t hour_of_week(core::Instant at) {
    const core::Instant monday{core::seconds(86'400) * core::request::monday_of(core::day_of(at))};
    return (at - monday) / core::seconds(3'600);
}

std::int64_t percent_of_median(core::Minor price, core::Minor median) {
    return (200 * price + median) / (2 * median);
}

} // namespace parley::lab::release

#include "lab/release/scales.hpp"

#include "core/request/calendar.hpp"
#include "core/time.hpp"

#include <algorithm>
#include <charconv>

namespace parley::lab::release {

namespace {

/// A whole number without a sign or a leading zero.
std::optional<std::int64_t> number_from(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_plain = !text.empty() && text.front() >= '0' && text.front() <= '9';
    if (!is_plain || error != std::errc() || end != text.data() + text.size() ||
        (text.size() > 1 && text.front() == '0'))
        return std::nullopt;
    return number;
}

/// The Thursday of "YYYY-Www", or nothing where the year has no such week.
std::optional<core::CivilDate> thursday_of(std::string_view week) {
    constexpr std::string_view shape = "0000-W00";
    const auto fits = [](char c, char wanted) { return wanted == '0' ? c >= '0' && c <= '9' : c == wanted; };
    if (!std::ranges::equal(week, shape, fits))
        return std::nullopt;
    int year = 0, count = 0;
    std::from_chars(week.data(), week.data() + 4, year);
    std::from_chars(week.data() + 6, week.data() + 8, count);
    // 4 January is always in the first week.
    const std::int64_t monday = core::request::monday_of(core::days_from_civil(year, 1, 4)) + 7 * (count - 1);
    const core::CivilDate thursday = core::civil_from_days(monday + 3);
    if (count < 1 || thursday.year != year)
        return std::nullopt;
    return thursday;
}

std::string two_digits(int number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
}

} // namespace

bool is_iso_week(std::string_view text) {
    return thursday_of(text).has_value();
}

std::string week_at(std::string_view week, int level) {
    const std::string year(week.substr(0, 5));
    const int month = thursday_of(week)->month;
    switch (level) {
    case 0:
        return std::string(week);
    case 1:
        return year + two_digits(month);
    case 2:
        return year + 'Q' + std::to_string((month + 2) / 3);
    default:
        return std::string(anything);
    }
}

std::optional<Band> band_from(std::string_view text) {
    if (text.ends_with('+')) {
        const auto low = number_from(text.substr(0, text.size() - 1));
        return low ? std::optional(Band{*low, std::nullopt}) : std::nullopt;
    }
    const std::size_t dash = text.find('-');
    if (dash == std::string_view::npos)
        return std::nullopt;
    const auto low = number_from(text.substr(0, dash));
    const auto high = number_from(text.substr(dash + 1));
    if (!low || !high || *low >= *high)
        return std::nullopt;
    return Band{*low, high};
}

std::string to_text(const Band& band) {
    return std::to_string(band.low) + (band.high ? '-' + std::to_string(*band.high) : "+");
}

bool do_overlap(const Band& a, const Band& b) {
    return (!b.high || a.low < *b.high) && (!a.high || b.low < *a.high);
}

int Bands::level_max() const {
    int level = 0;
    while (!bands_.empty() && (bands_.size() - 1) >> level > 0)
        ++level;
    return level;
}

std::string Bands::at(const Band& band, int level) const {
    const auto index = static_cast<std::size_t>(std::ranges::lower_bound(bands_, band) - bands_.begin());
    const std::size_t first = (index >> level) << level;
    const std::size_t last = std::min(first + (std::size_t{1} << level), bands_.size()) - 1;
    return to_text(Band{bands_[first].low, bands_[last].high});
}

} // namespace parley::lab::release

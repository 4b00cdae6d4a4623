#include "app/london.hpp"

#include "core/request/calendar.hpp"

#include <string>

namespace parley::app {

namespace {

const core::request::Locale by_its_clock; // which is Europe/London's where nothing else is said

} // namespace

core::Instant midnight_in_london(std::int64_t day) {
    return core::request::at_local(day, 0, by_its_clock);
}

std::int64_t day_in_london(core::Instant at) {
    return core::request::local_day(at, by_its_clock);
}

std::optional<core::Span> month_in_london(std::string_view month) {
    const auto first = core::parse_date(std::string(month) + "-01");
    if (!first || month.size() != 7 || month.front() != '2')
        return std::nullopt;
    return core::Span{midnight_in_london(*first), midnight_in_london(core::request::add_months(*first, 1))};
}

} // namespace parley::app

// Dates as a calendar file (RFC 5545): what programs fetch again and again, so each event keeps its name for ever and
// counts its changes.
#pragma once

#include "core/time.hpp"

#include <string>
#include <vector>

namespace parley::wire {

struct CalendarEvent {
    std::string uid;
    core::Instant changed_at;
    std::int64_t sequence = 0; // rises with every change
    core::Instant starts_at;
    std::string summary;
    std::string url;
    bool cancelled = false;
};

std::string calendar_of(const std::string& name, const std::vector<CalendarEvent>& events);

} // namespace parley::wire

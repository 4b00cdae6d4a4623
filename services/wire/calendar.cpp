#include "wire/calendar.hpp"

namespace parley::wire {

namespace {

constexpr std::size_t line_max = 75; // octets, RFC 5545 section 3.1

/// "20261124T090000Z"
std::string moment(core::Instant at) {
    std::string written;
    for (const char c : core::to_rfc3339(at)) {
        if (c == '.' || c == 'Z')
            break;
        if (c != '-' && c != ':')
            written += c;
    }
    return written + 'Z';
}

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\r')
            continue;
        if (c == '\n') {
            out += "\\n";
            continue;
        }
        if (c == '\\' || c == ';' || c == ',')
            out += '\\';
        out += c;
    }
    return out;
}

/// A long line goes on behind a space; no character is split.
void put(std::string& out, const std::string& line) {
    std::size_t room = line_max;
    for (std::size_t i = 0; i < line.size();) {
        std::size_t next = i + 1;
        while (next < line.size() && (static_cast<unsigned char>(line[next]) & 0xC0U) == 0x80U)
            ++next;
        if (next - i > room) {
            out += "\r\n ";
            room = line_max - 1;
        }
        out.append(line, i, next - i);
        room -= next - i;
        i = next;
    }
    out += "\r\n";
}

} // namespace

std::string calendar_of(const std::string& name, const std::vector<CalendarEvent>& events) {
    std::string out;
    for (const char* line : {"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Parley//Promises//EN", "CALSCALE:GREGORIAN",
                             "REFRESH-INTERVAL;VALUE=DURATION:PT1H"})
        put(out, line);
    put(out, "NAME:" + escaped(name));
    put(out, "X-WR-CALNAME:" + escaped(name));
    for (const CalendarEvent& event : events) {
        put(out, "BEGIN:VEVENT");
        put(out, "UID:" + escaped(event.uid));
        put(out, "DTSTAMP:" + moment(event.changed_at));
        put(out, "LAST-MODIFIED:" + moment(event.changed_at));
        put(out, "SEQUENCE:" + std::to_string(event.sequence));
        put(out, "DTSTART:" + moment(event.starts_at));
        put(out, "SUMMARY:" + escaped(event.summary));
        put(out, "URL:" + event.url);
        put(out, event.cancelled ? "STATUS:CANCELLED" : "STATUS:CONFIRMED");
        put(out, "TRANSP:TRANSPARENT");
        put(out, "END:VEVENT");
    }
    put(out, "END:VCALENDAR");
    return out;
}

} // namespace parley::wire

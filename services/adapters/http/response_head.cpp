#include "adapters/http/response_head.hpp"

#include "runtime/log.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>

namespace parley::http {

namespace {

bool is_safe(std::string_view text) {
    return std::none_of(text.begin(), text.end(), [](char character) {
        const auto byte = static_cast<unsigned char>(character);
        return (byte < 0x20 && byte != '\t') || byte == 0x7F;
    });
}

void append_field(std::string& out, const Header& field) {
    if (field.name.empty() || !is_safe(field.name) || field.name.find(':') != std::string::npos ||
        !is_safe(field.value)) {
        runtime::log_error("response_field_left_out", {{"name", field.name}});
        return;
    }
    out.append(field.name).append(": ").append(field.value).append("\r\n");
}

bool is_servers_own(std::string_view name) {
    return equals_ignoring_case(name, "content-length") || equals_ignoring_case(name, "connection") ||
           equals_ignoring_case(name, "date") || equals_ignoring_case(name, "transfer-encoding");
}

} // namespace

void append_head(std::string& out, const Response& response, const HeadParts& parts) {
    out.append(parts.version == 10 ? "HTTP/1.0 " : "HTTP/1.1 ");
    out.append(std::to_string(response.status)).append(" ").append(reason_phrase(response.status)).append("\r\n");
    out.append("Date: ").append(parts.date).append("\r\n");
    for (const auto& field : response.headers) {
        if (!is_servers_own(field.name)) {
            append_field(out, field);
        }
    }
    if (parts.always != nullptr) {
        for (const auto& field : *parts.always) {
            if (!response.has(field.name)) {
                append_field(out, field);
            }
        }
    }
    if (parts.with_length && response.status != 204 && response.status != 304) {
        out.append("Content-Length: ").append(std::to_string(response.body_view().size())).append("\r\n");
    }
    const bool upgrade_wanted = response.status == 426;
    if (upgrade_wanted) {
        out.append(parts.keep_alive ? "Connection: Upgrade\r\n" : "Connection: Upgrade, close\r\n");
    } else if (!parts.keep_alive) {
        out.append("Connection: close\r\n");
    } else if (parts.version == 10) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

std::string http_date(std::int64_t utc_seconds) {
    static constexpr const char* days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto seconds = static_cast<std::time_t>(utc_seconds);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[48];
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
                  months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
    return text;
}

} // namespace parley::http

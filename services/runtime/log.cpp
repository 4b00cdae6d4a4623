#include "runtime/log.hpp"

#include "runtime/utf8.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <mutex>

#include <unistd.h>

namespace parley::runtime {

namespace {

std::atomic<LogLevel> threshold{LogLevel::info};
std::mutex output_mutex;
LogSink output_sink = nullptr;

std::string_view name_of(LogLevel level) noexcept {
    switch (level) {
    case LogLevel::debug:
        return "debug";
    case LogLevel::info:
        return "info";
    case LogLevel::warning:
        return "warning";
    case LogLevel::error:
        return "error";
    }
    return "error";
}

// Bytes that are not UTF-8 must not make the whole line unreadable: each becomes one replacement character.
void append_escaped(std::string& line, std::string_view text) {
    const bool valid = is_utf8(text);
    line += '"';
    for (const char character : text) {
        const auto byte = static_cast<unsigned char>(character);
        if (character == '"' || character == '\\') {
            line += '\\';
            line += character;
        } else if (byte < 0x20 || byte == 0x7F) {
            char escape[8];
            std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
            line += escape;
        } else if (byte >= 0x80 && !valid) {
            line += "\xEF\xBF\xBD";
        } else {
            line += character;
        }
    }
    line += '"';
}

void append_time(std::string& line, std::int64_t utc_microseconds) {
    const auto seconds = static_cast<std::time_t>(utc_microseconds / 1'000'000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[48];
    std::snprintf(text, sizeof text, "\"%04d-%02d-%02dT%02d:%02d:%02d.%06dZ\"", parts.tm_year + 1900, parts.tm_mon + 1,
                  parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec,
                  static_cast<int>(utc_microseconds % 1'000'000));
    line += text;
}

void write_all(std::string_view line) {
    while (!line.empty()) {
        const auto written = ::write(STDERR_FILENO, line.data(), line.size());
        if (written <= 0) {
            return; // nobody to tell
        }
        line.remove_prefix(static_cast<std::size_t>(written));
    }
}

} // namespace

void set_log_level(LogLevel level) noexcept {
    threshold = level;
}

void set_log_sink(LogSink sink) noexcept {
    const std::lock_guard lock(output_mutex);
    output_sink = sink;
}

std::string format_log_line(std::int64_t utc_microseconds, LogLevel level, std::string_view event,
                            std::initializer_list<LogField> fields) {
    std::string line = "{\"ts\":";
    append_time(line, utc_microseconds);
    line += ",\"level\":\"";
    line += name_of(level);
    line += "\",\"event\":";
    append_escaped(line, event);
    for (const auto& field : fields) {
        line += ',';
        append_escaped(line, field.key);
        line += ':';
        if (const auto* text = std::get_if<std::string_view>(&field.value)) {
            append_escaped(line, *text);
        } else {
            line += std::to_string(std::get<std::int64_t>(field.value));
        }
    }
    line += "}\n";
    return line;
}

void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    if (level < threshold.load(std::memory_order_relaxed)) {
        return;
    }
    const auto now = std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
    const auto line = format_log_line(now.time_since_epoch().count(), level, event, fields);
    const std::lock_guard lock(output_mutex);
    if (output_sink != nullptr) {
        output_sink(line);
    } else {
        write_all(line);
    }
}

} // namespace parley::runtime

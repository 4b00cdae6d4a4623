// One JSON object per line on stderr: ts, level, event, then the caller's fields. Thread-safe, one write per line.
// It never blocks on anything but the pipe and never carries contact details: callers pass ids and numbers.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace parley::runtime {

enum class LogLevel { debug, info, warning, error };

struct LogField {
    LogField(std::string_view name, std::string_view text) : key(name), value(text) {}
    LogField(std::string_view name, const std::string& text) : key(name), value(std::string_view(text)) {}
    LogField(std::string_view name, const char* text) : key(name), value(std::string_view(text)) {}
    template <class Integer>
        requires std::is_integral_v<Integer>
    LogField(std::string_view name, Integer number) : key(name), value(static_cast<std::int64_t>(number)) {}

    std::string_view key;
    std::variant<std::string_view, std::int64_t> value;
};

// Lines below this level are not written. The default is info.
void set_log_level(LogLevel level) noexcept;
// Where lines go, for tests; nullptr restores stderr. The sink is called under the logger's lock.
using LogSink = void (*)(std::string_view line);
void set_log_sink(LogSink sink) noexcept;

// `event` is a stable snake_case name; the reader of the line greps for it.
void log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
inline void log_info(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::info, event, fields);
}
inline void log_warning(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::warning, event, fields);
}
inline void log_error(std::string_view event, std::initializer_list<LogField> fields = {}) {
    log(LogLevel::error, event, fields);
}

// The line as it would be written, with its newline; invalid UTF-8 becomes U+FFFD.
std::string format_log_line(std::int64_t utc_microseconds, LogLevel level, std::string_view event,
                            std::initializer_list<LogField> fields);

} // namespace parley::runtime

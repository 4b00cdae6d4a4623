#include "adapters/http/event_stream.hpp"

#include "runtime/assert.hpp"

#include <algorithm>

namespace parley::http {

runtime::Frame encode_event(std::string_view id, std::string_view event, std::string_view data) {
    constexpr std::string_view breaks("\r\n\0", 3); // NUL in an id makes browsers ignore it
    runtime::ensure(id.find_first_of(breaks) == std::string_view::npos &&
                        event.find_first_of(breaks) == std::string_view::npos,
                    "an event's id and name are one line each");
    auto frame = std::make_shared<std::string>();
    frame->reserve(id.size() + event.size() + data.size() + 32);
    if (!id.empty()) {
        frame->append("id: ").append(id).append("\n");
    }
    if (!event.empty()) {
        frame->append("event: ").append(event).append("\n");
    }
    // CR, LF and CRLF all end a line in the stream, so each becomes a data line of its own.
    for (std::size_t at = 0; at <= data.size();) {
        const auto end = std::min(data.find_first_of("\r\n", at), data.size());
        frame->append("data: ").append(data.substr(at, end - at)).append("\n");
        at = end + 1;
        if (end < data.size() && data[end] == '\r' && at < data.size() && data[at] == '\n') {
            ++at;
        }
    }
    frame->append("\n");
    return frame;
}

} // namespace parley::http

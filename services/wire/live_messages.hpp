// What goes over a live socket besides the pushes themselves: what a client may ask, and how it is answered.
#pragma once

#include "app/feed.hpp"
#include "wire/body.hpp"

namespace parley::wire {

struct LiveRequest {
    enum class Kind { subscribe, unsubscribe, ack, ping } kind = Kind::ping;
    std::string topic;
    std::optional<std::int64_t> after; // the last seq that the client has
    std::string acting_for;            // a business
    std::int64_t seq = 0;              // of an ack
};

/// Nothing when the text is none of {"subscribe","after"?,"for"?}, {"unsubscribe"}, {"ack","seq"}, {"ping"}.
std::optional<LiveRequest> read_live_request(std::string_view text);

std::string hello_text(const std::string& stream_epoch, core::Instant now);
std::string subscribed_text(const app::Subscribed& note, const std::string& stream_epoch);
std::string live_error_text(const std::string& code, const std::string& detail, const std::string& topic);
std::string pong_text(core::Instant now);
/// {"topic","seq","at","type","data"}
std::string push_text(const app::PushMessage& message);

} // namespace parley::wire

// Signatures of messages as Standard Webhooks 1.0 makes them (standardwebhooks.com): HMAC-SHA256 of
// "id.timestamp.body", with a key that is written "whsec_" and base64.
#pragma once

#include "app/ports/postbacks.hpp"

#include <string_view>

namespace parley::app {

/// How far the clock of the sender may be from ours, either way.
inline constexpr core::Micros postback_tolerance = core::seconds(300);

struct SignedMessage {
    std::string_view id;
    std::string_view timestamp;  // seconds since 1970, decimal digits
    std::string_view body;       // as it came, byte by byte
    std::string_view signatures; // "v1,BASE64", several of them with spaces between; other versions are passed over
};

/// What the sender's library takes.
std::string written_key(const PostbackSecret& secret);

/// Whether the timestamp is a number of seconds near `now`.
bool is_recent(const SignedMessage& message, core::Instant now);
/// Whether one of the signatures was made with this key.
bool is_signed_with(const PostbackSecret& secret, const SignedMessage& message);

} // namespace parley::app

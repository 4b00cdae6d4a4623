// What a push service and a browser ask of a sender: a payload encrypted for the browser alone (RFC 8291) and a signed
// word about who sends it (RFC 8292). Bytes in, bytes out; failure of the library is an exception.
#pragma once

#include "app/ports/pushes.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley::push {

using Salt = std::array<std::uint8_t, 16>;

/// Whether these bytes are a scalar that P-256 takes as a secret key.
bool is_secret(const app::PushSecret& secret);
/// The public key that goes with it: 65 bytes, uncompressed.
std::string public_key_of(const app::PushSecret& secret);
/// Whether these 65 bytes are a point on P-256.
bool is_public_key(std::string_view bytes);

/// The body of a push in one aes128gcm record. `key` and `salt` are fresh for each; `browser_key` is 65 bytes and
/// `auth` 16.
std::string encrypted(std::string_view payload, std::string_view browser_key, std::string_view auth,
                      const app::PushSecret& key, const Salt& salt);

/// r and s of ES256, 64 bytes.
std::string signed_es256(const app::PushSecret& secret, std::string_view text);
bool verify_es256(std::string_view public_key, std::string_view text, std::string_view signature);

/// The value of the Authorization field: "vapid t=..., k=...". `expires_s` is at most a day ahead.
std::string vapid(const app::PushSecret& secret, const std::string& audience, std::int64_t expires_s,
                  const std::string& subject);

} // namespace parley::push

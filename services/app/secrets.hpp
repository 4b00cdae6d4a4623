// The secrets that Parley hands out: link tokens, codes, session tokens and keys. Drawn from the system's randomness by
// what is handed in, kept only as hashes.
#pragma once

#include "core/ids.hpp"
#include "digest/digest.hpp"

#include <functional>
#include <string>
#include <string_view>

namespace parley::app {

/// 32 random bytes at each call.
using RandomBytes = std::function<std::array<std::uint8_t, 32>()>;

/// 256 bits, base64url: 43 characters.
std::string draw_token(const RandomBytes& random);
/// Eight decimal digits, each code as likely as any other to within 2^-37.
std::string draw_code(const RandomBytes& random);
/// What is stored of a secret: lower-case hex SHA-256.
std::string secret_hash(std::string_view secret);
/// A code is short, so its hash is bound to what it is for.
std::string code_hash(std::string_view subject, std::string_view code);

template <class AnyId>
AnyId draw_id(const RandomBytes& random) {
    const auto bytes = random();
    std::array<std::uint8_t, 16> first;
    std::copy_n(bytes.begin(), first.size(), first.begin());
    return core::id_from_bytes<AnyId>(first);
}

} // namespace parley::app

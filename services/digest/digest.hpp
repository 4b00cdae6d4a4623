// The hashes and signatures that the log, the lab and the receipts rest on, over OpenSSL and libsodium. Bytes in, bytes
// out: what is hashed, and in which canonical form, is the caller's business. Failure of the library is an exception.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley::digest {

using Sha1 = std::array<std::uint8_t, 20>;
using Sha256 = std::array<std::uint8_t, 32>;
using Salt = std::array<std::uint8_t, 16>;

Sha1 sha1(std::string_view bytes);
Sha256 sha256(std::string_view bytes);
/// RFC 2104 with SHA-256.
Sha256 hmac_sha256(std::string_view key, std::string_view bytes);

/// Lower-case hexadecimal.
std::string hex(const std::uint8_t* bytes, std::size_t count);
template <std::size_t N>
std::string hex(const std::array<std::uint8_t, N>& bytes) {
    return hex(bytes.data(), N);
}
/// Reads exactly 2N hexadecimal digits.
template <std::size_t N>
std::optional<std::array<std::uint8_t, N>> from_hex(std::string_view text);

/// RFC 4648 section 4, with padding.
std::string base64(std::string_view bytes);
/// RFC 4648 section 5, without padding.
std::string base64url(std::string_view bytes);
std::optional<std::string> from_base64url(std::string_view text);

/// Compares in a time that depends on the lengths alone.
bool equal_constant_time(std::string_view a, std::string_view b);

/// An Ed25519 key pair (RFC 8032) from its 32-byte seed. Signatures are 64 bytes, public keys 32.
class SigningKey {
public:
    static constexpr std::size_t seed_bytes = 32;
    explicit SigningKey(const std::array<std::uint8_t, seed_bytes>& seed);
    std::string sign(std::string_view message) const;
    const std::string& public_key() const { return public_key_; }

private:
    static constexpr std::size_t secret_key_bytes = 64;
    std::array<std::uint8_t, secret_key_bytes> secret_key_{}; // deriving it anew would cost as much as a signature
    std::string public_key_;
};
bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature);

} // namespace parley::digest

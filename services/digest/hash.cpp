#include "digest/digest.hpp"

#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace parley::digest {

namespace {

/// A method fetched once: an implicit fetch on every call costs more than hashing a short event. Never freed, so that
/// objects destroyed after main may still hash.
const EVP_MD* fetched(const char* name) {
    const EVP_MD* method = EVP_MD_fetch(nullptr, name, nullptr);
    if (method == nullptr)
        throw std::runtime_error(std::string("OpenSSL offers no ") + name);
    return method;
}

template <class Hash>
Hash hashed(const EVP_MD* method, std::string_view bytes, const char* name) {
    Hash result{};
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), result.data(), &length, method, nullptr) != 1 || length != result.size())
        throw std::runtime_error(std::string("OpenSSL failed to compute ") + name);
    return result;
}

const EVP_MD* sha256_method() {
    static const EVP_MD* const method = fetched("SHA256");
    return method;
}

} // namespace

Sha1 sha1(std::string_view bytes) {
    static const EVP_MD* const method = fetched("SHA1");
    return hashed<Sha1>(method, bytes, "SHA-1");
}

Sha256 sha256(std::string_view bytes) {
    return hashed<Sha256>(sha256_method(), bytes, "SHA-256");
}

Sha256 hmac_sha256(std::string_view key, std::string_view bytes) {
    Sha256 result{};
    unsigned int length = 0;
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    // RFC 2104 allows an empty key, OpenSSL refuses a null one.
    const char* const key_bytes = key.empty() ? "" : key.data();
    if (key.size() > static_cast<std::size_t>(INT32_MAX))
        throw std::length_error("HMAC key is longer than 2 GiB");
    if (HMAC(sha256_method(), key_bytes, static_cast<int>(key.size()), data, bytes.size(), result.data(), &length) ==
            nullptr ||
        length != result.size())
        throw std::runtime_error("OpenSSL failed to compute HMAC-SHA-256");
    return result;
}

} // namespace parley::digest

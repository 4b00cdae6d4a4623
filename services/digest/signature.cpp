#include "digest/digest.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/err.h>
#include <openssl/evp.h>
#include <sodium.h>

namespace parley::digest {

namespace {

constexpr std::size_t public_key_bytes = 32;
constexpr std::size_t signature_bytes = 64;

struct Free {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

const unsigned char* unsigned_bytes(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}

Context context() {
    Context made(EVP_MD_CTX_new());
    if (!made)
        throw std::runtime_error("OpenSSL failed to make a digest context");
    return made;
}

} // namespace

SigningKey::SigningKey(const std::array<std::uint8_t, seed_bytes>& seed) {
    static_assert(seed_bytes == crypto_sign_SEEDBYTES && secret_key_bytes == crypto_sign_SECRETKEYBYTES);
    if (sodium_init() < 0)
        throw std::runtime_error("libsodium does not start");
    std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> shown{};
    if (crypto_sign_seed_keypair(shown.data(), secret_key_.data(), seed.data()) != 0)
        throw std::runtime_error("libsodium failed to derive an Ed25519 key");
    public_key_.assign(shown.begin(), shown.end());
}

// libsodium signs in less than half of the time that OpenSSL takes, and every offer has a receipt.
std::string SigningKey::sign(std::string_view message) const {
    std::string signature(crypto_sign_BYTES, '\0');
    auto* out = reinterpret_cast<unsigned char*>(signature.data());
    if (crypto_sign_detached(out, nullptr, unsigned_bytes(message), message.size(), secret_key_.data()) != 0)
        throw std::runtime_error("libsodium failed to sign with Ed25519");
    return signature;
}

bool verify_signature(std::string_view public_key, std::string_view message, std::string_view signature) {
    if (public_key.size() != public_key_bytes || signature.size() != signature_bytes)
        return false;
    const Key key(
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, unsigned_bytes(public_key), public_key.size()));
    if (!key)
        throw std::runtime_error("OpenSSL failed to read an Ed25519 public key");
    const Context verifying = context();
    if (EVP_DigestVerifyInit(verifying.get(), nullptr, nullptr, nullptr, key.get()) != 1)
        throw std::runtime_error("OpenSSL failed to start an Ed25519 verification");
    const bool valid = EVP_DigestVerify(verifying.get(), unsigned_bytes(signature), signature.size(),
                                        unsigned_bytes(message), message.size()) == 1;
    if (!valid)
        ERR_clear_error(); // A forged signature must not be reported by the next, unrelated TLS call.
    return valid;
}

} // namespace parley::digest

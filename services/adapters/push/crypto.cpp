#include "adapters/push/crypto.hpp"

#include "core/value.hpp"
#include "digest/digest.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

#include <memory>
#include <stdexcept>

namespace parley::push {

namespace {

constexpr const char* curve = "P-256";
constexpr std::size_t point_size = 65;
constexpr std::size_t half_size = 32;
constexpr std::size_t tag_size = 16;
constexpr std::uint32_t record_size = 4'096;

template <auto Free>
struct Freed {
    template <class T>
    void operator()(T* thing) const {
        Free(thing);
    }
};
template <class T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;
using Group = Owned<EC_GROUP, EC_GROUP_free>;
using Point = Owned<EC_POINT, EC_POINT_free>;
using Number = Owned<BIGNUM, BN_clear_free>;
using Key = Owned<EVP_PKEY, EVP_PKEY_free>;
using KeyContext = Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;

void ensure(bool fine) {
    if (!fine)
        throw std::runtime_error("push: OpenSSL failed");
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

Group p256() {
    Group group(EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1));
    ensure(group != nullptr);
    return group;
}

Number scalar(const app::PushSecret& secret) {
    Number number(BN_bin2bn(secret.data(), static_cast<int>(secret.size()), nullptr));
    ensure(number != nullptr);
    return number;
}

/// With a secret a pair of keys, else the public one alone.
Key key_from(std::string_view public_key, const app::PushSecret* secret) {
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    ensure(builder != nullptr);
    const Number number = secret != nullptr ? scalar(*secret) : nullptr;
    ensure(OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, curve, 0) == 1 &&
           OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY, public_key.data(),
                                            public_key.size()) == 1 &&
           (number == nullptr || OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1));
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    ensure(parameters != nullptr && context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1 &&
           EVP_PKEY_fromdata(context.get(), &made, number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                             parameters.get()) == 1);
    return Key(made);
}

std::string shared_secret(const app::PushSecret& own, std::string_view other) {
    const Key mine = key_from(public_key_of(own), &own);
    const Key theirs = key_from(other, nullptr);
    const KeyContext context(EVP_PKEY_CTX_new(mine.get(), nullptr));
    std::size_t size = half_size;
    std::string secret(size, '\0');
    ensure(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
           EVP_PKEY_derive_set_peer(context.get(), theirs.get()) == 1 &&
           EVP_PKEY_derive(context.get(), bytes_of(secret), &size) == 1 && size == half_size);
    return secret;
}

std::string hmac(std::string_view key, std::string_view text) {
    const digest::Sha256 hash = digest::hmac_sha256(key, text);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}
/// HKDF (RFC 5869) in one block, which is all that is asked of it here.
std::string hkdf(std::string_view salt, std::string_view secret, std::string info, std::size_t size) {
    return hmac(hmac(salt, secret), info + '\1').substr(0, size);
}

std::string aes_128_gcm(std::string_view key, std::string_view nonce, std::string_view text) {
    const Owned<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free> context(EVP_CIPHER_CTX_new());
    std::string out(text.size() + tag_size, '\0');
    int size = 0;
    int rest = 0;
    ensure(context != nullptr &&
           EVP_EncryptInit_ex(context.get(), EVP_aes_128_gcm(), nullptr, bytes_of(key), bytes_of(nonce)) == 1 &&
           EVP_EncryptUpdate(context.get(), bytes_of(out), &size, bytes_of(text), static_cast<int>(text.size())) == 1 &&
           EVP_EncryptFinal_ex(context.get(), bytes_of(out) + size, &rest) == 1 &&
           EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, static_cast<int>(tag_size),
                               bytes_of(out) + text.size()) == 1);
    return out;
}

} // namespace

bool is_secret(const app::PushSecret& secret) {
    const Group group = p256();
    const Number number = scalar(secret);
    return !BN_is_zero(number.get()) && BN_cmp(number.get(), EC_GROUP_get0_order(group.get())) < 0;
}

std::string public_key_of(const app::PushSecret& secret) {
    const Group group = p256();
    const Point point(EC_POINT_new(group.get()));
    const Number number = scalar(secret);
    std::string bytes(point_size, '\0');
    ensure(point != nullptr && EC_POINT_mul(group.get(), point.get(), number.get(), nullptr, nullptr, nullptr) == 1 &&
           EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED, bytes_of(bytes), bytes.size(),
                              nullptr) == bytes.size());
    return bytes;
}

bool is_public_key(std::string_view bytes) {
    if (bytes.size() != point_size || bytes.front() != '\4')
        return false;
    const Group group = p256();
    const Point point(EC_POINT_new(group.get()));
    ensure(point != nullptr);
    return EC_POINT_oct2point(group.get(), point.get(), bytes_of(bytes), bytes.size(), nullptr) == 1;
}

std::string encrypted(std::string_view payload, std::string_view browser_key, std::string_view auth,
                      const app::PushSecret& key, const Salt& salt) {
    const std::string own_key = public_key_of(key);
    const std::string_view salted(reinterpret_cast<const char*>(salt.data()), salt.size());
    std::string info("WebPush: info\0", 14);
    info.append(browser_key).append(own_key);
    const std::string secret = hkdf(auth, shared_secret(key, browser_key), info, 32);
    const std::string content_key = hkdf(salted, secret, std::string("Content-Encoding: aes128gcm\0", 28), 16);
    const std::string nonce = hkdf(salted, secret, std::string("Content-Encoding: nonce\0", 24), 12);
    std::string body(salted);
    for (int shift = 24; shift >= 0; shift -= 8)
        body += static_cast<char>(record_size >> shift & 0xff);
    body += static_cast<char>(own_key.size());
    body += own_key;
    std::string text(payload);
    text += '\2'; // the last record
    return body + aes_128_gcm(content_key, nonce, text);
}

std::string signed_es256(const app::PushSecret& secret, std::string_view text) {
    const Key key = key_from(public_key_of(secret), &secret);
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    std::size_t size = 0;
    ensure(context != nullptr && EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1 &&
           EVP_DigestSign(context.get(), nullptr, &size, bytes_of(text), text.size()) == 1);
    std::string der(size, '\0');
    ensure(EVP_DigestSign(context.get(), bytes_of(der), &size, bytes_of(text), text.size()) == 1);
    const unsigned char* place = bytes_of(der);
    const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(d2i_ECDSA_SIG(nullptr, &place, static_cast<long>(size)));
    ensure(pair != nullptr);
    std::string halves(2 * half_size, '\0');
    ensure(BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes_of(halves), half_size) == half_size &&
           BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes_of(halves) + half_size, half_size) == half_size);
    return halves;
}

bool verify_es256(std::string_view public_key, std::string_view text, std::string_view signature) {
    if (signature.size() != 2 * half_size || !is_public_key(public_key))
        return false;
    const Owned<ECDSA_SIG, ECDSA_SIG_free> pair(ECDSA_SIG_new());
    Number r(BN_bin2bn(bytes_of(signature), half_size, nullptr));
    Number s(BN_bin2bn(bytes_of(signature) + half_size, half_size, nullptr));
    ensure(pair != nullptr && r != nullptr && s != nullptr && ECDSA_SIG_set0(pair.get(), r.get(), s.get()) == 1);
    r.release();
    s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    ensure(size > 0);
    const std::unique_ptr<unsigned char, void (*)(unsigned char*)> owned(der,
                                                                         [](unsigned char* p) { OPENSSL_free(p); });
    const Key key = key_from(public_key, nullptr);
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    ensure(context != nullptr && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
    return EVP_DigestVerify(context.get(), der, static_cast<std::size_t>(size), bytes_of(text), text.size()) == 1;
}

std::string vapid(const app::PushSecret& secret, const std::string& audience, std::int64_t expires_s,
                  const std::string& subject) {
    core::Value header;
    header["alg"] = "ES256";
    header["typ"] = "JWT";
    core::Value claims;
    claims["aud"] = audience;
    claims["exp"] = expires_s;
    claims["sub"] = subject;
    const std::string text =
        digest::base64url(core::canonical(header)) + '.' + digest::base64url(core::canonical(claims));
    return "vapid t=" + text + '.' + digest::base64url(signed_es256(secret, text)) +
           ", k=" + digest::base64url(public_key_of(secret));
}

} // namespace parley::push

#include "digest/digest.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::digest {
namespace {

std::string hex_of(std::string_view bytes) {
    return hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

struct Vector {
    const char* seed;
    const char* public_key;
    std::string message;
    const char* signature;
};

/// RFC 8032 section 7.1, TEST 1 to 3.
const Vector vectors[] = {
    {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
     "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
     "655141438e7a100b"},
    {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
     "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aee"
     "b00d291612bb0c00"},
    {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
     "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28d"
     "c027beceea1ec40a"},
};

TEST(Ed25519, AgreesWithRfc8032) {
    for (const Vector& vector : vectors) {
        const SigningKey key(*from_hex<32>(vector.seed));
        EXPECT_EQ(hex_of(key.public_key()), vector.public_key);
        EXPECT_EQ(hex_of(key.sign(vector.message)), vector.signature);
        EXPECT_TRUE(verify_signature(key.public_key(), vector.message, key.sign(vector.message)));
    }
}

TEST(Ed25519, RefusesOtherMessageKeyOrLength) {
    const SigningKey key(*from_hex<32>(vectors[0].seed));
    const SigningKey other(*from_hex<32>(vectors[1].seed));
    const std::string signature = key.sign("offer 1");
    EXPECT_TRUE(verify_signature(key.public_key(), "offer 1", signature));
    EXPECT_FALSE(verify_signature(key.public_key(), "offer 2", signature));
    EXPECT_FALSE(verify_signature(other.public_key(), "offer 1", signature));
    EXPECT_FALSE(verify_signature(key.public_key(), "offer 1", signature.substr(1)));
    EXPECT_FALSE(verify_signature(key.public_key(), "offer 1", signature + "x"));
    EXPECT_FALSE(verify_signature(key.public_key().substr(1), "offer 1", signature));
    EXPECT_FALSE(verify_signature("", "offer 1", ""));
}

RC_GTEST_PROP(Ed25519, NoFlippedBitVerifies, (const std::array<std::uint8_t, 32>& seed, const std::string& message)) {
    const SigningKey key(seed);
    std::string signature = key.sign(message);
    RC_ASSERT(verify_signature(key.public_key(), message, signature));
    const auto bit = *rc::gen::inRange<std::size_t>(0, signature.size() * 8);
    signature[bit / 8] = static_cast<char>(signature[bit / 8] ^ 1 << bit % 8);
    RC_ASSERT(!verify_signature(key.public_key(), message, signature));
}

} // namespace
} // namespace parley::digest

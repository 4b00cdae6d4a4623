// The vectors of RFC 8291 (appendix A) and what RFC 8292 asks of a signature.
#include "adapters/push/crypto.hpp"

#include "digest/digest.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace parley::push {
namespace {

std::string bytes(std::string_view text) {
    const auto read = digest::from_base64url(text);
    EXPECT_TRUE(read.has_value()) << text;
    return read.value_or("");
}
template <std::size_t N>
std::array<std::uint8_t, N> array_of(const std::string& text) {
    std::array<std::uint8_t, N> out{};
    EXPECT_EQ(text.size(), N);
    std::copy_n(text.begin(), std::min(N, text.size()), out.begin());
    return out;
}

TEST(PushCrypto, TheExampleOfRfc8291) {
    const auto key = array_of<32>(bytes("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"));
    EXPECT_EQ(digest::base64url(public_key_of(key)),
              "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8");
    const std::string body =
        encrypted("When I grow up, I want to be a watermelon",
                  bytes("BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"),
                  bytes("BTBZMqHH6r4Tts7J_aSIgg"), key, array_of<16>(bytes("DGv6ra1nlYgDCS1FRnbzlw")));
    EXPECT_EQ(digest::base64url(body),
              "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK"
              "6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN");
}

TEST(PushCrypto, KeysThatAreNoneAreSeen) {
    app::PushSecret secret{};
    EXPECT_FALSE(is_secret(secret));
    secret.fill(0xff); // above the order of the curve
    EXPECT_FALSE(is_secret(secret));
    secret.fill(1);
    EXPECT_TRUE(is_secret(secret));
    std::string point = public_key_of(secret);
    EXPECT_TRUE(is_public_key(point));
    point.back() = static_cast<char>(point.back() ^ 1);
    EXPECT_FALSE(is_public_key(point)) << "not on the curve";
    EXPECT_FALSE(is_public_key(""));
    EXPECT_FALSE(is_public_key(std::string(65, '\0')));
}

TEST(PushCrypto, TheTokenIsSignedForItsServiceAndForATime) {
    app::PushSecret secret;
    secret.fill(7);
    const std::string value = vapid(secret, "https://push.example", 1'800'000'000, "mailto:us@parley.example");
    ASSERT_TRUE(value.starts_with("vapid t="));
    const std::size_t comma = value.find(", k=");
    ASSERT_NE(comma, std::string::npos);
    const std::string token = value.substr(8, comma - 8);
    EXPECT_EQ(bytes(value.substr(comma + 4)), public_key_of(secret));
    const std::size_t last = token.rfind('.');
    const std::string signature = bytes(token.substr(last + 1));
    EXPECT_TRUE(verify_es256(public_key_of(secret), token.substr(0, last), signature));
    EXPECT_FALSE(verify_es256(public_key_of(secret), token.substr(1, last - 1), signature));
    const std::size_t dot = token.find('.');
    EXPECT_EQ(bytes(token.substr(0, dot)), R"({"alg":"ES256","typ":"JWT"})");
    EXPECT_EQ(bytes(token.substr(dot + 1, last - dot - 1)),
              R"({"aud":"https://push.example","exp":1800000000,"sub":"mailto:us@parley.example"})");
}

} // namespace
} // namespace parley::push

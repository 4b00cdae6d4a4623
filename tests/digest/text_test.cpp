#include "digest/digest.hpp"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::digest {
namespace {

TEST(Hex, WritesLowerCaseAndReadsBoth) {
    const std::array<std::uint8_t, 16> bytes{0x00, 0x01, 0x7f, 0x80, 0xab, 0xcd, 0xef, 0xff};
    EXPECT_EQ(hex(bytes), "00017f80abcdefff0000000000000000");
    EXPECT_EQ(from_hex<16>("00017f80abcdefff0000000000000000"), bytes);
    EXPECT_EQ(from_hex<16>("00017F80ABCDEFFF0000000000000000"), bytes);
}

TEST(Hex, RefusesOtherLengthsAndLetters) {
    EXPECT_EQ(from_hex<16>(""), std::nullopt);
    EXPECT_EQ(from_hex<16>(std::string(31, '0')), std::nullopt);
    EXPECT_EQ(from_hex<16>(std::string(33, '0')), std::nullopt);
    EXPECT_EQ(from_hex<16>(std::string(31, '0') + "g"), std::nullopt);
    EXPECT_EQ(from_hex<16>("0x" + std::string(30, '0')), std::nullopt);
    EXPECT_TRUE(from_hex<20>(std::string(40, 'f')).has_value());
    EXPECT_TRUE(from_hex<64>(std::string(128, 'f')).has_value());
}

RC_GTEST_PROP(Hex, ReadsWhatItWrote, (const std::array<std::uint8_t, 32>& bytes)) {
    RC_ASSERT(from_hex<32>(hex(bytes)) == bytes);
}

TEST(Base64, AgreesWithRfc4648) {
    for (const auto& [bytes, text] : {std::pair("", ""), std::pair("f", "Zg=="), std::pair("fo", "Zm8="),
                                      std::pair("foo", "Zm9v"), std::pair("foobar", "Zm9vYmFy")})
        EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(base64("\xfb\xff\xbf"), "+/+/");
}

TEST(Base64Url, AgreesWithRfc4648) {
    const std::pair<const char*, const char*> vectors[] = {
        {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},         {"foo", "Zm9v"},
        {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(base64url(bytes), text);
        EXPECT_EQ(from_base64url(text), bytes);
    }
    EXPECT_EQ(base64url("\xfb\xff\xbf"), "-_-_");
    EXPECT_EQ(base64url(std::string(32, '\xff')).size(), 43U);
}

TEST(Base64Url, RefusesWhatItWouldNotWrite) {
    EXPECT_EQ(from_base64url("Zg=="), std::nullopt);
    EXPECT_EQ(from_base64url("Zh"), std::nullopt) << "bits after the last byte must be zero";
    EXPECT_EQ(from_base64url("Z"), std::nullopt);
    EXPECT_EQ(from_base64url("+/+/"), std::nullopt);
    EXPECT_EQ(from_base64url("Zm 9v"), std::nullopt);
    EXPECT_EQ(from_base64url("Zm9v\n"), std::nullopt);
}

RC_GTEST_PROP(Base64Url, ReadsWhatItWrote, (const std::vector<std::uint8_t>& drawn)) {
    const std::string bytes(drawn.begin(), drawn.end());
    const std::string text = base64url(bytes);
    RC_ASSERT(from_base64url(text) == bytes);
    RC_ASSERT(text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") ==
              std::string::npos);
}

RC_GTEST_PROP(Base64Url, HasOneSpellingPerValue, ()) {
    const auto text = *rc::gen::container<std::string>(rc::gen::element('A', 'Q', 'Z', 'g', '8', '_', '-', '=', '+'));
    const auto bytes = from_base64url(text);
    if (bytes)
        RC_ASSERT(base64url(*bytes) == text);
}

TEST(EqualConstantTime, ComparesContentAndLength) {
    EXPECT_TRUE(equal_constant_time("", ""));
    EXPECT_TRUE(equal_constant_time("12345678", "12345678"));
    EXPECT_FALSE(equal_constant_time("12345678", "12345679"));
    EXPECT_FALSE(equal_constant_time("12345678", "02345678"));
    EXPECT_FALSE(equal_constant_time("1234567", "12345678"));
    EXPECT_FALSE(equal_constant_time(std::string_view("a\0b", 3), std::string_view("a\0c", 3)));
}

} // namespace
} // namespace parley::digest

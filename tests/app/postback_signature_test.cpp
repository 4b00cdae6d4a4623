// Signatures of postbacks, by the example of the Standard Webhooks specification.
#include "app/postback_signature.hpp"

#include "digest/digest.hpp"

#include <gtest/gtest.h>

namespace parley::app {
namespace {

constexpr std::int64_t sent_s = 1'614'265'330;
const std::string body = R"({"test": 2432232314})";
const std::string right = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
const core::Instant then{core::seconds(sent_s)};

/// The key of the example is 24 bytes; ours are 32, of which its last eight are zero: RFC 2104 pads keys with zeros.
PostbackSecret example_secret() {
    const auto bytes = digest::from_base64url("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    PostbackSecret secret{};
    std::copy(bytes->begin(), bytes->end(), secret.begin());
    return secret;
}

SignedMessage message(std::string_view signatures, std::string_view timestamp = "1614265330") {
    return {"msg_p5jXN8AQM9LWM0D4loKWxJek", timestamp, body, signatures};
}

TEST(PostbackSignature, IsThatOfTheSpecification) {
    EXPECT_TRUE(is_signed_with(example_secret(), message(right)));
    EXPECT_TRUE(is_signed_with(example_secret(), message("v1a,xyz v1,AAAA " + right))) << "one of several will do";
}

TEST(PostbackSignature, OfAnythingElseIsNone) {
    for (const std::string& wrong : {std::string(), std::string("v1,"), right.substr(3), "v1a," + right.substr(3),
                                     right.substr(0, right.size() - 1), right + "x", right + ","})
        EXPECT_FALSE(is_signed_with(example_secret(), message(wrong))) << wrong;
    EXPECT_FALSE(is_signed_with(PostbackSecret{}, message(right)));
    SignedMessage other = message(right, "1614265331");
    EXPECT_FALSE(is_signed_with(example_secret(), other));
    other = message(right);
    other.id = "msg_x";
    EXPECT_FALSE(is_signed_with(example_secret(), other));
    other = message(right);
    other.body = "{}";
    EXPECT_FALSE(is_signed_with(example_secret(), other));
}

TEST(PostbackSignature, IsTakenForFiveMinutesEitherWay) {
    for (const std::int64_t away : {-300, 0, 300})
        EXPECT_TRUE(is_recent(message(right), then + core::seconds(away)));
    for (const std::int64_t away : {-301, 301})
        EXPECT_FALSE(is_recent(message(right), then + core::seconds(away)));
    for (const char* text : {"", "now", "1614265330.5", "-1", "16142653300000000000000", "9223372036854775807"})
        EXPECT_FALSE(is_recent(message(right, text), then)) << text;
}

TEST(PostbackSignature, KeysAreWrittenAsLibrariesReadThem) {
    EXPECT_EQ(written_key(PostbackSecret{}), "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
}

} // namespace
} // namespace parley::app

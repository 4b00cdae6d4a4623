#include "adapters/ws/frame.hpp"
#include "adapters/ws/token_bucket.hpp"

#include <gtest/gtest.h>

namespace parley::ws {
namespace {

std::string head(const Frame& frame, std::size_t bytes) {
    return frame->substr(0, bytes);
}

TEST(FrameEncoding, WritesTheThreeLengths) {
    EXPECT_EQ(*encode_text_frame("Hello"), "\x81\x05Hello");
    EXPECT_EQ(head(encode_text_frame(std::string(125, 'x')), 2), "\x81\x7D");
    EXPECT_EQ(head(encode_text_frame(std::string(126, 'x')), 4), std::string("\x81\x7E\x00\x7E", 4));
    EXPECT_EQ(head(encode_binary_frame(std::string(65535, 'x')), 4), "\x82\x7E\xFF\xFF");
    EXPECT_EQ(head(encode_binary_frame(std::string(65536, 'x')), 10), std::string("\x82\x7F\0\0\0\0\0\1\0\0", 10));
    EXPECT_EQ(encode_binary_frame(std::string(65536, 'x'))->size(), 65546U);
    EXPECT_EQ(*encode_ping_frame(), std::string("\x89\0", 2));
}

TEST(FrameEncoding, CutsAReasonBetweenCharacters) {
    EXPECT_EQ(*encode_close_frame(1013, "slow"), std::string("\x88\x06\x03\xF5slow", 8));
    const std::string reason = std::string(122, 'r') + "\xE2\x82\xAC";
    const auto frame = encode_close_frame(1008, reason);
    EXPECT_EQ(frame->size(), 2U + 2U + 122U);
    EXPECT_EQ((*frame)[1], '\x7C');
}

TEST(TokenBucket, AllowsTheBurstThenTheRate) {
    const auto start = TokenBucket::TimePoint(std::chrono::hours(1));
    TokenBucket bucket(20, 40, start);
    for (int at = 0; at < 40; ++at) {
        EXPECT_TRUE(bucket.take(start));
    }
    EXPECT_FALSE(bucket.take(start));
    int taken = 0;
    for (int ms = 1; ms <= 1000; ++ms) {
        taken += bucket.take(start + std::chrono::milliseconds(ms)) ? 1 : 0;
    }
    EXPECT_NEAR(taken, 20, 1);
    taken = 0;
    for (int at = 0; at < 100; ++at) {
        taken += bucket.take(start + std::chrono::hours(1)) ? 1 : 0;
    }
    EXPECT_EQ(taken, 40) << "rest never saves up more than the burst";
}

TEST(TokenBucket, ZeroIsNoBound) {
    TokenBucket bucket(0, 0, {});
    for (int at = 0; at < 1000; ++at) {
        EXPECT_TRUE(bucket.take({}));
    }
}

} // namespace
} // namespace parley::ws

#include "adapters/ws/frame_cursor.hpp"

#include "adapters/ws/ws_client.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace parley::ws {
namespace {

using tests::client_frame;
namespace opcode = tests::opcode;

// What is read, and after which of its bytes nothing is open.
struct Bytes {
    std::string all;
    std::vector<std::size_t> rests{0};

    void add(const std::string& frame, bool rests_after) {
        all += frame;
        if (rests_after) {
            rests.push_back(all.size());
        }
    }
};

Bytes conversation() {
    Bytes bytes;
    for (const std::size_t length : {0, 1, 125, 126, 300, 65'535, 65'536}) {
        bytes.add(client_frame(opcode::text, std::string(length, 'x')), true);
    }
    bytes.add(client_frame(opcode::ping, ""), true);
    bytes.add(client_frame(opcode::binary, "begun ", false), false);
    bytes.add(client_frame(opcode::ping, "between"), false);
    bytes.add(client_frame(opcode::continuation, "", false), false);
    bytes.add(client_frame(opcode::continuation, "ended"), true);
    bytes.add(client_frame(opcode::close, "\x03\xE8"), true);
    return bytes;
}

TEST(FrameCursor, KnowsTheEndsOfMessagesByteByByte) {
    const auto bytes = conversation();
    FrameCursor cursor;
    std::vector<std::size_t> rests;
    for (std::size_t at = 0; at <= bytes.all.size(); ++at) {
        if (cursor.between_messages()) {
            rests.push_back(at);
        }
        cursor.follow(std::string_view(bytes.all).substr(at, 1));
    }
    EXPECT_EQ(rests, bytes.rests);
}

TEST(FrameCursor, KnowsThemHoweverTheBytesAreCut) {
    const auto bytes = conversation();
    for (const std::size_t step : {2, 3, 7, 1'536, 70'000, 200'000}) {
        FrameCursor cursor;
        for (std::size_t at = 0; at < bytes.all.size(); at += step) {
            const auto end = std::min(at + step, bytes.all.size());
            cursor.follow(std::string_view(bytes.all).substr(at, step));
            const bool rests = std::ranges::find(bytes.rests, end) != bytes.rests.end();
            EXPECT_EQ(cursor.between_messages(), rests) << end << " bytes by " << step;
        }
    }
}

TEST(FrameCursor, TakesAFrameWithoutAMaskAsBeastWillRefuseIt) {
    FrameCursor cursor;
    cursor.follow(std::string("\x81\x02hi", 4));
    EXPECT_TRUE(cursor.between_messages());
}

// RFC 6455 lets the top bit of an eight-byte length be 0 only; Beast asks for the key before it looks.
TEST(FrameCursor, IsNeverBetweenMessagesAgainAfterALengthThatCannotBe) {
    for (unsigned last = 0xFA; last <= 0xFF; ++last) {
        FrameCursor cursor;
        cursor.follow("\x81\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF" + std::string(1, static_cast<char>(last)));
        for (int more = 0; more < 8; ++more) {
            EXPECT_FALSE(cursor.between_messages()) << last << " and " << more << " bytes";
            cursor.follow("x");
        }
    }
}

} // namespace
} // namespace parley::ws

#include "core/ids.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace parley::core {
namespace {

TEST(Ids, AreTwentySixCharactersOfBaseThirtyTwo) {
    EXPECT_EQ(to_text(Id128{}), std::string(26, '0'));
    EXPECT_EQ(to_text(Id128{0, 31}), std::string(25, '0') + 'z');
    EXPECT_EQ(to_text(Id128{0, 32}), std::string(24, '0') + "10");
    EXPECT_EQ(to_text(Id128{~0ULL, ~0ULL}), '7' + std::string(25, 'z'));
}

TEST(Ids, HaveOneSpelling) {
    const auto read = parse_id128("01k8zq7c9d3n2m1h0gfedcba98");
    ASSERT_TRUE(read);
    EXPECT_EQ(to_text(*read), "01k8zq7c9d3n2m1h0gfedcba98");
    EXPECT_FALSE(parse_id128("01K8ZQ7C9D3N2M1H0GFEDCBA98"));
}

TEST(Ids, RefuseOtherText) {
    const std::string zeros(25, '0');
    for (const std::string& wrong : {std::string(), zeros, zeros + "00", zeros + "i", zeros + "l", zeros + "o",
                                     zeros + "u", zeros + "-", '8' + zeros, zeros + "\xc3"})
        EXPECT_FALSE(parse_id128(wrong)) << wrong;
}

TEST(Ids, AreTheBytesThatWereDrawn) {
    std::array<std::uint8_t, 16> bytes{};
    bytes[0] = 0x12;
    bytes[7] = 0x34;
    bytes[8] = 0x56;
    bytes[15] = 0x78;
    const auto id = id_from_bytes<OfferId>(bytes);
    EXPECT_EQ(id.high, 0x1200000000000034ULL);
    EXPECT_EQ(id.low, 0x5600000000000078ULL);
    EXPECT_FALSE(id.is_nil());
    EXPECT_TRUE(OfferId{}.is_nil());
}

RC_GTEST_PROP(Ids, ReadWhatTheyWriteAndKeepTheirOrder, (std::uint64_t high, std::uint64_t low, std::uint64_t other)) {
    const Id128 a{high, low}, b{high, other};
    RC_ASSERT(parse_id128(to_text(a)) == a);
    RC_ASSERT((a < b) == (to_text(a) < to_text(b)));
}

} // namespace
} // namespace parley::core

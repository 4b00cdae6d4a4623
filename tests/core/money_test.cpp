#include "core/money.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace parley::core {
namespace {

TEST(Shares, AreRoundedUp) {
    EXPECT_EQ(share_rounded_up(10'000, 100), 100);
    EXPECT_EQ(share_rounded_up(10'001, 100), 101);
    EXPECT_EQ(share_rounded_up(1, 1), 1);
    EXPECT_EQ(share_rounded_up(99, 10'000), 99);
}

TEST(Shares, OfNothingAreNothing) {
    EXPECT_EQ(share_rounded_up(0, 100), 0);
    EXPECT_EQ(share_rounded_up(-500, 100), 0);
    EXPECT_EQ(share_rounded_up(500, 0), 0);
}

TEST(Shares, DoNotOverflow) {
    constexpr Minor most = std::numeric_limits<Minor>::max();
    EXPECT_EQ(share_rounded_up(most, basis_points_per_one), most);
}

RC_GTEST_PROP(Shares, AreTheLeastWholeNumberThatIsEnough, ()) {
    const auto amount = *rc::gen::inRange<Minor>(1, price_max);
    const auto bp = *rc::gen::inRange<std::int64_t>(1, basis_points_per_one + 1);
    const Minor share = share_rounded_up(amount, bp);
    RC_ASSERT(share * basis_points_per_one >= amount * bp);
    RC_ASSERT((share - 1) * basis_points_per_one < amount * bp);
}

} // namespace
} // namespace parley::core

#include "core/dispositions.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

Market three_with_one_gone() {
    Market market = a_market().bidders(4).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 60'000, at(2));
    market.offer(3, 70'000, at(3));
    market.withdraw(3, at(4));
    return market;
}

TEST(StandBy, IsForThoseWhoMayStillBeChosen) {
    const auto told = stand_by_while(three_with_one_gone().state, 1);
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told[0].bidder, 2);
    EXPECT_EQ(told[0].disposition, Disposition::stand_by);
    EXPECT_FALSE(told[0].final);
}

TEST(AfterAward, EveryOfferGetsOneFinalWord) {
    const auto told = dispositions_after_award(three_with_one_gone().state, 2);
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].disposition, Disposition::lost);
    EXPECT_EQ(told[0].reason, "other_preferred");
    EXPECT_EQ(told[1].disposition, Disposition::won);
    EXPECT_EQ(told[2].disposition, Disposition::withdrawn);
    for (const Disposed& one : told)
        EXPECT_TRUE(one.final);
}

TEST(WithoutAward, NobodyIsToldTwice) {
    Market market = three_with_one_gone();
    const auto first = dispositions_without_award(market.state, Disposition::no_award, "cancelled");
    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(first[0].reason, "cancelled");
    market.submit(Market::from_buyer(Cancel{}, at(9)));
    EXPECT_TRUE(dispositions_without_award(market.state, Disposition::no_award, "cancelled").empty());
}

} // namespace
} // namespace parley::core

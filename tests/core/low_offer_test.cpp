// The cases are Prozorro's own (prozorro_alp_cases), money x 100; the bounds are inclusive and exact.
#include "core/low_offer.hpp"

#include "core/market_builders.hpp"

namespace parley::core {
namespace {

using namespace testing;

/// First prices and last prices of three bidders; what is flagged of the first.
std::vector<LowOffer> flags_of_first(const std::vector<Minor>& initial, const std::vector<Minor>& last) {
    Market market = a_market().sealed().bidders(3).running();
    for (BidderNo number = 1; number <= 3; ++number)
        market.offer(number, initial[static_cast<std::size_t>(number - 1)], at(number));
    for (BidderNo number = 1; number <= 3; ++number)
        market.offer(number, last[static_cast<std::size_t>(number - 1)], at(10 + number));
    std::vector<LowOffer> codes;
    for (const LowOfferFlag& flag : low_offers(market.state))
        if (flag.bidder == 1)
            codes.push_back(flag.code);
    return codes;
}

using Codes = std::vector<LowOffer>;

TEST(LowOffers, AreFlaggedAsProzorroFlagsThem) {
    EXPECT_EQ(flags_of_first({110'000, 100'000, 120'000}, {50'000, 100'000, 110'000}),
              (Codes{LowOffer::against_initial, LowOffer::against_next}));
    EXPECT_EQ(flags_of_first({1'100'000, 83'300, 80'000}, {49'000, 70'000, 85'000}), (Codes{LowOffer::against_next}))
        << "exactly 30 % below the next";
    EXPECT_EQ(flags_of_first({60'000, 100'000, 100'000}, {60'000, 85'714, 85'000}), (Codes{LowOffer::against_initial}))
        << "exactly 40 % below the mean";
    EXPECT_EQ(flags_of_first({60'000, 99'999, 100'000}, {60'000, 85'714, 85'000}), Codes{});
    EXPECT_EQ(flags_of_first({18'500'000, 18'241'500, 100'000}, {10'650'000, 10'700'000, 85'000}), Codes{});
}

TEST(LowOffers, ARealAwardOfProzorro) {
    EXPECT_TRUE(is_low_against_next(183'000'000, 261'480'000)) << "UA-2020-08-06-003989-a: 1 - 0.69986";
}

TEST(LowOffers, BoundsAreInclusiveToTheMinorUnit) {
    EXPECT_TRUE(is_low_against_next(70, 100));
    EXPECT_FALSE(is_low_against_next(71, 100));
    EXPECT_TRUE(is_low_against_initial(60, {99, 101}));
    EXPECT_FALSE(is_low_against_initial(61, {99, 101}));
    EXPECT_FALSE(is_low_against_initial(1, {})) << "alone there is nothing to be low against";
    EXPECT_TRUE(is_low_against_initial(price_max * 6 / 10, {price_max, price_max})) << "no overflow at the top";
}

TEST(LowOffers, CountOnlyOffersThatStand) {
    Market market = a_market().bidders(3).running();
    market.offer(1, 50'000, at(1));
    market.offer(2, 100'000, at(2));
    market.offer(3, 100'000, at(3));
    EXPECT_EQ(low_offers(market.state).size(), 2U);
    market.withdraw(2, at(4));
    market.withdraw(3, at(5));
    EXPECT_TRUE(low_offers(market.state).empty());
}

} // namespace
} // namespace parley::core

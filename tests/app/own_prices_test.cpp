#include "app/own_prices.hpp"

#include <gtest/gtest.h>

namespace parley::app {
namespace {

constexpr core::Micros day = core::seconds(86'400);
constexpr core::Instant today{1'000 * day};

OwnPrice offered(core::Minor price, std::int64_t days_ago, const char* item = "Oak table R2") {
    return {core::BusinessId{}, item, price, today - days_ago * day};
}

std::optional<LowerHere> lower(std::vector<OwnPrice> earlier, const char* item = "Table R2, oak") {
    core::OfferDetails details;
    details.item = item;
    details.reference_price = core::ReferencePrice{52'000, "in our shop", "1970-01-01", {}};
    return lower_here(details, earlier);
}

TEST(OwnPrices, TheNewestLowerOneIsTold) {
    EXPECT_EQ(lower({offered(48'000, 9), offered(47'000, 3)}), (LowerHere{47'000, today - 3 * day}));
}

TEST(OwnPrices, OfMostDaysAndTheSameItemAlone) {
    EXPECT_EQ(lower({}), std::nullopt);
    EXPECT_EQ(lower({offered(52'000, 9)}), std::nullopt) << "the same is not lower";
    EXPECT_EQ(lower({offered(51'999, 9), offered(60'000, 8)}), std::nullopt) << "half of the days are not most";
    EXPECT_NE(lower({offered(51'999, 9), offered(60'000, 9), offered(50'000, 8), offered(60'000, 7)}), std::nullopt)
        << "a day counts once";
    EXPECT_EQ(lower({offered(40'000, 9, "Oak table R3")}), std::nullopt);
    EXPECT_EQ(lower({offered(40'000, 9, "")}, ""), std::nullopt) << "nothing stated is no item";
}

} // namespace
} // namespace parley::app

#include "core/matching/why_not.hpp"

#include "market.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

using namespace testing;

/// Tables in London and, further, in York.
Shop two_shops(std::int32_t york_radius_km = 40) {
    Shop shop = table_shop(1, london);
    FurtherBranch in_york;
    in_york.number = shop.last_branch = 2;
    in_york.place = york;
    in_york.radius_km = york_radius_km;
    in_york.name = "York";
    shop.further = {in_york};
    return shop;
}

TEST(Branches, ABusinessMatchesByAnyOfThem) {
    const auto match = match_one(sector_tree(), two_shops(), tables_in(leeds));
    ASSERT_TRUE(match);
    EXPECT_EQ(match->branch, 1U);
    EXPECT_EQ(match->distance_m, distance_m(york, leeds));
    EXPECT_EQ(match->reasons, (std::vector<MatchReason>{{MatchReasonKind::sells_exactly, 0},
                                                        {MatchReasonKind::distance_m, distance_m(york, coarse(leeds))},
                                                        {MatchReasonKind::from_branch, 2}}));
    EXPECT_EQ(why_not(sector_tree(), two_shops(23), tables_in(leeds), false), (WhyNot{WhyNotCause::distance, 13}));
}

TEST(Branches, TheNearestThatServesStandsForTheBusiness) {
    Shop shop = two_shops(400);
    shop.radius_km = 400;
    EXPECT_EQ(nearest_serving(shop, tables_in(leeds))->branch, 1U);
    EXPECT_EQ(nearest_serving(shop, tables_in(london))->branch, 0U);
    shop.further[0].radius_km = 10;
    EXPECT_EQ(nearest_serving(shop, tables_in(leeds))->branch, 0U) << "York is nearer and does not go there";
    shop.nationwide = true;
    EXPECT_EQ(nearest_serving(shop, tables_in(leeds)), (Served{1, distance_m(york, leeds), std::nullopt}));
}

TEST(Branches, ServeTheirAreasAndNothingElse) {
    Shop shop = table_shop(1, london, 1'000);
    shop.areas = {{"York", york, 5}, {"Leeds", leeds, 3}};
    EXPECT_TRUE(match_one(sector_tree(), shop, tables_in(leeds)));
    EXPECT_FALSE(match_one(sector_tree(), shop, tables_in(london))) << "not even at the door";
    EXPECT_EQ(nearest_serving(shop, tables_in(leeds))->reach_m, distance_m(london, york) + 5'000);
    MatchQuery widened = tables_in({leeds.lat_e6 + 50'000, leeds.lon_e6}); // 5.6 km
    EXPECT_EQ(why_not(sector_tree(), shop, widened, false), (WhyNot{WhyNotCause::distance, 3}));
    widened.extra_radius_km = 3;
    EXPECT_TRUE(match_one(sector_tree(), shop, widened));
}

RC_GTEST_PROP(Branches, TellTheShopNothingOfTheExactPlace, ()) {
    Shop shop = table_shop(1, *any_place(), 12'000);
    add_wishes(shop);
    shop.include.clear();
    shop.exclude.clear();
    shop.requirements.clear();
    MatchQuery one = tables_in(*any_place());
    MatchQuery other = one;
    other.place = coarse(one.place);
    const auto a = match_one(sector_tree(), shop, one), b = match_one(sector_tree(), shop, other);
    if (a && b)
        RC_ASSERT(a->reasons == b->reasons);
}

TEST(Branches, AreReachableWhileAnyThatServesIsOpen) {
    OpeningHours mornings, evenings;
    for (auto& day : mornings.week)
        day = {{8 * 60, 12 * 60}};
    for (auto& day : evenings.week)
        day = {{11 * 60, 20 * 60}};
    const Instant midnight = *parse_rfc3339("2026-03-02T00:00:00Z");
    const BranchHours both{&mornings, &evenings};
    EXPECT_EQ(open_spans(both, midnight, midnight + seconds(86'399)),
              (std::vector<Span>{{midnight + seconds(8 * 3'600), midnight + seconds(20 * 3'600)}}));
    EXPECT_FALSE(is_open(both, midnight + seconds(21 * 3'600)));
    EXPECT_TRUE(is_open(both, midnight + seconds(13 * 3'600)));
    const std::vector<BranchHours> shops{both, {&evenings}};
    const auto first = first_reachable_instant(shops, 2, midnight);
    ASSERT_TRUE(first);
    EXPECT_EQ(*first, (Reachable{midnight + seconds(11 * 3'600), 2})) << "a shop with two branches open counts once";
}

} // namespace
} // namespace parley::core

#include "core/matching/why_not.hpp"

#include "core/names.hpp"
#include "market.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

using namespace testing;

using Kind = MatchReasonKind;

TEST(Fit, FollowsItsFormula) {
    // (5 x closeness + 3 x nearness + 2 x reliability) / 10
    EXPECT_EQ(fit_ppm(0, 40'000, 0, 500'000), 900'000);
    EXPECT_EQ(fit_ppm(1, 40'000, 0, 500'000), 650'000);
    EXPECT_EQ(fit_ppm(2, 40'000, 0, 500'000), 566'666) << "rounded down";
    EXPECT_EQ(fit_ppm(0, 40'000, 40'000, 500'000), 750'000) << "at the edge";
    EXPECT_EQ(fit_ppm(0, 40'000, 20'000, 500'000), 825'000);
    EXPECT_EQ(fit_ppm(0, std::nullopt, 900'000, 500'000), 750'000) << "nationwide";
    EXPECT_EQ(fit_ppm(0, 0, 0, 1'000'000), 1'000'000);
    EXPECT_EQ(fit_ppm(0, 40'000, 0, 700'000), 940'000);
}

TEST(Fit, TrustsTheShareOfAnswersAsInvitationsGrow) {
    Shop shop = table_shop(1);
    shop.answered_ppm = 800'000;
    EXPECT_EQ(reliability_ppm(shop), 700'000) << "(16e6 + 5e6) / 30";
    shop.invitations = 0;
    EXPECT_EQ(reliability_ppm(shop), 500'000) << "a newcomer counts as average";
    shop.invitations = 1'000'000;
    EXPECT_EQ(reliability_ppm(shop), 799'997);
}

TEST(Fit, ReachesFurtherInAWidenedRound) {
    MatchQuery query = tables_in(york);
    EXPECT_EQ(nearest_serving(table_shop(1), query)->reach_m, 40'000);
    const auto narrow = match_one(sector_tree(), table_shop(1), query);
    query.extra_radius_km = 40;
    EXPECT_EQ(nearest_serving(table_shop(1), query)->reach_m, 80'000);
    const auto wide = match_one(sector_tree(), table_shop(1), query);
    ASSERT_TRUE(narrow && wide);
    EXPECT_GT(wide->fit_ppm, narrow->fit_ppm) << "further from the edge";
}

RC_GTEST_PROP(Fit, NeverFallsWithWhatIsBetterForTheBuyer, ()) {
    const auto levels = *rc::gen::inRange(0, 6);
    const auto reach = *rc::gen::element<std::optional<std::int64_t>>(std::nullopt, 0, 1'000, 40'000, 12'000'000);
    const auto distance = *rc::gen::inRange<std::int64_t>(0, 300'000);
    const Shop shop = *any_shop(5);
    const std::int32_t fit = fit_ppm(levels, reach, distance, reliability_ppm(shop));
    RC_ASSERT(fit >= 0 && fit <= 1'000'000);
    RC_ASSERT(fit_ppm(levels + 1, reach, distance, reliability_ppm(shop)) <= fit);
    RC_ASSERT(fit_ppm(levels, reach, distance + *rc::gen::inRange(0, 50'000), reliability_ppm(shop)) <= fit);
    Shop reliable = shop;
    reliable.answered_ppm = *rc::gen::inRange(shop.answered_ppm, 1'000'001);
    RC_ASSERT(fit_ppm(levels, reach, distance, reliability_ppm(reliable)) >= fit);
}

RC_GTEST_PROP(Fit, IsNotMovedByMoney, ()) {
    Shop shop = *any_shop(5);
    const MatchQuery query = *any_query();
    const auto before = match_one(sector_tree(), shop, query);
    shop.budget_floor = *rc::gen::inRange(0, 90'000);
    shop.daily_cap = *rc::gen::inRange(0, 3);
    const auto after = match_one(sector_tree(), shop, query);
    if (before && after)
        RC_ASSERT(before->fit_ppm == after->fit_ppm);
}

RC_GTEST_PROP(Fit, OrdersDifferentBusinessesTotally, ()) {
    const auto draw = [](std::uint64_t id) {
        Match match;
        match.business = business(id);
        match.fit_ppm = *rc::gen::inRange(0, 3);
        match.distance_m = *rc::gen::inRange(0, 3);
        return match;
    };
    const Match a = draw(1), b = draw(2);
    RC_ASSERT(fits_better(a, b) != fits_better(b, a));
    RC_ASSERT(!fits_better(a, a));
    if (a.fit_ppm > b.fit_ppm)
        RC_ASSERT(fits_better(a, b));
    if (a.fit_ppm == b.fit_ppm && a.distance_m < b.distance_m)
        RC_ASSERT(fits_better(a, b));
    if (a.fit_ppm == b.fit_ppm && a.distance_m == b.distance_m)
        RC_ASSERT(fits_better(a, b));
}

TEST(WhyMe, NamesSectorDistanceAndBudget) {
    Shop shop = table_shop(1, york, 80);
    shop.budget_floor = 20'000;
    const auto match = match_one(sector_tree(), shop, tables_in(leeds));
    ASSERT_TRUE(match);
    EXPECT_EQ(match->distance_m, distance_m(york, leeds));
    EXPECT_EQ(match->reasons, (std::vector<MatchReason>{{Kind::sells_exactly, 0},
                                                        {Kind::distance_m, distance_m(york, coarse(leeds))},
                                                        {Kind::budget_fits, 20'000}}));
    shop.sectors = {"furniture", "trades"};
    EXPECT_EQ(match_one(sector_tree(), shop, tables_in(leeds))->reasons.front(),
              (MatchReason{Kind::sells_category, 1}));
    EXPECT_EQ(name_of(Kind::sells_category), "sells_category");
    EXPECT_EQ(name_of(Kind::found_it_itself), "found_it_itself");
}

TEST(WhyMe, TellsNothingOfASealedBudgetOrTheExactPlace) {
    Shop shop = table_shop(1, york, 80);
    shop.budget_floor = 20'000;
    MatchQuery sealed = tables_in(leeds);
    sealed.budget_sealed = true;
    MatchQuery other = sealed;
    other.budget = 900'000;
    other.place.lat_e6 += 30'000; // the same tenth of a degree
    ASSERT_EQ(coarse(other.place), coarse(sealed.place));
    EXPECT_EQ(match_one(sector_tree(), shop, sealed)->reasons, match_one(sector_tree(), shop, other)->reasons);
}

TEST(WhyNot, NamesTheFirstCauseInItsOrder) {
    const SectorTree tree = sector_tree();
    const MatchQuery query = tables_in(leeds);
    Shop shop = table_shop(1);
    EXPECT_EQ(why_not(tree, shop, query, false), (WhyNot{WhyNotCause::none}));
    shop.daily_cap = 3;
    shop.invited_today = 2;
    EXPECT_EQ(why_not(tree, shop, query, false), (WhyNot{WhyNotCause::none}));
    shop.invited_today = 3;
    EXPECT_EQ(why_not(tree, shop, query, false), (WhyNot{WhyNotCause::daily_cap}));
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::already_invited}));
    shop.budget_floor = 60'001;
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::budget_floor}));
    MatchQuery said = query;
    said.answers = {{"material", "pine"}};
    said.stems = stems_of("A pine table", "");
    shop.requirements = {{"material", {"oak"}}};
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::budget_floor})) << "left open";
    EXPECT_EQ(why_not(tree, shop, said, true), (WhyNot{WhyNotCause::requirements}));
    shop.exclude = {phrase_of("pine")};
    EXPECT_EQ(why_not(tree, shop, said, true), (WhyNot{WhyNotCause::words}));
    shop.place = york;
    shop.radius_km = 23;
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::distance, 13})) << "35.27 km away";
    shop.sectors = {"furniture/chairs", "furniture/tables/oak"};
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::sector}));
    shop.paused = true;
    EXPECT_EQ(why_not(tree, shop, query, true), (WhyNot{WhyNotCause::paused}));
    EXPECT_EQ(name_of(WhyNotCause::already_invited), "already_invited");
}

RC_GTEST_PROP(WhyNot, AgreesWithMatching, ()) {
    const SectorTree tree = sector_tree();
    const Shop shop = *any_shop(5);
    const MatchQuery query = *any_query();
    const auto invited = *rc::gen::arbitrary<bool>();
    const WhyNot answer = why_not(tree, shop, query, invited);
    const auto match = match_one(tree, shop, query);
    const bool after_matching = answer.cause == WhyNotCause::none || answer.cause == WhyNotCause::already_invited ||
                                answer.cause == WhyNotCause::daily_cap;
    RC_ASSERT(match.has_value() == after_matching);
    RC_ASSERT((answer.cause == WhyNotCause::none) == (match && !invited && !match->at_daily_cap));
}

RC_GTEST_PROP(WhyNot, KilometresMissingAreWhatWouldDo, ()) {
    const SectorTree tree = sector_tree();
    const MatchQuery query{"furniture/tables", *any_place(), std::nullopt, false, *rc::gen::element(0, 10)};
    Shop shop = table_shop(1, *any_place(), *rc::gen::inRange(0, 60));
    const WhyNot answer = why_not(tree, shop, query, false);
    if (answer.cause == WhyNotCause::none)
        return;
    RC_ASSERT(answer.cause == WhyNotCause::distance && answer.km_missing > 0);
    shop.radius_km += static_cast<std::int32_t>(answer.km_missing) - 1;
    RC_ASSERT(!match_one(tree, shop, query));
    shop.radius_km += 1;
    RC_ASSERT(match_one(tree, shop, query).has_value());
}

TEST(MayJoin, AsksForSectorAndDistanceOnly) {
    const SectorTree tree = sector_tree();
    Shop shop = table_shop(1);
    shop.paused = true;
    shop.budget_floor = 1'000'000;
    shop.include = {phrase_of("walnut")};
    EXPECT_TRUE(may_join(tree, shop, tables_in(leeds)));
    EXPECT_FALSE(may_join(tree, shop, tables_in(london)));
    shop.sectors = {"furniture/chairs"};
    EXPECT_FALSE(may_join(tree, shop, tables_in(leeds)));
}

} // namespace
} // namespace parley::core

#include "core/matching/index.hpp"

#include "market.hpp"

#include <algorithm>
#include <map>
#include <random>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

using namespace testing;

std::vector<std::uint64_t> ids(const std::vector<Match>& matches) {
    std::vector<std::uint64_t> found;
    for (const Match& match : matches)
        found.push_back(match.business.low);
    return found;
}

/// How many levels up `above` is met from `slug`, read off the slugs themselves; -1 for never.
int levels_by_slug(const std::string& above, std::string slug) {
    for (int levels = 0;; ++levels) {
        if (slug == above)
            return levels;
        const auto cut = slug.rfind('/');
        if (cut == std::string::npos)
            return -1;
        slug.resize(cut);
    }
}

bool says(const MatchQuery& query, const Phrase& phrase) {
    for (std::size_t at = 0; at + phrase.stems.size() <= query.stems.size(); ++at)
        if (std::equal(phrase.stems.begin(), phrase.stems.end(), query.stems.begin() + static_cast<std::ptrdiff_t>(at)))
            return true;
    return false;
}

bool suits(const Shop& shop, const MatchQuery& query) {
    bool wanted = shop.include.empty();
    for (const Phrase& phrase : shop.include)
        wanted = wanted || says(query, phrase);
    for (const Phrase& phrase : shop.exclude)
        wanted = wanted && !says(query, phrase);
    for (const Requirement& requirement : shop.requirements)
        if (query.answers.contains(requirement.question))
            wanted = wanted && std::ranges::count(requirement.accepts, query.answers.at(requirement.question)) > 0;
    return wanted;
}

/// Do the circles of this branch hold the point?
bool holds(const Branch& branch, Point at, std::int64_t extra_km) {
    std::vector<Area> circles = branch.areas;
    if (circles.empty())
        circles.push_back({"", branch.place, branch.radius_km});
    return std::ranges::any_of(circles, [&](const Area& circle) {
        return distance_m(circle.place, at) <= 1'000 * (circle.radius_km + extra_km);
    });
}

/// The branch that stands for the shop, by its place among them; nothing if none serves.
std::optional<std::size_t> standing(const Shop& shop, const MatchQuery& query) {
    std::vector<Branch> branches{shop};
    branches.insert(branches.end(), shop.further.begin(), shop.further.end());
    std::optional<std::size_t> nearest, nearest_holding;
    bool any = shop.nationwide;
    const Point from = coarse(query.place);
    const auto nearer = [&](std::size_t i, std::optional<std::size_t> than) {
        return !than || distance_m(branches[i].place, from) < distance_m(branches[*than].place, from);
    };
    for (std::size_t i = 0; i < branches.size(); ++i) {
        any = any || holds(branches[i], query.place, query.extra_radius_km);
        if (nearer(i, nearest))
            nearest = i;
        if ((shop.nationwide || holds(branches[i], from, query.extra_radius_km)) && nearer(i, nearest_holding))
            nearest_holding = i;
    }
    if (!any)
        return std::nullopt;
    return nearest_holding ? nearest_holding : nearest;
}

std::int64_t reach_of(const Branch& branch, std::int64_t extra_km) {
    std::int64_t reach = branch.areas.empty() ? 1'000 * (branch.radius_km + extra_km) : 0;
    for (const Area& area : branch.areas)
        reach = std::max(reach, distance_m(branch.place, area.place) + 1'000 * (area.radius_km + extra_km));
    return reach;
}

/// Every shop asked in turn, the rules written out once more.
std::vector<Match> brute_force(const std::map<BusinessId, Shop>& shops, const MatchQuery& query) {
    std::vector<Match> matches;
    for (const auto& [id, shop] : shops) {
        int levels = -1;
        for (const std::string& sector : shop.sectors) {
            if (sector == "unheard/of")
                continue;
            const int these = levels_by_slug(sector, query.sector);
            if (these >= 0 && (levels < 0 || these < levels))
                levels = these;
        }
        if (levels < 0 || shop.paused || (query.budget && *query.budget < shop.budget_floor))
            continue;
        const auto from = standing(shop, query);
        if (!from || !suits(shop, query))
            continue;
        const Branch& branch = *from == 0 ? static_cast<const Branch&>(shop) : shop.further[*from - 1];
        const std::int64_t distance = distance_m(branch.place, query.place);
        const std::int64_t reach = reach_of(branch, query.extra_radius_km);
        const std::int64_t near = shop.nationwide ? 500'000
                                  : reach == 0    ? 1'000'000
                                                  : 1'000'000 - 500'000 * std::min(distance, reach) / reach;
        const std::int64_t answers =
            (std::int64_t{shop.answered_ppm} * shop.invitations + 5'000'000) / (shop.invitations + 10);
        const std::int64_t fit = (5 * (1'000'000 / (levels + 1)) + 3 * near + 2 * answers) / 10;
        Match match;
        match.business = id;
        match.branch = *from;
        match.distance_m = distance;
        match.fit_ppm = static_cast<std::int32_t>(fit);
        match.invitations = shop.invitations;
        match.at_daily_cap = shop.daily_cap != 0 && shop.invited_today >= shop.daily_cap;
        match.reasons.push_back(
            {levels == 0 ? MatchReasonKind::sells_exactly : MatchReasonKind::sells_category, levels});
        match.reasons.push_back({MatchReasonKind::distance_m, distance_m(coarse(query.place), branch.place)});
        if (!shop.further.empty())
            match.reasons.push_back({MatchReasonKind::from_branch, branch.number});
        if (!shop.include.empty())
            match.reasons.push_back({MatchReasonKind::has_word, 0});
        if (query.budget && !query.budget_sealed && shop.budget_floor != 0)
            match.reasons.push_back({MatchReasonKind::budget_fits, shop.budget_floor});
        matches.push_back(match);
    }
    std::ranges::sort(matches, [](const Match& a, const Match& b) {
        if (a.fit_ppm != b.fit_ppm)
            return a.fit_ppm > b.fit_ppm;
        return a.distance_m != b.distance_m ? a.distance_m < b.distance_m : a.business < b.business;
    });
    return matches;
}

TEST(MatchIndex, FindsShopsOfTheSectorAndOfItsParents) {
    MatchIndex index(sector_tree());
    index.put(table_shop(1));
    Shop all_furniture = table_shop(2);
    all_furniture.sectors = {"furniture"};
    index.put(all_furniture);
    Shop oak_only = table_shop(3);
    oak_only.sectors = {"furniture/tables/oak"};
    index.put(oak_only);
    Shop both = table_shop(4, york);
    both.sectors = {"furniture", "furniture/tables", "furniture/tables"};
    index.put(both);
    EXPECT_EQ(ids(index.candidates(tables_in(leeds))), (std::vector<std::uint64_t>{1, 4, 2}));
    EXPECT_EQ(index.candidates(tables_in(leeds))[1].reasons.front().kind, MatchReasonKind::sells_exactly);
    EXPECT_EQ(ids(index.candidates(tables_in(leeds), 1)), (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(index.count(tables_in(leeds)), 3U);
    EXPECT_TRUE(index.candidates({"furniture/beds", leeds, std::nullopt, false, 0}).empty());
    EXPECT_TRUE(index.candidates({"trades/plumbing", leeds, std::nullopt, false, 0}).empty());
}

TEST(MatchIndex, KeepsToRadiusBudgetAndPause) {
    MatchIndex index(sector_tree());
    index.put(table_shop(1, york, 35)); // 35.27 km
    index.put(table_shop(2, york, 36));
    Shop nationwide = table_shop(3, london, 0);
    nationwide.nationwide = true;
    index.put(nationwide);
    Shop dear = table_shop(4);
    dear.budget_floor = 60'001;
    index.put(dear);
    Shop paused = table_shop(5);
    paused.paused = true;
    index.put(paused);
    MatchQuery query = tables_in(leeds);
    EXPECT_EQ(ids(index.candidates(query)), (std::vector<std::uint64_t>{2, 3}));
    query.extra_radius_km = 1;
    EXPECT_EQ(index.count(query), 3U);
    query.budget = std::nullopt;
    EXPECT_EQ(index.count(query), 4U) << "an intent without a budget matches";
}

TEST(MatchIndex, FollowsChangesOneByOne) {
    MatchIndex index(sector_tree());
    index.put(table_shop(1));
    Shop moved = table_shop(1, london);
    index.put(moved);
    EXPECT_EQ(index.size(), 1U);
    EXPECT_EQ(index.count(tables_in(leeds)), 0U);
    EXPECT_EQ(index.count(tables_in(london)), 1U);
    moved.invitations = 5;
    moved.daily_cap = moved.invited_today = 1;
    index.put(moved);
    EXPECT_EQ(index.candidates(tables_in(london)).front().invitations, 5);
    EXPECT_TRUE(index.candidates(tables_in(london)).front().at_daily_cap) << "matches all the same";
    ASSERT_NE(index.find(business(1)), nullptr);
    EXPECT_EQ(*index.find(business(1)), moved);
    EXPECT_TRUE(index.remove(business(1)));
    EXPECT_FALSE(index.remove(business(1)));
    EXPECT_EQ(index.find(business(1)), nullptr);
    EXPECT_EQ(index.count(tables_in(london)), 0U);
    EXPECT_EQ(index.size(), 0U);
}

TEST(MatchIndex, ForgetsAPausedShopUntilItIsBack) {
    MatchIndex index(sector_tree());
    Shop shop = table_shop(1);
    index.put(shop);
    shop.paused = true;
    index.put(shop);
    EXPECT_EQ(index.count(tables_in(leeds)), 0U);
    MatchQuery far_widened = tables_in(leeds);
    far_widened.extra_radius_km = 6'000; // asks every shop
    EXPECT_EQ(index.count(far_widened), 0U);
    shop.paused = false;
    index.put(shop);
    EXPECT_EQ(index.count(tables_in(leeds)), 1U);
    EXPECT_EQ(index.count(far_widened), 1U);
}

TEST(MatchIndex, TiesStandByDistanceThenId) {
    MatchIndex index(sector_tree());
    for (const std::uint64_t id : {9, 3, 7, 1}) {
        Shop shop = table_shop(id);
        shop.nationwide = true; // the distance does not enter the fit
        if (id == 3)
            shop.place = york;
        index.put(shop);
    }
    EXPECT_EQ(ids(index.candidates(tables_in(leeds))), (std::vector<std::uint64_t>{1, 7, 9, 3}));
}

TEST(MatchIndex, ReachesOverTheDateLineAndThePole) {
    MatchIndex index(sector_tree());
    index.put(table_shop(1, {-16'800'000, 179'950'000}));
    index.put(table_shop(2, {89'900'000, 0}));
    EXPECT_EQ(ids(index.candidates(tables_in({-16'800'000, -179'950'000}))), (std::vector<std::uint64_t>{1}));
    EXPECT_EQ(ids(index.candidates(tables_in({89'900'000, 180'000'000}))), (std::vector<std::uint64_t>{2}));
}

/// Shops come, change and go; after each few changes every kind of query gives what asking everybody gives.
RC_GTEST_PROP(MatchIndex, SaysWhatAskingEveryShopSays, ()) {
    constexpr std::uint64_t many = 40;
    MatchIndex index(sector_tree());
    std::map<BusinessId, Shop> shops;
    std::size_t matched = 0;
    for (int turn = 0; turn < 6; ++turn) {
        for (const Shop& shop : *rc::gen::container<std::vector<Shop>>(12, any_shop(many))) {
            const auto edit = *rc::gen::inRange(0, 6);
            if (edit == 0) {
                RC_ASSERT(index.remove(shop.id) == (shops.erase(shop.id) == 1));
            } else if (edit == 1 && shops.contains(shop.id)) {
                Shop& known = shops[shop.id]; // what leaves its area alone
                known.invitations = shop.invitations;
                known.answered_ppm = shop.answered_ppm;
                known.budget_floor = shop.budget_floor;
                known.paused = shop.paused;
                known.include = shop.include;
                index.put(known);
            } else {
                shops[shop.id] = shop;
                index.put(shop);
            }
        }
        RC_ASSERT(index.size() == shops.size());
        for (int question = 0; question < 8; ++question) {
            MatchQuery query = *any_query();
            if (!shops.empty() && *rc::gen::arbitrary<bool>())
                query.place =
                    *rc::gen::map(rc::gen::elementOf(shops), [](const auto& entry) { return entry.second.place; });
            auto expected = brute_force(shops, query);
            matched += expected.size();
            RC_ASSERT(index.candidates(query) == expected);
            RC_ASSERT(index.count(query) == expected.size());
            const auto limit = *rc::gen::inRange<std::size_t>(0, 6);
            if (expected.size() > limit)
                expected.resize(limit);
            RC_ASSERT(index.candidates(query, limit) == expected);
        }
    }
    RC_CLASSIFY(matched > 50);
}

// Where many shops are near each other most of them are passed over unread: none of those belongs among the best.
TEST(MatchIndex, FindsTheBestOfACrowd) {
    MatchIndex index(sector_tree());
    std::map<BusinessId, Shop> shops;
    std::mt19937_64 random(20261130);
    const auto between = [&](int low, int high) { return std::uniform_int_distribution<int>(low, high)(random); };
    for (std::uint64_t number = 1; number <= 3'000; ++number) {
        Shop shop = table_shop(number);
        shop.place.lat_e6 += between(-150'000, 150'000);
        shop.place.lon_e6 += between(-250'000, 250'000);
        shop.radius_km = between(1, 60);
        shop.invitations = between(0, 200);
        shop.answered_ppm = between(0, 1'000'000);
        shop.nationwide = between(0, 99) == 0;
        if (between(0, 9) == 0)
            shop.sectors.push_back("furniture");
        shops[shop.id] = shop;
        index.put(shop);
    }
    for (int question = 0; question < 40; ++question) {
        MatchQuery query = tables_in(leeds);
        query.place.lat_e6 += between(-200'000, 200'000);
        query.place.lon_e6 += between(-300'000, 300'000);
        auto expected = brute_force(shops, query);
        for (const std::size_t limit : {1, 20, 200}) {
            const auto end = expected.begin() + static_cast<std::ptrdiff_t>(std::min(limit, expected.size()));
            ASSERT_EQ(index.candidates(query, limit), std::vector<Match>(expected.begin(), end));
        }
    }
}

RC_GTEST_PROP(MatchIndex, SaysWhatMatchOneSays, ()) {
    const Shop shop = *any_shop(3);
    const MatchQuery query = *any_query();
    MatchIndex index(sector_tree());
    index.put(shop);
    const auto match = match_one(index.sectors(), shop, query);
    RC_ASSERT(index.candidates(query) == (match ? std::vector<Match>{*match} : std::vector<Match>{}));
}

} // namespace
} // namespace parley::core

#include "core/matching/preview.hpp"

#include "market.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

using namespace testing;

const Instant monday = *parse_rfc3339("2026-03-02T00:00:00Z");
constexpr Micros hour = seconds(3'600);

PastRequest a_request(Point place, Micros after_monday) {
    PastRequest request;
    request.query = tables_in(place);
    request.at = monday + after_monday;
    request.ran_from = request.at;
    request.ran_until = request.at + hour;
    return request;
}

Preview preview(const Shop& shop, const std::vector<PastRequest>& requests, std::optional<Minor> price = {}) {
    return preview_of(sector_tree(), shop, requests, price, monday, monday + 13 * 24 * hour);
}

std::vector<PastRequest> in_turn(std::vector<PastRequest> requests) {
    std::ranges::stable_sort(requests, {}, &PastRequest::at);
    return requests;
}

TEST(Preview, CountsWhatMatchesWhatComesInAndWhatRanWhileOpen) {
    Shop shop = table_shop(1);
    shop.daily_cap = 1;
    shop.hours.week[1] = {{0, 1'440}}; // Tuesdays
    const Preview seen = preview(shop, {a_request(leeds, hour), a_request(leeds, 2 * hour), a_request(leeds, 30 * hour),
                                        a_request(london, 31 * hour), a_request(leeds, 8 * 24 * hour)});
    EXPECT_EQ(seen.in_sectors, 5);
    EXPECT_EQ(seen.tally, (ReachTally{4, 3, 2}));
    EXPECT_EQ(seen.weeks, (std::vector<WeekPreview>{{monday, {3, 2, 1}}, {monday + 7 * 24 * hour, {1, 1, 1}}}));
    ASSERT_EQ(seen.kept_away.size(), 3U);
    EXPECT_EQ(seen.kept_away[1], (KeptAwayGroup{KeptAway::daily_cap, 1, {{ReachChange::no_cap, 0, 1}}}));
    EXPECT_EQ(seen.kept_away[2], (KeptAwayGroup{KeptAway::closed, 1, {{ReachChange::always_open, 0, 1}}}));
}

TEST(Preview, NamesWhatEachChangeByItselfWouldAdd) {
    Shop shop = table_shop(1, york, 20); // Leeds is 35.27 km away
    shop.budget_floor = 70'000;
    shop.exclude = {phrase_of("sheds")};
    shop.requirements = {{"material", {"oak"}}};
    std::vector<PastRequest> requests{a_request(york, hour), a_request(leeds, 2 * hour), a_request(york, 3 * hour),
                                      a_request(york, 4 * hour)};
    for (PastRequest& request : requests)
        request.query.budget = 80'000;
    requests[0].query.budget = 60'000;
    requests[2].query.stems = stems_of("A table for the shed", "");
    requests[3].query.answers["material"] = "pine";
    const Preview seen = preview(shop, requests);
    EXPECT_EQ(seen.tally, (ReachTally{0, 0, 0}));
    EXPECT_EQ(seen.kept_away,
              (std::vector<KeptAwayGroup>{{KeptAway::distance, 1, {{ReachChange::wider_km, 20, 1}}},
                                          {KeptAway::words, 1, {{ReachChange::no_words, 0, 1}}},
                                          {KeptAway::requirements, 1, {{ReachChange::no_requirements, 0, 1}}},
                                          {KeptAway::budget_floor, 1, {{ReachChange::no_floor, 0, 1}}}}));
}

TEST(Preview, IgnoresAPauseAndToday) {
    Shop shop = table_shop(1);
    shop.paused = true;
    shop.daily_cap = shop.invited_today = 1;
    EXPECT_EQ(preview(shop, {a_request(leeds, hour)}).tally, (ReachTally{1, 1, 1}));
}

TEST(Preview, SaysWhatAPriceWouldHaveWonOrThatItCannot) {
    const Shop shop = table_shop(1);
    std::vector<PastRequest> requests;
    for (int i = 0; i < 5; ++i) {
        requests.push_back(a_request(leeds, (i + 1) * hour));
        requests.back().offers = {{business(2), 50'000 + 1'000 * i}, {business(3), 90'000}};
    }
    EXPECT_EQ(preview(shop, requests).sectors.at(0).prices, (PriceEstimate{PriceBasis::none, {}, 0, 5, {}, 0}));
    EXPECT_EQ(preview(shop, requests, 52'000).sectors.at(0).prices,
              (PriceEstimate{PriceBasis::named, 52'000, 0, 5, 2, 0}))
        << "as low is not lower";
    for (int i = 0; i < 3; ++i)
        requests[static_cast<std::size_t>(i)].offers.push_back({business(1), 51'500 + 500 * i});
    EXPECT_EQ(preview(shop, requests).sectors.at(0).prices,
              (PriceEstimate{PriceBasis::own_offers, 52'000, 3, 5, 2, 0}));
    requests.back().offers.clear();
    EXPECT_EQ(preview(shop, requests, 52'000).sectors.at(0).prices,
              (PriceEstimate{PriceBasis::named, 52'000, 0, 4, {}, 1}))
        << "four rounds say too little";
}

TEST(Missed, NamesTheFirstCauseOfThoseThatItWasNotAskedFor) {
    Shop shop = table_shop(1, york, 20);
    std::vector<PastRequest> requests{a_request(york, hour), a_request(york, 2 * hour), a_request(leeds, 3 * hour)};
    requests[0].asked = {business(1), business(2)};
    requests[1].asked = {business(2)};
    const auto missed = missed_by(sector_tree(), shop, requests);
    ASSERT_EQ(missed.size(), 2U);
    EXPECT_EQ(missed[0].cause, MissedCause::distance) << "newest first";
    EXPECT_EQ(missed[0].km_missing, 16);
    EXPECT_EQ(missed[1].cause, MissedCause::not_chosen);
    EXPECT_EQ(missed[1].request, &requests[1]);
}

/// The same counts, asked of match_one one by one.
RC_GTEST_PROP(Preview, IsAReplayOfMatching, ()) {
    Shop shop = *any_shop(3);
    std::vector<PastRequest> requests;
    for (int left = *rc::gen::inRange(0, 20); left > 0; --left) {
        PastRequest request = a_request(*any_place(), *rc::gen::inRange(0, 13 * 24) * hour);
        request.query = *any_query();
        if (*rc::gen::arbitrary<bool>())
            request.query.place = shop.place;
        requests.push_back(request);
    }
    requests = in_turn(requests);
    const Preview seen = preview(shop, requests);
    Shop awake = shop;
    awake.paused = false;
    std::int64_t matched = 0, came_in = 0;
    std::map<std::int64_t, std::int64_t> days;
    for (const PastRequest& request : requests) {
        if (!match_one(sector_tree(), awake, request.query))
            continue;
        ++matched;
        came_in += ++days[request.at.us / (24 * hour)] <= shop.daily_cap || shop.daily_cap == 0 ? 1 : 0;
    }
    RC_ASSERT(seen.tally == (ReachTally{matched, came_in, came_in}));
    std::int64_t kept = 0, in_weeks = 0, in_sectors = 0;
    for (const KeptAwayGroup& group : seen.kept_away)
        kept += group.requests;
    for (const WeekPreview& week : seen.weeks)
        in_weeks += week.tally.came_in;
    for (const SectorPreview& sector : seen.sectors)
        in_sectors += sector.tally.came_in;
    RC_ASSERT(kept + came_in == seen.in_sectors);
    RC_ASSERT(in_weeks == came_in && in_sectors == came_in);
    RC_CLASSIFY(matched > 3);
}

/// What a preview says that more kilometres add is what they add.
RC_GTEST_PROP(Preview, ItsGainsComeTrue, ()) {
    Shop shop = table_shop(1, leeds, 10);
    shop.areas = *rc::gen::element(std::vector<Area>{}, std::vector<Area>{{"York", york, 5}});
    std::vector<PastRequest> requests;
    for (int left = *rc::gen::inRange(1, 20); left > 0; --left)
        requests.push_back(a_request(*rc::gen::element(leeds, york, coarse(york), Point{53'700'000, -1'700'000}),
                                     *rc::gen::inRange(0, 300) * hour));
    requests = in_turn(requests);
    const Preview seen = preview(shop, requests);
    for (const KeptAwayGroup& group : seen.kept_away)
        for (const ReachGain& gain : group.gains) {
            Shop wider = shop;
            wider.radius_km += static_cast<std::int32_t>(gain.by);
            for (Area& area : wider.areas)
                area.radius_km += static_cast<std::int32_t>(gain.by);
            RC_ASSERT(preview(wider, requests).tally.came_in == seen.tally.came_in + gain.adds);
        }
}

} // namespace
} // namespace parley::core

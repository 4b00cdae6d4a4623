#include "core/matching/hours.hpp"

#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

constexpr Micros minute = 60 * micros_per_s;
constexpr Micros hour = 60 * minute;
constexpr Zone britain{0, DaylightRule::europe};
constexpr Zone berlin{60, DaylightRule::europe};
constexpr Zone new_york{-300, DaylightRule::us};
constexpr Zone kolkata{330, DaylightRule::none};

Instant at(std::string_view text) {
    return parse_rfc3339(text).value();
}

OpeningHours weekdays(std::int32_t from, std::int32_t to, Zone zone = britain) {
    OpeningHours hours{zone, {}};
    for (std::size_t day = 0; day < 5; ++day)
        hours.week[day] = {{from, to}};
    return hours;
}

OpeningHours sundays(std::int32_t from, std::int32_t to, Zone zone) {
    OpeningHours hours{zone, {}};
    hours.week[6] = {{from, to}};
    return hours;
}

std::optional<Reachable> reachable(const std::vector<OpeningHours>& shops, std::size_t enough, Instant from,
                                   Micros horizon = round_opening_horizon) {
    std::vector<BranchHours> each;
    for (const OpeningHours& hours : shops)
        each.push_back({&hours});
    return first_reachable_instant(each, enough, from, horizon);
}

/// Starts on a whole minute or not, near the four changes of clock of 2026 and on an ordinary week.
rc::Gen<Instant> any_start() {
    const auto base = rc::gen::elementOf(std::vector<Instant>{at("2026-03-08T00:00:00Z"), at("2026-03-28T12:00:00Z"),
                                                              at("2026-06-10T00:00:00Z"), at("2026-10-24T12:00:00Z"),
                                                              at("2026-10-31T20:00:00Z"), at("2026-12-31T00:00:00Z")});
    return rc::gen::map(
        rc::gen::tuple(base, rc::gen::inRange<std::int64_t>(-600, 1'500), rc::gen::element<Micros>(0, 1, 59'999'999)),
        [](const auto& drawn) { return std::get<0>(drawn) + std::get<1>(drawn) * minute + std::get<2>(drawn); });
}

rc::Gen<OpeningHours> any_hours() {
    return rc::gen::exec([] {
        OpeningHours hours;
        hours.zone = *rc::gen::elementOf(std::vector<Zone>{britain, berlin, new_york, kolkata});
        for (auto& ranges : hours.week) {
            for (int left = *rc::gen::inRange(0, 3); left > 0; --left) {
                // Whole hours touch, overlap and reach midnight often; the small hours are where the clock is changed.
                const auto unit = *rc::gen::element(60, 60, 25, 7);
                const auto from = *rc::gen::inRange(0, *rc::gen::element(180, 1'440) / unit) * unit;
                const auto to = std::min(from + *rc::gen::inRange(1, 12) * unit, 1'440);
                ranges.push_back({from, to});
            }
        }
        return hours;
    });
}

TEST(OpeningHoursOfADay, StandInTheirOrderAndApart) {
    const auto day = [](std::vector<MinuteRange> ranges) {
        OpeningHours hours;
        hours.week[0] = std::move(ranges);
        return well_formed(hours) && in_order(hours);
    };
    EXPECT_TRUE(day({{540, 720}, {780, 1'080}}));
    EXPECT_TRUE(day({{540, 720}, {720, 1'080}}));
    EXPECT_FALSE(day({{500, 600}, {550, 700}}));
    EXPECT_FALSE(day({{780, 1'080}, {540, 720}}));
    EXPECT_FALSE(day({{720, 720}}));
}

TEST(DaylightSaving, BeginsAndEndsOnTheDaysOfTheLaw) {
    struct Change {
        Zone zone;
        const char* instant;
        std::int32_t before, after;
    };
    const Change changes[] = {
        {britain, "2024-03-31T01:00:00Z", 0, 60},       {britain, "2024-10-27T01:00:00Z", 60, 0},
        {britain, "2025-03-30T01:00:00Z", 0, 60},       {britain, "2025-10-26T01:00:00Z", 60, 0},
        {britain, "2026-03-29T01:00:00Z", 0, 60},       {britain, "2026-10-25T01:00:00Z", 60, 0},
        {britain, "2027-03-28T01:00:00Z", 0, 60},       {britain, "2027-10-31T01:00:00Z", 60, 0},
        {berlin, "2026-03-29T01:00:00Z", 60, 120},      {berlin, "2026-10-25T01:00:00Z", 120, 60},
        {new_york, "2024-03-10T07:00:00Z", -300, -240}, {new_york, "2024-11-03T06:00:00Z", -240, -300},
        {new_york, "2025-03-09T07:00:00Z", -300, -240}, {new_york, "2025-11-02T06:00:00Z", -240, -300},
        {new_york, "2026-03-08T07:00:00Z", -300, -240}, {new_york, "2026-11-01T06:00:00Z", -240, -300},
        {new_york, "2027-03-14T07:00:00Z", -300, -240}, {new_york, "2027-11-07T06:00:00Z", -240, -300},
    };
    for (const Change& change : changes) {
        EXPECT_EQ(offset_min(change.zone, at(change.instant) - 1), change.before) << change.instant;
        EXPECT_EQ(offset_min(change.zone, at(change.instant)), change.after) << change.instant;
    }
    EXPECT_EQ(offset_min(kolkata, at("2026-07-01T00:00:00Z")), 330);
    EXPECT_EQ(offset_min(britain, at("1969-12-31T23:59:59Z")), 0);
}

TEST(OpeningHours, AreHalfOpenByTheClockOnTheWall) {
    const OpeningHours hours = weekdays(540, 1'050);
    EXPECT_FALSE(is_open(hours, at("2026-11-24T08:59:59.999999Z")));
    EXPECT_TRUE(is_open(hours, at("2026-11-24T09:00:00Z")));
    EXPECT_TRUE(is_open(hours, at("2026-11-24T17:29:59.999999Z")));
    EXPECT_FALSE(is_open(hours, at("2026-11-24T17:30:00Z")));
    EXPECT_FALSE(is_open(hours, at("2026-11-22T12:00:00Z"))) << "a Sunday";
    EXPECT_TRUE(is_open(hours, at("2026-07-07T08:00:00Z"))) << "09:00 in summer";
    EXPECT_FALSE(is_open(hours, at("2026-07-07T16:30:00Z")));
    EXPECT_TRUE(is_open(weekdays(540, 1'050, kolkata), at("2026-11-24T03:30:00Z")));
    EXPECT_TRUE(is_open(weekdays(540, 1'050, new_york), at("2026-11-24T14:00:00Z")));
}

TEST(OpeningHours, EmptyMeansAlwaysOpen) {
    EXPECT_TRUE(is_open(OpeningHours{}, at("2026-11-22T03:00:00Z")));
    EXPECT_EQ(next_open({}, at("2026-11-22T03:00:00Z"), 0), at("2026-11-22T03:00:00Z"));
}

TEST(OpeningHours, NextOpenCrossesNightAndWeekend) {
    const OpeningHours hours = weekdays(540, 1'050);
    EXPECT_EQ(next_open(hours, at("2026-11-24T12:34:56.5Z"), hour), at("2026-11-24T12:34:56.5Z")) << "open already";
    EXPECT_EQ(next_open(hours, at("2026-11-24T17:30:00Z"), 18 * hour), at("2026-11-25T09:00:00Z"));
    EXPECT_EQ(next_open(hours, at("2026-11-27T17:30:00Z"), 72 * hour), at("2026-11-30T09:00:00Z"));
    EXPECT_EQ(next_open(hours, at("2026-11-27T17:30:00Z"), 18 * hour), std::nullopt) << "Saturday";
    EXPECT_EQ(next_open(hours, at("2026-11-24T08:00:00Z"), hour), at("2026-11-24T09:00:00Z")) << "horizon included";
    EXPECT_EQ(next_open(hours, at("2026-11-24T08:00:00Z"), hour - 1), std::nullopt);
}

TEST(OpeningHours, HourThatSpringSkipsIsNotWaitedFor) {
    // 01:30 to 02:30 by the wall; at 01:00 UTC the clock goes from 01:00 to 02:00.
    const OpeningHours hours = sundays(90, 150, britain);
    EXPECT_EQ(open_spans(hours, at("2026-03-29T00:00:00Z"), at("2026-03-29T06:00:00Z")),
              (std::vector<Span>{{at("2026-03-29T01:00:00Z"), at("2026-03-29T01:30:00Z")}}));
    EXPECT_TRUE(open_spans(sundays(70, 110, britain), at("2026-03-29T00:00:00Z"), at("2026-03-29T06:00:00Z")).empty());
    EXPECT_EQ(next_open(sundays(150, 180, new_york), at("2026-03-08T06:00:00Z"), 2 * hour), std::nullopt);
    EXPECT_EQ(next_open(sundays(540, 600, new_york), at("2026-03-08T06:00:00Z"), 18 * hour),
              at("2026-03-08T13:00:00Z"));
}

TEST(OpeningHours, HourThatAutumnRepeatsIsOpenTwice) {
    const OpeningHours hours = sundays(75, 105, britain);
    EXPECT_EQ(open_spans(hours, at("2026-10-25T00:00:00Z"), at("2026-10-25T06:00:00Z")),
              (std::vector<Span>{{at("2026-10-25T00:15:00Z"), at("2026-10-25T00:45:00Z")},
                                 {at("2026-10-25T01:15:00Z"), at("2026-10-25T01:45:00Z")}}));
    EXPECT_EQ(open_spans(sundays(60, 120, new_york), at("2026-11-01T00:00:00Z"), at("2026-11-01T12:00:00Z")),
              (std::vector<Span>{{at("2026-11-01T05:00:00Z"), at("2026-11-01T07:00:00Z")}}));
}

TEST(OpeningHours, ClockPutBackMayCloseAShopThatIsOpen) {
    // 01:30 to 02:30 by the wall: open as the clock goes from 02:00 back to 01:00, then again half an hour later.
    EXPECT_EQ(open_spans(sundays(90, 150, britain), at("2026-10-25T00:00:00Z"), at("2026-10-25T06:00:00Z")),
              (std::vector<Span>{{at("2026-10-25T00:30:00Z"), at("2026-10-25T01:00:00Z")},
                                 {at("2026-10-25T01:30:00Z"), at("2026-10-25T02:30:00Z")}}));
}

TEST(OpeningHours, TouchingRangesAreOneSpan) {
    OpeningHours hours{britain, {}};
    hours.week[0] = {{1'200, 1'440}, {600, 720}, {700, 800}};
    hours.week[1] = {{0, 120}};
    EXPECT_EQ(open_spans(hours, at("2026-11-23T00:00:00Z"), at("2026-11-24T23:00:00Z")),
              (std::vector<Span>{{at("2026-11-23T10:00:00Z"), at("2026-11-23T13:20:00Z")},
                                 {at("2026-11-23T20:00:00Z"), at("2026-11-24T02:00:00Z")}}));
}

TEST(OpeningHours, AreCheckedForForm) {
    EXPECT_TRUE(well_formed({}));
    EXPECT_TRUE(well_formed(weekdays(0, 1'440)));
    EXPECT_FALSE(well_formed(weekdays(-1, 60)));
    EXPECT_FALSE(well_formed(weekdays(60, 60)));
    EXPECT_FALSE(well_formed(weekdays(0, 1'441)));
    EXPECT_FALSE(well_formed(weekdays(0, 60, {841, DaylightRule::none})));
}

RC_GTEST_PROP(OpeningHours, SpansSayTheSameAsEveryMinute, ()) {
    const OpeningHours hours = *any_hours();
    const Instant from = *any_start();
    const Instant until =
        from + *rc::gen::inRange<std::int64_t>(0, 3'000) * minute + *rc::gen::element<Micros>(0, 1, 30 * micros_per_s);
    const auto spans = open_spans(hours, from, until);
    const auto inside = [&](Instant now) {
        return std::ranges::any_of(spans, [&](const Span& span) { return span.from <= now && now < span.to; });
    };
    for (Instant now = from; now <= until; now = now + minute)
        RC_ASSERT(is_open(hours, now) == inside(now));
    RC_ASSERT(is_open(hours, until) == inside(until));
    for (std::size_t i = 0; i < spans.size(); ++i) {
        RC_ASSERT(spans[i].from < spans[i].to);
        RC_ASSERT(spans[i].from >= from && spans[i].to <= until + 1);
        RC_ASSERT(is_open(hours, spans[i].from) && is_open(hours, spans[i].to - 1));
        RC_ASSERT(spans[i].from == from || !is_open(hours, spans[i].from - 1));
        RC_ASSERT(spans[i].to == until + 1 || !is_open(hours, spans[i].to));
    }
}

RC_GTEST_PROP(OpeningHours, NextOpenIsTheFirstMinuteThatIs, ()) {
    const OpeningHours hours = *any_hours();
    const Instant from = *any_start();
    const Micros horizon = *rc::gen::inRange<std::int64_t>(0, 4'000) * minute;
    std::optional<Instant> expected;
    if (is_open(hours, from))
        expected = from;
    const Instant next_minute{(from.us + minute - 1) / minute * minute};
    for (Instant now = next_minute; !expected && now <= from + horizon; now = now + minute)
        if (is_open(hours, now))
            expected = now;
    RC_ASSERT(next_open(hours, from, horizon) == expected);
}

TEST(RoundOpening, WaitsForEnoughShops) {
    const std::vector<OpeningHours> shops{weekdays(540, 1'050), weekdays(600, 1'050), weekdays(600, 720),
                                          weekdays(780, 1'200)};
    const Instant night = at("2026-11-24T01:00:00Z");
    EXPECT_EQ(reachable(shops, 1, night), (Reachable{at("2026-11-24T09:00:00Z"), 1}));
    EXPECT_EQ(reachable(shops, 2, night), (Reachable{at("2026-11-24T10:00:00Z"), 3}));
    EXPECT_EQ(reachable(shops, 3, night), (Reachable{at("2026-11-24T10:00:00Z"), 3}));
    EXPECT_EQ(reachable(shops, 4, night), std::nullopt) << "the third closes before the fourth opens";
    EXPECT_EQ(reachable(shops, 5, night), std::nullopt) << "fewer than that match";
}

TEST(RoundOpening, OpensAtOnceWhenEnoughAreThere) {
    const std::vector<OpeningHours> shops{weekdays(540, 1'050), weekdays(600, 1'050), {}};
    EXPECT_EQ(reachable(shops, 3, at("2026-11-24T11:00:00.25Z")), (Reachable{at("2026-11-24T11:00:00.25Z"), 3}));
    EXPECT_EQ(reachable(shops, 1, at("2026-11-22T03:00:00Z")), (Reachable{at("2026-11-22T03:00:00Z"), 1}));
    EXPECT_EQ(reachable(shops, 0, at("2026-11-22T03:00:00Z")), (Reachable{at("2026-11-22T03:00:00Z"), 1}));
    EXPECT_EQ(reachable({}, 0, at("2026-11-22T03:00:00Z")), (Reachable{at("2026-11-22T03:00:00Z"), 0}));
    EXPECT_EQ(reachable({}, 1, at("2026-11-22T03:00:00Z")), std::nullopt);
}

TEST(RoundOpening, ShopThatClosesAsAnotherOpensDoesNotCount) {
    const std::vector<OpeningHours> shops{weekdays(540, 720), weekdays(720, 900), weekdays(540, 900)};
    EXPECT_EQ(reachable(shops, 3, at("2026-11-24T01:00:00Z")), std::nullopt);
    EXPECT_EQ(reachable(shops, 2, at("2026-11-24T12:00:00Z")), (Reachable{at("2026-11-24T12:00:00Z"), 2}));
}

TEST(RoundOpening, LooksEighteenHoursAheadAndNotFurther) {
    const std::vector<OpeningHours> shops{weekdays(540, 1'050)};
    EXPECT_EQ(reachable(shops, 1, at("2026-11-29T15:00:00Z")), (Reachable{at("2026-11-30T09:00:00Z"), 1}));
    EXPECT_EQ(reachable(shops, 1, at("2026-11-29T14:59:59.999999Z")), std::nullopt);
}

RC_GTEST_PROP(RoundOpening, IsTheFirstMinuteWithEnough, ()) {
    const auto shops = *rc::gen::container<std::vector<OpeningHours>>(5, any_hours());
    const Instant from = *any_start();
    const auto enough = *rc::gen::inRange<std::size_t>(0, 6);
    const auto count = [&](Instant now) {
        return static_cast<std::size_t>(
            std::ranges::count_if(shops, [&](const auto& hours) { return is_open(hours, now); }));
    };
    std::optional<Reachable> expected;
    if (count(from) >= enough)
        expected = Reachable{from, count(from)};
    const Instant next_minute{(from.us + minute - 1) / minute * minute};
    for (Instant now = next_minute; !expected && now <= from + round_opening_horizon; now = now + minute)
        if (count(now) >= enough)
            expected = Reachable{now, count(now)};
    RC_ASSERT(reachable(shops, enough, from) == expected);
}

} // namespace
} // namespace parley::core

#include "core/time.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace parley::core {
namespace {

Micros us_of(std::string_view text) {
    const auto at = parse_rfc3339(text);
    EXPECT_TRUE(at) << text;
    return at ? at->us : -1;
}

TEST(Rfc3339, ReadsTheEpochAndItsNeighbours) {
    EXPECT_EQ(us_of("1970-01-01T00:00:00Z"), 0);
    EXPECT_EQ(us_of("1970-01-01T00:00:00.000001Z"), 1);
    EXPECT_EQ(us_of("1969-12-31T23:59:59.999999Z"), -1);
    EXPECT_EQ(us_of("2001-09-09T01:46:40Z"), 1'000'000'000'000'000);
}

TEST(Rfc3339, ReadsFractionsOfOneToSixDigits) {
    EXPECT_EQ(us_of("1970-01-01T00:00:00.5Z"), 500'000);
    EXPECT_EQ(us_of("1970-01-01T00:00:00.050Z"), 50'000);
    EXPECT_EQ(us_of("1970-01-01T00:00:00.123456Z"), 123'456);
}

TEST(Rfc3339, TurnsOffsetsIntoUtc) {
    EXPECT_EQ(us_of("2026-11-24T10:00:00+01:00"), us_of("2026-11-24T09:00:00Z"));
    EXPECT_EQ(us_of("2026-11-24T03:30:00-05:30"), us_of("2026-11-24T09:00:00Z"));
    EXPECT_EQ(us_of("2026-11-24T09:00:00-00:00"), us_of("2026-11-24t09:00:00z"));
    // Compared as text the later one would win; as instants it does not.
    EXPECT_LT(us_of("2026-03-29T11:00:00+03:00"), us_of("2026-03-29T10:30:00+02:00"));
}

TEST(Rfc3339, KnowsTheCalendar) {
    EXPECT_EQ(us_of("2024-02-29T00:00:00Z") + seconds(86'400), us_of("2024-03-01T00:00:00Z"));
    EXPECT_EQ(us_of("2000-02-29T00:00:00Z") + seconds(86'400), us_of("2000-03-01T00:00:00Z"));
    for (const char* wrong : {"2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
                              "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-00T00:00:00Z"})
        EXPECT_FALSE(parse_rfc3339(wrong)) << wrong;
}

TEST(Rfc3339, RefusesWhatIsNotATime) {
    for (const char* wrong :
         {"", "2026-11-24", "2026-11-24T09:00:00", "2026-11-24 09:00:00Z", "2026-11-24T09:00Z", "2026-11-24T24:00:00Z",
          "2026-11-24T09:60:00Z", "2026-11-24T09:00:60Z", "2026-11-24T09:00:00.Z", "2026-11-24T09:00:00.1234567Z",
          "2026-11-24T09:00:00ZZ", "2026-11-24T09:00:00+1:00", "2026-11-24T09:00:00+24:00", "2026-11-24T09:00:00+01:60",
          "2026-11-24T09:00:00+01", "26-11-24T09:00:00Z", "2026-11-24T09:00:00 Z", "+2026-11-24T09:00:00Z"})
        EXPECT_FALSE(parse_rfc3339(wrong)) << wrong;
}

TEST(Rfc3339, WritesAFractionOnlyWhereThereIsOne) {
    EXPECT_EQ(to_rfc3339({0}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339({-1}), "1969-12-31T23:59:59.999999Z");
    EXPECT_EQ(to_rfc3339({1'795'510'800'000'010}), "2026-11-24T09:00:00.000010Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("0000-01-01T00:00:00Z")), "0000-01-01T00:00:00Z");
    EXPECT_EQ(to_rfc3339(*parse_rfc3339("9999-12-31T23:59:59.999999Z")), "9999-12-31T23:59:59.999999Z");
}

RC_GTEST_PROP(Rfc3339, ReadsWhatItWrites, ()) {
    const Micros first = -62'167'219'200'000'000, past_last = 253'402'300'800'000'000; // years 0000 to 9999
    const Instant at{*rc::gen::inRange<Micros>(first, past_last)};
    RC_ASSERT(parse_rfc3339(to_rfc3339(at)) == at);
}

RC_GTEST_PROP(CivilDates, CountDaysBothWays, ()) {
    const auto days = *rc::gen::inRange<std::int64_t>(-719'528, 2'932'897);
    const CivilDate date = civil_from_days(days);
    RC_ASSERT(days_from_civil(date.year, date.month, date.day) == days);
}

} // namespace
} // namespace parley::core

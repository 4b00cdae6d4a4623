#include "app/weekly_report.hpp"

#include "app/london.hpp"
#include "core/request/calendar.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace parley::app {
namespace {

using testing::HasSubstr;
using testing::Not;

core::Instant at(const char* text) {
    return *core::parse_rfc3339(text);
}

TEST(London, DaysWeeksAndMonthsBeginByItsClock) {
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-11-30")), at("2026-11-30T00:00:00Z"));
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-07-01")), at("2026-06-30T23:00:00Z"));
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-03-29")), at("2026-03-29T00:00:00Z"));
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-03-30")), at("2026-03-29T23:00:00Z"));
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-10-25")), at("2026-10-24T23:00:00Z"));
    EXPECT_EQ(midnight_in_london(*core::parse_date("2026-10-26")), at("2026-10-26T00:00:00Z"));
    EXPECT_EQ(day_in_london(at("2026-06-30T23:30:00Z")), *core::parse_date("2026-07-01"));
    EXPECT_EQ(core::request::monday_of(*core::parse_date("2026-11-29")), *core::parse_date("2026-11-23"));
    EXPECT_EQ(core::request::monday_of(*core::parse_date("2026-11-30")), *core::parse_date("2026-11-30"));
    const auto december = month_in_london("2026-12");
    ASSERT_TRUE(december);
    EXPECT_EQ(december->to, at("2027-01-01T00:00:00Z"));
    for (const char* none : {"2026-13", "2026-1", "1926-01", "2026-011", "", "2026-1x"})
        EXPECT_FALSE(month_in_london(none)) << none;
}

TEST(WeeklyReport, IsDueOnMondayAtEightInLondon) {
    EXPECT_EQ(next_report(at("2026-11-29T12:00:00Z")).due, at("2026-11-30T08:00:00Z"));
    EXPECT_EQ(next_report(at("2026-11-30T07:59:59Z")).due, at("2026-11-30T08:00:00Z"));
    EXPECT_EQ(next_report(at("2026-11-30T08:00:00Z")).due, at("2026-12-07T08:00:00Z"));
    EXPECT_EQ(next_report(at("2026-07-05T12:00:00Z")).due, at("2026-07-06T07:00:00Z")) << "in summer";
    const core::Span week = week_before(at("2026-03-29T23:00:00Z"));
    EXPECT_EQ(week.from, at("2026-03-23T00:00:00Z")) << "seven days by the clock, though one had 23 hours";
}

WeeklyFacts some_facts() {
    WeeklyFacts facts;
    facts.public_url = "https://parley.example";
    facts.name = "Oak Hall";
    facts.monday = at("2026-11-30T00:00:00Z");
    facts.unsubscribe_token = "token";
    return facts;
}

TEST(WeeklyLetter, SaysOneLineWhereNothingHappened) {
    const Mail mail = weekly_letter(some_facts());
    EXPECT_EQ(mail.subject, "Your week: no request came");
    EXPECT_THAT(mail.text, HasSubstr("No request matched Oak Hall from 23 November 2026 to 29 November 2026.\n"));
    EXPECT_THAT(mail.text, Not(HasSubstr("How well it went")));
    EXPECT_THAT(mail.text, HasSubstr("Stop it: https://parley.example/unsubscribe#token"));
    EXPECT_FALSE(mail.unsubscribe_url.empty());
    EXPECT_FALSE(mail.html.empty());
}

TEST(WeeklyLetter, TellsQualityBeforeVolume) {
    WeeklyFacts facts = some_facts();
    facts.funnel = {4, 3, 2, 2, 1, 1, 0, 0};
    facts.quality = {4, 3, 1, 1, 2, 1};
    facts.sales = 1;
    facts.value = 40'000;
    const std::string text = weekly_letter(facts).text;
    const auto quality = text.find("Answered in time: 3 of 4"), volume = text.find("Requests that matched you: 4");
    ASSERT_NE(quality, std::string::npos);
    ASSERT_NE(volume, std::string::npos);
    EXPECT_LT(quality, volume);
    EXPECT_THAT(text, HasSubstr("Promises kept: 1 of 2"));
    EXPECT_THAT(text, HasSubstr("Sold: 1 sale, 400.00 GBP"));
}

TEST(WeeklyLetter, IsTheSameMailForTheSameWeek) {
    WeeklyFacts facts = some_facts();
    const std::string once = weekly_letter(facts).message_id;
    facts.unsubscribe_token = "another";
    EXPECT_EQ(weekly_letter(facts).message_id, once);
    facts.monday = at("2026-12-07T00:00:00Z");
    EXPECT_NE(weekly_letter(facts).message_id, once);
}

} // namespace
} // namespace parley::app

// Rows about single requests: how coarse they are told, what is left out, and what never leaves.
#include "lab/release/rows.hpp"
#include "lab/release/scales.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <tuple>

namespace parley::lab::release {
namespace {

ReleaseKey key_of(std::uint8_t byte) {
    ReleaseKey key{};
    key.fill(byte);
    return key;
}

Row row(std::int64_t number, std::string consumer, std::string week = "2026-W10", std::string band = "0-100",
        std::string region = "York") {
    return {number, "garden",     std::move(region), std::move(week), std::move(band), std::move(consumer),
            "",     std::nullopt, std::nullopt};
}

std::string consumer(std::int64_t number) {
    return "c" + std::to_string(number);
}

// --- scales -----------------------------------------------------------------------------------------------------

TEST(ReleaseScales, TellAWeekByItsThursday) {
    const auto told = [](std::string_view week) {
        return week_at(week, 0) + ' ' + week_at(week, 1) + ' ' + week_at(week, 2) + ' ' + week_at(week, 3);
    };
    EXPECT_EQ(told("2026-W10"), "2026-W10 2026-03 2026-Q1 *");
    EXPECT_EQ(told("2026-W14"), "2026-W14 2026-04 2026-Q2 *") << "from 30 March to 5 April";
    EXPECT_EQ(told("2026-W01"), "2026-W01 2026-01 2026-Q1 *") << "from 29 December";
    EXPECT_EQ(told("2026-W53"), "2026-W53 2026-12 2026-Q4 *");
    for (const char* no_week :
         {"", "2026", "2026-W00", "2026-W54", "2025-W53", "2026-10", "26-W10", "2026-w10", "2026-W10 ", "2026-W1x"})
        EXPECT_FALSE(is_iso_week(no_week)) << no_week;
}

TEST(ReleaseScales, JoinNeighbouringBands) {
    const auto bands = [](const std::vector<std::string>& texts) {
        std::vector<Band> read;
        for (const std::string& text : texts)
            read.push_back(*band_from(text));
        const Bands all(read);
        std::string told;
        for (int level = 0; level <= all.level_max(); ++level) {
            for (const Band& band : read)
                told += all.at(band, level) + ' ';
            told += level < all.level_max() ? "| " : "";
        }
        return told;
    };
    EXPECT_EQ(bands({"0-100", "100-250", "250-500", "500-1000"}),
              "0-100 100-250 250-500 500-1000 | 0-250 0-250 250-1000 250-1000 | 0-1000 0-1000 0-1000 0-1000 ");
    EXPECT_EQ(bands({"0-100", "100-250", "1000+"}), "0-100 100-250 1000+ | 0-250 0-250 1000+ | 0+ 0+ 0+ ");
    EXPECT_EQ(bands({"0-100"}), "0-100 ");
    EXPECT_EQ(Bands({}).level_max(), 0);
    for (const char* no_band : {"", "-", "100", "100-", "-100", "100-100", "250-100", "1e2-200", "0-100 ", "+",
                                "010-20", "0-99999999999999999999", "+5-10"})
        EXPECT_FALSE(band_from(no_band)) << no_band;
}

// --- masks ------------------------------------------------------------------------------------------------------

TEST(ReleaseMasks, TellNoMoreThanTheyShould) {
    EXPECT_EQ(hour_of_week(*core::parse_rfc3339("2026-11-30T00:00:00Z")), 0) << "a Monday";
    EXPECT_EQ(hour_of_week(*core::parse_rfc3339("2026-11-30T01:59:59.999999Z")), 1);
    EXPECT_EQ(hour_of_week(*core::parse_rfc3339("2026-11-29T23:59:59Z")), 167);
    EXPECT_EQ(hour_of_week(*core::parse_rfc3339("1969-12-31T23:30:00Z")), 71) << "a Wednesday, before the epoch";
    EXPECT_EQ(percent_of_median(12'345, 10'000), 123);
    EXPECT_EQ(percent_of_median(12'350, 10'000), 124) << "half a percent goes up";
    EXPECT_EQ(percent_of_median(1, 10'000), 0);
    EXPECT_EQ(percent_of_median(core::price_max, core::price_min), 100 * core::price_max);
}

TEST(ReleaseMasks, GiveOneNameToOneRetailerInOneRelease) {
    const std::string name = pseudonym(key_of(1), "r1");
    EXPECT_EQ(name.size(), 32U);
    EXPECT_EQ(name, pseudonym(key_of(1), "r1"));
    EXPECT_NE(name, pseudonym(key_of(1), "r2"));
    EXPECT_NE(name, pseudonym(key_of(2), "r1"));
    // RFC 4231 has no key of 32 bytes; these are the first digits that OpenSSL's command line gives for this one.
    EXPECT_EQ(name, "c7cd304d49373f3b167bb42d93371a96");
}

// --- rows -------------------------------------------------------------------------------------------------------

TEST(ReleaseRows, StayAsTheyAreWhereTheClassesAreLargeEnough) {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 5; ++i)
        rows.push_back(row(i, consumer(i)));
    rows[2].retailer = "r1";
    rows[2].at = core::parse_rfc3339("2026-03-03T10:20:30Z");
    rows[2].price = Price{9'000, 10'000};
    const RowRelease release = release_rows(rows, k_min, key_of(1));
    ASSERT_EQ(release.trace.size(), 1U);
    EXPECT_EQ(release.trace.front().violating_rows, 0);
    EXPECT_EQ(release.min_class_after, 5);
    const PublicRow plain{"garden", "York", "2026-W10", "0-100", std::nullopt, std::nullopt, ""};
    const PublicRow full{"garden", "York", "2026-W10", "0-100", 34, 90, pseudonym(key_of(1), "r1")};
    EXPECT_EQ(release.rows, (std::vector{plain, plain, plain, plain, full}));
}

TEST(ReleaseRows, CountPeopleAndNotRows) {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 50; ++i)
        rows.push_back(row(i, consumer(i % 4)));
    const RowRelease release = release_rows(rows, k_min, key_of(1));
    EXPECT_EQ(release.trace.front().violating_rows, 50);
    EXPECT_TRUE(release.is_withheld);
    EXPECT_TRUE(release.rows.empty());
    EXPECT_FALSE(release.min_class_after);
}

TEST(ReleaseRows, AreMadeCoarserWhereTheyDifferMost) {
    std::vector<Row> rows;
    const char* regions[] = {"York", "Leeds", "Hull"};
    for (std::int64_t i = 0; i < 6; ++i)
        rows.push_back(
            row(i, consumer(i), i % 2 == 0 ? "2026-W10" : "2026-W11", i < 3 ? "0-100" : "100-250", regions[i % 3]));
    const RowRelease release = release_rows(rows, k_min, key_of(1));
    std::vector<Levels> trace;
    for (const Step& step : release.trace)
        trace.push_back(step.levels);
    EXPECT_EQ(trace, (std::vector<Levels>{{0, 0, 0}, {0, 0, 1}, {1, 0, 1}, {1, 1, 1}}))
        << "three regions, then of two weeks and two bands the weeks";
    EXPECT_EQ(release.rows.front(), (PublicRow{"garden", "*", "2026-03", "0-250", std::nullopt, std::nullopt, ""}));
}

TEST(ReleaseRows, AreDroppedWhereTheyAreFew) {
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < 19; ++i)
        rows.push_back(row(100 - i, consumer(i)));
    rows.push_back(row(7, "c99", "2026-W10", "0-100", "Hull"));
    const RowRelease release = release_rows(rows, k_min, key_of(1));
    EXPECT_EQ(release.trace.size(), 1U) << "one in twenty may go";
    EXPECT_EQ(release.dropped, std::vector<std::int64_t>{7});
    EXPECT_EQ(release.min_class_after, 19);
    EXPECT_EQ(release.rows.size(), 19U);
    rows.erase(rows.begin());
    EXPECT_EQ(release_rows(rows, k_min, key_of(1)).trace.size(), 2U) << "one in nineteen may not";
    EXPECT_TRUE(release_rows({}, k_min, key_of(1)).rows.empty());
}

TEST(ReleaseRows, NameThePlaceThatIsWrong) {
    const auto fault = [](const std::vector<Row>& rows) {
        const auto found = fault_in(rows);
        return found ? found->pointer + ": " + found->detail : "none";
    };
    EXPECT_EQ(fault({}), "none");
    EXPECT_EQ(fault({row(0, "a"), row(1, "a", "2026-W53", "100+")}), "none");
    EXPECT_EQ(fault({row(0, "a"), row(0, "b")}), "/1/row: is the number of another row");
    EXPECT_EQ(fault({row(0, "a", "2025-W53")}), "/0/week: must be a week of ISO 8601 such as 2026-W10");
    EXPECT_EQ(fault({row(0, "a", "2026-W10", "cheap")}), "/0/band: must be a band such as 100-250 or 1000+");
    const auto overlap = [&](std::string one, std::string other) {
        return fault({row(0, "a", "2026-W10", "0-10"), row(1, "a", "2026-W10", std::move(one)),
                      row(2, "a", "2026-W10", std::move(other))});
    };
    EXPECT_EQ(overlap("100-250", "250-300"), "none");
    EXPECT_EQ(overlap("100-250", "200-300"), "/2/band: must not overlap 100-250");
    EXPECT_EQ(overlap("100-250", "50-150"), "/2/band: must not overlap 100-250");
    EXPECT_EQ(overlap("100-250", "50-1000"), "/2/band: must not overlap 100-250");
    EXPECT_EQ(overlap("100+", "150-200"), "/2/band: must not overlap 100+");
    EXPECT_EQ(overlap("100-250", "100+"), "/2/band: must not overlap 100-250");
    Row priced = row(0, "a");
    priced.price = Price{0, 10};
    EXPECT_EQ(fault({priced}), "/0/price: must be a price in minor units");
    priced.price = Price{10, 0};
    EXPECT_EQ(fault({priced}), "/0/median: must be a price in minor units");
}

// --- whatever the rows ------------------------------------------------------------------------------------------

std::vector<Row> any_rows() {
    const auto one_of = [](std::vector<std::string> texts) { return *rc::gen::elementOf(texts); };
    const std::int64_t count = *rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, 120));
    const std::int64_t people = *rc::gen::resize(100, rc::gen::inRange<std::int64_t>(1, 60));
    std::vector<Row> rows;
    for (std::int64_t i = 0; i < count; ++i) {
        // The first of each is frequent, so that few rows are left over as often as many.
        const bool is_usual = *rc::gen::inRange(0, 8) > 0;
        rows.push_back(row(i, consumer(*rc::gen::inRange<std::int64_t>(0, people)),
                           is_usual ? "2026-W10" : one_of({"2026-W11", "2026-W14", "2026-W31", "2027-W01"}),
                           is_usual ? "0-100" : one_of({"100-250", "250-500", "500-1000", "1000+"}),
                           one_of({"York", "Leeds", "Hull"})));
        rows.back().sector = one_of({"garden", "kitchen"});
        rows.back().retailer = one_of({"", "r1", "r2"});
    }
    return rows;
}

RC_GTEST_PROP(ReleaseRows, AreEachOneOfThoseOfKPeople, ()) {
    const std::vector<Row> rows = any_rows();
    const std::int64_t k = *rc::gen::inRange<std::int64_t>(k_min, 9);
    RC_ASSERT(!fault_in(rows));
    const RowRelease release = release_rows(rows, k, key_of(1));
    RC_CLASSIFY(release.is_withheld, "withheld");
    RC_CLASSIFY(!release.dropped.empty(), "dropped");
    for (std::size_t i = 0; i + 1 < release.trace.size(); ++i)
        RC_ASSERT(release.trace[i].violating_rows * 20 > static_cast<std::int64_t>(rows.size()));
    if (release.is_withheld) {
        RC_ASSERT(release.rows.empty() && release.dropped.empty());
        return;
    }
    std::set<Band> bands;
    for (const Row& one : rows)
        bands.insert(*band_from(one.band));
    const Bands scale({bands.begin(), bands.end()});
    const Levels levels = release.trace.back().levels;
    std::map<std::tuple<std::string, std::string, std::string, std::string>, std::set<std::string>> people;
    const auto told = [&](const Row& one) {
        return std::tuple(one.sector, levels.region > 0 ? "*" : one.region, week_at(one.week, levels.week),
                          scale.at(*band_from(one.band), levels.band));
    };
    for (const Row& one : rows)
        people[told(one)].insert(one.consumer);
    RC_ASSERT(release.rows.size() + release.dropped.size() == rows.size());
    RC_ASSERT(release.dropped.size() * 20 <= rows.size());
    for (const PublicRow& one : release.rows)
        RC_ASSERT(people.at({one.sector, one.region, one.period, one.band}).size() >= static_cast<std::size_t>(k));
    for (const std::int64_t number : release.dropped)
        RC_ASSERT(people.at(told(rows[static_cast<std::size_t>(number)])).size() < static_cast<std::size_t>(k));
}

RC_GTEST_PROP(ReleaseRows, AreTheSameInAnyOrder, ()) {
    const std::vector<Row> rows = any_rows();
    std::vector<Row> shuffled = rows;
    for (std::size_t i = shuffled.size(); i-- > 1;)
        std::swap(shuffled[i], shuffled[*rc::gen::inRange<std::size_t>(0, i + 1)]);
    const RowRelease one = release_rows(rows, k_min, key_of(1)), other = release_rows(shuffled, k_min, key_of(1));
    RC_ASSERT((one.rows == other.rows));
    RC_ASSERT(one.dropped == other.dropped);
    RC_ASSERT(one.min_class_after == other.min_class_after);
    RC_ASSERT(one.trace.size() == other.trace.size());
    for (std::size_t i = 0; i < one.trace.size(); ++i) {
        RC_ASSERT((one.trace[i].levels == other.trace[i].levels));
        RC_ASSERT(one.trace[i].violating_rows == other.trace[i].violating_rows);
    }
}

} // namespace
} // namespace parley::lab::release

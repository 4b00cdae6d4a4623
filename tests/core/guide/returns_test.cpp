// What a further contact brings, counted by hand; Wilson's interval against its published values.
#include "core/guide/returns.hpp"

#include <gtest/gtest.h>

namespace parley::core {
namespace {

std::vector<ContactMade> contacts(std::int64_t number, std::int64_t cases, std::int64_t answered, std::int64_t sold) {
    std::vector<ContactMade> made;
    for (std::int64_t i = 0; i < cases; ++i)
        made.push_back({number, "buyer " + std::to_string(i), i < answered, i < sold});
    return made;
}

std::vector<ContactMade> both(std::vector<ContactMade> some, const std::vector<ContactMade>& more) {
    some.insert(some.end(), more.begin(), more.end());
    return some;
}

// Values of R's prop.test(x, n, correct = FALSE), to three places.
TEST(Returns, TheIntervalOfAShareIsWilsons) {
    struct Known {
        std::int64_t cases, happened, low_milli, high_milli;
    };
    for (const Known& known : {Known{10, 0, 0, 278}, Known{10, 5, 237, 763}, Known{14, 9, 388, 837},
                               Known{14, 1, 13, 315}, Known{100, 50, 404, 596}, Known{10, 10, 722, 1'000}}) {
        const Rate rate = rate_of(known.cases, known.happened);
        EXPECT_EQ((rate.low_ppm + 500) / 1'000, known.low_milli) << known.happened << " of " << known.cases;
        EXPECT_EQ((rate.high_ppm + 500) / 1'000, known.high_milli) << known.happened << " of " << known.cases;
    }
}

TEST(Returns, TheIntervalHoldsTheShareAndNarrowsWithMoreCases) {
    for (std::int64_t cases = 1; cases <= 60; ++cases)
        for (std::int64_t happened = 0; happened <= cases; ++happened) {
            const Rate rate = rate_of(cases, happened), more = rate_of(100 * cases, 100 * happened);
            const std::int64_t share = happened * ppm_per_one / cases;
            EXPECT_TRUE(0 <= rate.low_ppm && rate.low_ppm <= share && share <= rate.high_ppm &&
                        rate.high_ppm <= ppm_per_one);
            EXPECT_LT(more.high_ppm - more.low_ppm, rate.high_ppm - rate.low_ppm);
        }
}

TEST(Returns, TheCurveEndsWhereTooFewPeopleStandBehindIt) {
    const auto all = both(both(contacts(1, 14, 9, 3), contacts(2, 10, 4, 0)), contacts(3, 9, 9, 9));
    const auto points = returns_of(all);
    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0], (ReturnPoint{1, rate_of(14, 9), rate_of(14, 3)}));
    EXPECT_EQ(points[1], (ReturnPoint{2, rate_of(10, 4), rate_of(10, 0)}));
}

TEST(Returns, ManyRequestsOfFewPeopleAreFew) {
    const auto nine = contacts(1, 9, 3, 1);
    EXPECT_TRUE(returns_of(both(nine, nine)).empty());
    EXPECT_TRUE(returns_of({}).empty());
}

TEST(Returns, LettersAreCountedByReaders) {
    std::vector<Letter> letters;
    for (std::int64_t i = 0; i < 10; ++i)
        letters.push_back({1, "reader " + std::to_string(i), i < 2});
    letters.push_back({2, "reader 9", true});
    const auto points = letter_points_of(letters);
    ASSERT_EQ(points.size(), 1U);
    EXPECT_EQ(points[0], (LetterPoint{1, rate_of(10, 2)}));
}

TEST(Returns, EachSaleHasOneSource) {
    EXPECT_EQ(source_of({true, true, true, 1}), SaleSource::bought_before);
    EXPECT_EQ(source_of({false, true, true, 1}), SaleSource::on_list);
    EXPECT_EQ(source_of({false, false, true, 1}), SaleSource::by_link);
    EXPECT_EQ(source_of({false, false, false, 1}), SaleSource::newcomer);
    const std::vector<Sale> sales{{true, true, false, 100}, {false, false, false, 20}, {true, false, false, 3}};
    const std::vector<SourceShare> shares{{SaleSource::bought_before, 2, 103},
                                          {SaleSource::on_list, 0, 0},
                                          {SaleSource::by_link, 0, 0},
                                          {SaleSource::newcomer, 1, 20}};
    EXPECT_EQ(sources_of(sales), shares);
}

} // namespace
} // namespace parley::core

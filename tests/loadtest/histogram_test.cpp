// The load generator's histogram against sorted values.
#include "loadtest/measure/histogram.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace parley::load {
namespace {

TEST(Histogram, OfNothingIsZero) {
    const Histogram none;
    EXPECT_EQ(none.count(), 0u);
    EXPECT_EQ(none.at(0.99), 0);
    EXPECT_EQ(none.mean(), 0);
}

TEST(Histogram, KnowsSmallValuesExactly) {
    Histogram histogram;
    for (std::int64_t value = 1; value <= 100; ++value)
        histogram.add(value);
    EXPECT_EQ(histogram.at(0.01), 1);
    EXPECT_EQ(histogram.at(0.5), 50);
    EXPECT_EQ(histogram.at(0.99), 99);
    EXPECT_EQ(histogram.at(1), 100);
    EXPECT_EQ(histogram.max(), 100);
    EXPECT_DOUBLE_EQ(histogram.mean(), 50.5);
}

RC_GTEST_PROP(Histogram, IsWithinOneSixtyFourthOfTheSortedValues, ()) {
    const auto values = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, std::int64_t{1} << 50)));
    const double share = *rc::gen::inRange(0, 1'001) / 1'000.0;
    Histogram histogram;
    for (const std::int64_t value : values)
        histogram.add(value);
    std::vector<std::int64_t> sorted = values;
    std::ranges::sort(sorted);
    const auto place =
        std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size()))));
    const std::int64_t exact = sorted[place - 1];
    RC_ASSERT(histogram.at(share) >= exact);
    RC_ASSERT(histogram.at(share) <= exact + exact / 64 + 1);
}

RC_GTEST_PROP(Histogram, MergedIsAsIfCountedInOne,
              (const std::vector<std::uint32_t>& some, const std::vector<std::uint32_t>& others)) {
    Histogram one, other, all;
    for (const auto value : some) {
        one.add(value);
        all.add(value);
    }
    for (const auto value : others) {
        other.add(value);
        all.add(value);
    }
    one.merge(other);
    RC_ASSERT(one.count() == all.count());
    RC_ASSERT(one.max() == all.max());
    for (const double share : {0.1, 0.5, 0.9, 0.99, 1.0})
        RC_ASSERT(one.at(share) == all.at(share));
}

} // namespace
} // namespace parley::load

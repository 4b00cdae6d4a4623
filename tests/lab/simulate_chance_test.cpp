// The luck of simulations: SplitMix64 to the bit, and what is drawn from it against its distribution.
#include "lab/simulate/chance.hpp"
#include "lab/simulate/tally.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace parley::lab::simulate {
namespace {

constexpr int many = 40'000;

TEST(SimulateChance, NumbersAreThoseOfSplitMix64) {
    Draws zero(0);
    EXPECT_EQ(zero.number(), 0xe220a8397b1dcdafULL);
    EXPECT_EQ(zero.number(), 0x6e789e6aa1b965f4ULL);
    EXPECT_EQ(Draws(0).unit(), 0.8833108082136426);
    Draws other(1234567);
    EXPECT_EQ(other.number(), 6457827717110365317ULL);
    EXPECT_EQ(other.number(), 3203168211198807973ULL);
    EXPECT_EQ(other.number(), 9817491932198370423ULL);
}

TEST(SimulateChance, WaitingTimesAreInvertedFromOneDraw) {
    Draws draws(0);
    EXPECT_DOUBLE_EQ(exponential(draws, 0.5), -std::log1p(-0.8833108082136426) / 0.5);
}

TEST(SimulateChance, DrawsHaveTheMeansOfTheirDistributions) {
    Draws draws(7);
    Tally even, waits, counts, first, squares, products;
    for (int i = 0; i < many; ++i) {
        even.add(draws.unit());
        waits.add(exponential(draws, 4));
        counts.add(static_cast<double>(poisson(draws, 10)));
        const auto [a, b] = normal_pair(draws);
        first.add(a);
        squares.add(b * b);
        products.add(a * b);
    }
    EXPECT_LT(std::abs(even.estimate().sigmas_from(0.5)), 4);
    EXPECT_LT(std::abs(waits.estimate().sigmas_from(0.25)), 4);
    EXPECT_LT(std::abs(counts.estimate().sigmas_from(10)), 4);
    EXPECT_NEAR(counts.variance(), 10, 0.5);
    EXPECT_LT(std::abs(first.estimate().sigmas_from(0)), 4);
    EXPECT_LT(std::abs(squares.estimate().sigmas_from(1)), 4);
    EXPECT_LT(std::abs(products.estimate().sigmas_from(0)), 4);
}

TEST(SimulateChance, SeedsOfPartsDiffer) {
    std::set<std::uint64_t> seeds;
    for (std::uint64_t seed = 0; seed < 40; ++seed)
        for (std::uint64_t part = 0; part < 40; ++part)
            seeds.insert(seed_of_part(seed, part));
    EXPECT_EQ(seeds.size(), 1'600u);
    EXPECT_EQ(seed_of_part(3, 5), seed_of_part(3, 5));
}

RC_GTEST_PROP(SimulateChance, ChoosingKeepsTheItems, (std::uint64_t seed)) {
    std::vector<int> items(20);
    for (std::size_t i = 0; i < items.size(); ++i)
        items[i] = static_cast<int>(i);
    Draws draws(seed);
    auto chosen = items;
    choose_first(draws, std::span(chosen), 7);
    std::ranges::sort(chosen);
    RC_ASSERT(chosen == items);
}

TEST(SimulateChance, EverybodyIsChosenEquallyOften) {
    Draws draws(11);
    std::vector<Tally> chosen(5);
    for (int i = 0; i < many; ++i) {
        std::vector<std::size_t> items{0, 1, 2, 3, 4};
        choose_first(draws, std::span(items), 2);
        for (std::size_t one = 0; one < items.size(); ++one)
            chosen[one].add(items[0] == one || items[1] == one ? 1 : 0);
    }
    for (const Tally& one : chosen)
        EXPECT_LT(std::abs(one.estimate().sigmas_from(0.4)), 4);
}

TEST(SimulateChance, ATallyIsTheMeanAndItsError) {
    Tally tally;
    for (const double value : {2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0})
        tally.add(value);
    EXPECT_DOUBLE_EQ(tally.estimate().mean, 5);
    EXPECT_DOUBLE_EQ(tally.variance(), 32.0 / 7);
    EXPECT_DOUBLE_EQ(tally.estimate().se, std::sqrt(32.0 / 7 / 8));
    EXPECT_EQ(Tally{}.estimate().se, 0);
}

} // namespace
} // namespace parley::lab::simulate

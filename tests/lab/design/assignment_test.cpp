// parley-assign-1: PlanOut's hash cut in integers, the same arm for ever, and shares that are kept.
#include "lab/design/assignment.hpp"
#include "lab/design/planout.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

namespace parley::lab::design {
namespace {

constexpr const char* golden_salt = "furn-softclose-01.4f2a9c0e1b7d8a33";

std::string intent(std::int64_t i) {
    return "intent:" + std::to_string(i);
}

std::vector<std::int64_t> weights_from(const std::vector<std::int64_t>& cuts_ppm) {
    std::vector<std::int64_t> cuts = cuts_ppm;
    cuts.push_back(core::ppm_per_one);
    std::ranges::sort(cuts);
    std::vector<std::int64_t> weights;
    std::int64_t before = 0;
    for (const std::int64_t cut : cuts) {
        weights.push_back(cut - before);
        before = cut;
    }
    return weights;
}

rc::Gen<std::vector<std::int64_t>> any_weights() {
    return rc::gen::map(
        rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, core::ppm_per_one + 1)),
        [](std::vector<std::int64_t> cuts) {
            cuts.resize(std::min<std::size_t>(cuts.size(), 6));
            return weights_from(cuts);
        });
}

rc::Gen<std::string> any_salt() {
    return rc::gen::nonEmpty(rc::gen::string<std::string>());
}

// The probability that a binomial count lies as far above or below its mean as this or further is at most twice the
// Chernoff bound exp(-n KL(count/n, p)), which is exact arithmetic and no approximation by a normal curve.
double chance_at_most(double n, double count, double p) {
    if (p <= 0 || p >= 1)
        return count == n * p ? 1 : 0;
    const double share = count / n;
    const auto term = [](double a, double b) { return a > 0 ? a * std::log(a / b) : 0; };
    return 2 * std::exp(-n * (term(share, p) + term(1 - share, 1 - p)));
}

TEST(PlanOutHash, IsTheFirst15HexDigitsOfSha1) {
    EXPECT_EQ(h60("foo.specific_goal.123454"), 0x1fa07af61b56d0cULL);
    EXPECT_EQ(h60("foo.specific_goal.123454"), 142434788055543052ULL);
}

// PlanOut's own tests assert these outcomes (test_interpreter.py, test_experiment.py).
TEST(PlanOutHash, GivesWhatPlanOutAsserts) {
    const std::vector<int> group_sizes{1, 10};
    const std::vector<int> goals{8, 16, 32, 64};
    const int group_size = group_sizes[h60("foo.group_size.123454") % 2];
    EXPECT_EQ(group_size * goals[h60("foo.ratings_per_user_goal.123454") % 4], 320);
    EXPECT_EQ(h60("test_name.foo.42") % 2, 1U); // the second of ["a", "b"]
}

TEST(PlanOutHash, IsCutIntoAMillionEqualParts) {
    EXPECT_EQ(ppm_of(0), 0);
    EXPECT_EQ(ppm_of((1ULL << 60) - 1), 999'999);
    EXPECT_EQ(ppm_of(1ULL << 59), 500'000);
    EXPECT_EQ(ppm_of((1ULL << 59) - 1), 499'999);
}

TEST(PlanOutSample, ShufflesAsPlanOutDoes) {
    using Numbers = std::vector<int>;
    EXPECT_EQ(sampled(Numbers{0, 1, 2, 3}, "ns.sampled_segments.expA"), (Numbers{2, 0, 1, 3}));
    EXPECT_EQ(sampled(Numbers{0, 1, 2, 3, 4, 5}, "ns.sampled_segments.expA"), (Numbers{2, 4, 1, 5, 0, 3}));
    EXPECT_EQ(sampled(Numbers{}, "any"), Numbers{});
    EXPECT_EQ(sampled(Numbers{7}, "any"), Numbers{7});
}

RC_GTEST_PROP(PlanOutSample, LosesAndAddsNothing, (const std::vector<int>& items, const std::string& prefix)) {
    std::vector<int> shuffled = sampled(items, prefix);
    RC_ASSERT(std::ranges::is_permutation(shuffled, items));
    RC_ASSERT(shuffled == sampled(items, prefix));
}

TEST(Assignment, IsThatOfTheGoldenVectors) {
    const Split halves{.salt = golden_salt};
    const std::string unit = "intent:00000000-0000-4000-8000-000000000009";
    EXPECT_EQ(assign(halves, unit), (Assigned{497'729, 603'391, true, 1}));
    EXPECT_EQ(assign({golden_salt, 100'000, {200'000, 300'000, 500'000}}, unit),
              (Assigned{497'729, 603'391, false, 2}));
    EXPECT_EQ(assign({golden_salt, 500'000, {200'000, 300'000, 500'000}}, unit).enrolled, true);
}

TEST(Assignment, CountsOf200000UnitsAreThoseOfTheGoldenVectors) {
    const Split split{golden_salt, 500'000, {200'000, 300'000, 500'000}};
    std::vector<int> by_arm(3);
    for (std::int64_t i = 0; i < 200'000; ++i)
        ++by_arm[assign(split, intent(i)).arm];
    EXPECT_EQ(by_arm, (std::vector<int>{39'924, 59'739, 100'337}));
}

RC_GTEST_PROP(Assignment, KeepsItsShares, ()) {
    const Split split{*any_salt(), *rc::gen::inRange<std::int64_t>(0, core::ppm_per_one + 1), *any_weights()};
    RC_PRE(!fault_in(split));
    constexpr std::int64_t units = 2'000;
    constexpr double hardly_ever = 1e-12;
    std::vector<double> by_arm(split.weight_ppm.size());
    double enrolled = 0;
    for (std::int64_t i = 0; i < units; ++i) {
        const Assigned assigned = assign(split, intent(i));
        ++by_arm[assigned.arm];
        enrolled += assigned.enrolled;
    }
    const auto share = [](std::int64_t ppm) { return static_cast<double>(ppm) / 1e6; };
    RC_ASSERT(chance_at_most(units, enrolled, share(split.coverage_ppm)) > hardly_ever);
    for (std::size_t arm = 0; arm < by_arm.size(); ++arm)
        RC_ASSERT(chance_at_most(units, by_arm[arm], share(split.weight_ppm[arm])) > hardly_ever);
}

RC_GTEST_PROP(Assignment, IsTheSameForEver, (const std::string& unit)) {
    const Split split{*any_salt(), *rc::gen::inRange<std::int64_t>(0, core::ppm_per_one + 1), *any_weights()};
    const Assigned first = assign(split, unit);
    RC_ASSERT(assign(split, unit) == first);
    RC_ASSERT(first.arm < split.weight_ppm.size());
    RC_ASSERT(split.weight_ppm[first.arm] > 0);
}

RC_GTEST_PROP(Assignment, ARampOnlyAddsUnitsAndMovesNobody, (const std::string& unit)) {
    Split split{*any_salt(), *rc::gen::inRange<std::int64_t>(0, core::ppm_per_one), *any_weights()};
    const Assigned before = assign(split, unit);
    split.coverage_ppm = *rc::gen::inRange<std::int64_t>(split.coverage_ppm, core::ppm_per_one + 1);
    const Assigned after = assign(split, unit);
    RC_ASSERT(after.enrolled || !before.enrolled);
    RC_ASSERT(after.arm == before.arm);
}

TEST(Assignment, CoversNobodyAndEverybodyAtItsEnds) {
    for (std::int64_t i = 0; i < 1'000; ++i) {
        EXPECT_FALSE(assign({.salt = "s", .coverage_ppm = 0}, intent(i)).enrolled);
        EXPECT_TRUE(assign({.salt = "s"}, intent(i)).enrolled);
    }
}

TEST(Split, NamesWhatIsWrong) {
    const auto pointer = [](const Split& split) {
        const auto fault = fault_in(split);
        return fault ? fault->pointer : "none";
    };
    EXPECT_EQ(pointer({.salt = "s"}), "none");
    EXPECT_EQ(pointer({.salt = ""}), "/salt");
    EXPECT_EQ(pointer({.salt = "s", .coverage_ppm = -1}), "/coverage_ppm");
    EXPECT_EQ(pointer({.salt = "s", .coverage_ppm = 1'000'001}), "/coverage_ppm");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {}}), "/weight_ppm");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {999'999}}), "/weight_ppm");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {600'000, 600'000}}), "/weight_ppm");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {1'100'000, -100'000}}), "/weight_ppm/0");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {500'000, -1}}), "/weight_ppm/1");
    EXPECT_EQ(pointer({.salt = "s", .weight_ppm = {1'000'000, 0}}), "none");
}

TEST(Salt, FollowsFromThePreRegistration) {
    const std::string prereg = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    EXPECT_EQ(salt_of("furn-softclose-01", prereg), "furn-softclose-01.6f6437c54e4c3ba9");
    EXPECT_EQ(salt_of("furn-softclose-01", prereg, 3), "furn-softclose-01.05a445dd0436a84b");
}

} // namespace
} // namespace parley::lab::design

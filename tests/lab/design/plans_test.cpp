// Who is drawn together: namespaces that never overlap, switchbacks that take turns, clusters that balance, ramps that
// only rise, and the unit that follows from a patch.
#include "lab/design/clusters.hpp"
#include "lab/design/experiment.hpp"
#include "lab/design/namespaces.hpp"
#include "lab/design/ramp.hpp"
#include "lab/design/rerandomisation.hpp"
#include "lab/design/switchback.hpp"
#include "lab/design/unit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <limits>

namespace parley::lab::design {
namespace {

constexpr const char* golden_salt = "furn-softclose-01.4f2a9c0e1b7d8a33";
constexpr core::Micros hour = core::seconds(3'600);
constexpr core::Micros day = core::seconds(86'400);
constexpr core::Instant noon{1'795'000'000'000'000};

TEST(Segments, AreThoseOfPlanOut) {
    EXPECT_EQ(segment_of("furniture.round", "intent:00000000-0000-4000-8000-000000000001"), 8'184);
    EXPECT_EQ(segment_of("furniture.round", "consumer:00000000-0000-4000-8000-0000000000aa"), 8'899);
}

TEST(Namespace, GivesASegmentToOneExperimentAndRestsItAfterwards) {
    Namespace space("furniture.round", day);
    const auto first = space.take("a", 6'000, noon);
    ASSERT_TRUE(first);
    EXPECT_FALSE(space.take("b", 4'001, noon)) << "only 4000 are free";
    EXPECT_FALSE(space.take("a", 1, noon)) << "it has some already";
    EXPECT_FALSE(space.take("b", 0, noon));
    ASSERT_TRUE(space.take("b", 4'000, noon));
    EXPECT_EQ(space.free_at(noon).size(), 0U);

    space.release("a", noon);
    EXPECT_EQ(space.free_at(noon + (day - 1)).size(), 0U);
    EXPECT_EQ(space.free_at(noon + day).size(), 6'000U);
    EXPECT_TRUE(space.take("c", 6'000, noon + day));
    EXPECT_EQ(Namespace("furniture.round", day, space.held()).free_at(noon + day).size(), 0U);
}

TEST(Namespace, OwnsTheUnitsOfItsSegments) {
    const std::string unit = "intent:00000000-0000-4000-8000-000000000001";
    Namespace space("furniture.round", day, {{8'184, {"a", std::nullopt}}});
    EXPECT_EQ(space.owner_of(unit), "a");
    EXPECT_EQ(space.owner_of("intent:00000000-0000-4000-8000-000000000002"), std::nullopt);
    space.release("a", noon);
    EXPECT_EQ(space.owner_of(unit), std::nullopt);
}

RC_GTEST_PROP(Namespace, NeverHasTwoOwnersOfOneSegment, ()) {
    Namespace space(*rc::gen::string<std::string>(), *rc::gen::inRange<core::Micros>(0, 20 * hour));
    core::Instant now = noon;
    std::map<std::string, std::set<std::int64_t>> owned;
    const auto steps = *rc::gen::inRange(1, 12);
    for (int step = 0; step < steps; ++step) {
        now = now + *rc::gen::inRange<core::Micros>(0, 10 * hour);
        const std::string experiment(1, *rc::gen::inRange('a', 'e'));
        if (*rc::gen::inRange(0, 3) == 0) {
            space.release(experiment, now);
            owned.erase(experiment);
        } else if (const auto taken = space.take(experiment, *rc::gen::inRange(1, 6'000), now)) {
            owned[experiment] = std::set<std::int64_t>(taken->begin(), taken->end());
            RC_ASSERT(owned[experiment].size() == taken->size());
        }
        std::set<std::int64_t> all;
        std::size_t count = 0;
        for (const auto& [name, segments] : owned) {
            all.insert(segments.begin(), segments.end());
            count += segments.size();
            for (const std::int64_t segment : segments) {
                RC_ASSERT((Namespace::Holding{name, std::nullopt} == space.held().at(segment)));
                RC_ASSERT(segment >= 0);
                RC_ASSERT(segment < segments_per_namespace);
            }
        }
        RC_ASSERT(all.size() == count);
        RC_ASSERT(space.free_at(now).size() + count <= std::size_t{segments_per_namespace});
    }
}

TEST(Namespace, MustBeSharedByExperimentsThatChangeTheSame) {
    EXPECT_TRUE(must_share_namespace({"/close/mode"}, {"/format", "/close/mode"}));
    EXPECT_TRUE(must_share_namespace({"/close"}, {"/close/mode"}));
    EXPECT_TRUE(must_share_namespace({"/close/mode"}, {"/close"}));
    EXPECT_FALSE(must_share_namespace({"/close/mode"}, {"/close/mode_of_old", "/close/window_s"}));
    EXPECT_FALSE(must_share_namespace({}, {"/close"}));
}

Switchback a_switchback() {
    return {.salt = golden_salt, .sector = "furniture", .starts_at = noon, .burn_in = hour};
}

TEST(Switchback, HasTheGoldenSchedule) {
    std::vector<std::vector<std::int64_t>> weeks(4);
    for (std::int64_t n = 0; n < 28; ++n)
        weeks[static_cast<std::size_t>(n / 7)].push_back(arm_of_slot(a_switchback(), n));
    EXPECT_EQ(weeks, (std::vector<std::vector<std::int64_t>>{
                         {1, 0, 1, 0, 1, 1, 0}, {0, 1, 0, 1, 0, 0, 1}, {0, 1, 1, 1, 1, 0, 0}, {1, 0, 0, 0, 0, 1, 1}}));
}

RC_GTEST_PROP(Switchback, GivesEverySlotOfTheWeekEveryArmOncePerBlock, ()) {
    Switchback plan = a_switchback();
    plan.salt = *rc::gen::nonEmpty(rc::gen::string<std::string>());
    plan.arms = *rc::gen::inRange(2, 6);
    plan.slots_per_week = *rc::gen::element(7, 14, 28);
    plan.slot_length = 7 * day / plan.slots_per_week;
    plan.min_run = *rc::gen::element(1, 7);
    RC_ASSERT(!fault_in(plan, hour));
    const std::int64_t block = *rc::gen::inRange(0, 5);
    for (std::int64_t slot = 0; slot < plan.slots_per_week; ++slot) {
        std::set<std::int64_t> seen;
        for (std::int64_t week = block * plan.arms; week < (block + 1) * plan.arms; ++week) {
            const std::int64_t n = week * plan.slots_per_week + slot;
            seen.insert(arm_of_slot(plan, n));
            RC_ASSERT(arm_of_slot(plan, n) == arm_of_slot(plan, n - slot % plan.min_run));
        }
        RC_ASSERT(seen.size() == static_cast<std::size_t>(plan.arms));
        RC_ASSERT(*seen.begin() == 0 && *seen.rbegin() == plan.arms - 1);
    }
}

TEST(Switchback, CountsSlotsFromItsStartAndLetsThemBurnIn) {
    const Switchback plan = a_switchback();
    EXPECT_EQ(slot_at(plan, noon - 1), -1);
    EXPECT_EQ(slot_at(plan, noon), 0);
    EXPECT_EQ(slot_at(plan, noon + (day - 1)), 0);
    EXPECT_EQ(slot_at(plan, noon + day), 1);
    EXPECT_EQ(slot_at(plan, noon - day), -1);
    EXPECT_TRUE(is_burning_in(plan, noon + day));
    EXPECT_TRUE(is_burning_in(plan, noon + (day + hour - 1)));
    EXPECT_FALSE(is_burning_in(plan, noon + (day + hour)));
}

TEST(Switchback, NamesWhatIsWrong) {
    const auto pointer = [](const auto& change) {
        Switchback plan = a_switchback();
        change(plan);
        const auto fault = fault_in(plan, hour);
        return fault ? fault->pointer : "none";
    };
    EXPECT_EQ(pointer([](Switchback&) {}), "none");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.salt = ""; }), "/salt");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.sector = ""; }), "/sector");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.arms = 1; }), "/arms");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.slots_per_week = 8; }), "/slots_per_week");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.slot_length = 0; }), "/slots_per_week");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.burn_in = hour - 1; }), "/burn_in");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.burn_in = day; }), "/burn_in");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.min_run = 2; }), "/min_run");
    EXPECT_EQ(pointer([](Switchback& plan) { plan.min_run = 0; }), "/min_run");
}

TEST(Clusters, HaveTheGoldenArms) {
    const auto arms = cluster_arms(
        golden_salt, 2,
        {{"furniture", {"furniture:york", "furniture:leeds"}}, {"garden", {"garden:leeds", "garden:york"}}});
    EXPECT_EQ(arms, (std::map<std::string, std::int64_t>{
                        {"furniture:leeds", 0}, {"furniture:york", 1}, {"garden:leeds", 1}, {"garden:york", 0}}));
    EXPECT_FALSE(are_enough_clusters(arms, 2));
}

RC_GTEST_PROP(Clusters, AreSpreadEvenlyInEveryStratum, ()) {
    const auto arms = *rc::gen::inRange<std::int64_t>(1, 5);
    const auto members = *rc::gen::container<std::set<std::string>>(rc::gen::nonEmpty(rc::gen::string<std::string>()));
    const auto arm_of = cluster_arms("s", arms, {{"stratum", members}});
    RC_ASSERT(arm_of.size() == members.size());
    std::vector<std::int64_t> sizes(static_cast<std::size_t>(arms));
    for (const auto& [member, arm] : arm_of)
        ++sizes.at(static_cast<std::size_t>(arm));
    const auto [fewest, most] = std::ranges::minmax(sizes);
    RC_ASSERT(most - fewest <= 1);
    RC_ASSERT(are_enough_clusters(arm_of, arms) == (fewest >= clusters_per_arm_min));
}

TEST(Rerandomisation, MeasuresHowUnlikeTheArmsAre) {
    // Means 2 and 4 with variances 1 and 1; then 0 and 0; the larger difference counts.
    EXPECT_DOUBLE_EQ(imbalance({0, 0, 0, 1, 1, 1}, 2, {{1, 2, 3, 3, 4, 5}, {-1, 0, 1, 1, 0, -1}}), 2);
    EXPECT_DOUBLE_EQ(imbalance({0, 0, 1, 1}, 2, {{5, 5, 5, 5}}), 0);
    EXPECT_EQ(imbalance({0, 0, 1, 1}, 2, {{5, 5, 6, 6}}), std::numeric_limits<double>::infinity());
    EXPECT_EQ(imbalance({0, 0}, 2, {{1, 2}}), std::numeric_limits<double>::infinity());
    EXPECT_EQ(imbalance({0, 1}, 2, {}), 0);
}

TEST(Rerandomisation, KeepsTheBestOfAHundredAndTheFirstOfEquals) {
    EXPECT_EQ(best_attempt([](std::uint64_t j) { return j == 7 || j == 9 ? 0.1 : 0.2; }), 7U);
    EXPECT_EQ(best_attempt([](std::uint64_t) { return 0.2; }), 0U);
    EXPECT_EQ(best_attempt([](std::uint64_t j) { return 1.0 / static_cast<double>(j + 1); }), 99U);
    EXPECT_EQ(best_attempt([](std::uint64_t) { return std::numeric_limits<double>::infinity(); }), 0U);
}

TEST(Ramp, OnlyRisesAndOnlyWhileAllIsWell) {
    const Ramp ramp{50'000, 200'000, 1'000'000};
    EXPECT_FALSE(fault_in(ramp));
    EXPECT_EQ(next_coverage_ppm(ramp, 0, {}), 200'000);
    EXPECT_EQ(next_coverage_ppm(ramp, 1, {.sample_ratio_p = 0.001}), 1'000'000);
    EXPECT_EQ(next_coverage_ppm(ramp, 1, {.sample_ratio_p = 0.000999}), std::nullopt);
    EXPECT_EQ(next_coverage_ppm(ramp, 1, {.sample_ratio_p = std::numeric_limits<double>::quiet_NaN()}), std::nullopt);
    EXPECT_EQ(next_coverage_ppm(ramp, 1, {.guardrail_breached = true}), std::nullopt);
    EXPECT_EQ(next_coverage_ppm(ramp, 2, {}), std::nullopt);

    EXPECT_EQ(fault_in(Ramp{})->pointer, "");
    EXPECT_EQ(fault_in(Ramp{0, 1})->pointer, "/0");
    EXPECT_EQ(fault_in(Ramp{200'000, 200'000})->pointer, "/1");
    EXPECT_EQ(fault_in(Ramp{1'000'001})->pointer, "/0");
    EXPECT_EQ(fault_in(Ramp(21, 1))->pointer, "");
}

TEST(Unit, FollowsFromWhatThePatchTouches) {
    EXPECT_EQ(smallest_unit({}), Unit::consumer);
    EXPECT_EQ(smallest_unit({"/buyer_sees"}), Unit::consumer);
    EXPECT_EQ(smallest_unit({"/close/mode", "/duration_s"}), Unit::slot);
    EXPECT_EQ(smallest_unit({"/format", "/invite/count"}), Unit::slot);
    EXPECT_EQ(smallest_unit({"/close/mode", "/scoring/0/minor_per_unit"}), Unit::cluster);
    EXPECT_EQ(smallest_unit({"/fees/commission_bp"}), Unit::cluster) << "nobody has thought about it";
    EXPECT_EQ(smallest_unit({"/formatting"}), Unit::cluster);

    EXPECT_FALSE(is_at_least(Unit::intent, Unit::consumer)) << "one person would see both arms";
    EXPECT_FALSE(is_at_least(Unit::consumer, Unit::slot));
    EXPECT_TRUE(is_at_least(Unit::cluster, Unit::slot));
    EXPECT_TRUE(is_at_least(Unit::retailer, Unit::cluster));
}

TEST(Unit, IsWrittenAsItIsHashed) {
    EXPECT_EQ(unit_text(Unit::intent, "00000000-0000-4000-8000-000000000001"),
              "intent:00000000-0000-4000-8000-000000000001");
    EXPECT_EQ(slot_text("furniture/tables", 12), "slot:furniture/tables:12");
    EXPECT_EQ(cluster_text("furniture", "leeds"), "cluster:furniture:leeds");
}

TEST(Experiment, GoesItsWayAndNoOther) {
    using enum ExperimentState;
    for (const auto& [now, next] :
         {std::pair(draft, registered), std::pair(registered, running), std::pair(running, paused),
          std::pair(paused, running), std::pair(paused, stopped), std::pair(stopped, analysed),
          std::pair(analysed, published), std::pair(running, killed), std::pair(killed, analysed),
          std::pair(analysed, analysed), std::pair(published, published)})
        EXPECT_TRUE(may_follow(now, next)) << core::name_of(now) << " -> " << core::name_of(next);
    for (const auto& [now, next] :
         {std::pair(draft, running), std::pair(registered, draft), std::pair(stopped, running),
          std::pair(killed, running), std::pair(published, analysed), std::pair(published, void_),
          std::pair(void_, draft), std::pair(running, running)})
        EXPECT_FALSE(may_follow(now, next)) << core::name_of(now) << " -> " << core::name_of(next);
    EXPECT_TRUE(is_open_to_change(draft));
    EXPECT_FALSE(is_open_to_change(registered));
    EXPECT_EQ(core::name_of(void_), "void");
}

} // namespace
} // namespace parley::lab::design

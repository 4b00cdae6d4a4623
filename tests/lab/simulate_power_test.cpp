// Power by simulation against its formula where there is one, and against the level of the test where nothing is to be
// found.
#include "lab/simulate/interference.hpp"
#include "lab/simulate/power.hpp"
#include "lab/simulate/theory.hpp"
#include "lab/stats/power.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace parley::lab::simulate {
namespace {

/// Every business reads and answers everything.
PowerDesign unlimited(std::int64_t control_invites, std::int64_t treatment_invites) {
    PowerDesign design;
    design.world = limited_attention(1'000);
    design.world.answer = 1;
    design.world.arms[0].invites = control_invites;
    design.world.arms[1].invites = treatment_invites;
    return design;
}

TEST(SimulatePower, OfIntentsIsThatOfItsFormula) {
    PowerDesign design = unlimited(3, 4);
    design.n_per_arm = 80;
    design.repetitions = 400;
    design.seed = 51;
    const PowerResult result = simulate_power(design);
    const double delta = expected_price(4) - expected_price(3);
    const double sd = std::sqrt((std::pow(price_sd_second(3), 2) + std::pow(price_sd_second(4), 2)) / 2);
    const auto formula = stats::power_of_means({delta, sd, 0.05}, 80);
    ASSERT_TRUE(formula);
    // The formula is of normal values; these are not quite.
    EXPECT_NEAR(result.power, *formula, 4 * result.se + 0.01);
    EXPECT_LE(std::abs(result.effect.sigmas_from(delta)), 4);
    EXPECT_LE(*result.interval.low, result.power);
    EXPECT_GE(*result.interval.high, result.power);
    EXPECT_EQ(result.uninformative, 0);
}

TEST(SimulatePower, WithoutAnEffectIsTheLevelOfTheTest) {
    PowerDesign design = unlimited(4, 4);
    design.n_per_arm = 30;
    design.repetitions = 800;
    design.seed = 52;
    const PowerResult welch = simulate_power(design);
    EXPECT_NEAR(welch.power, 0.05, 4 * welch.se);
    EXPECT_LE(std::abs(welch.effect.sigmas_from(0)), 4);
    design.unit = Unit::slot;
    design.n_per_arm = 8;
    design.repetitions = 400;
    design.world.intents = 3;
    const PowerResult randomised = simulate_power(design);
    // Exact: of 2^8 assignments no more than 5 % are called.
    EXPECT_LE(randomised.power, 0.05 + 4 * randomised.se);
    EXPECT_GT(randomised.power, 0.01);
}

TEST(SimulatePower, SlotsFindTheTruthWhereIntentsAreMisled) {
    PowerDesign design;
    design.world = limited_attention(4);
    design.metric = Metric::offers;
    design.n_per_arm = 100;
    design.repetitions = 40;
    design.seed = 53;
    const PowerResult by_intent = simulate_power(design);
    design.unit = Unit::slot;
    design.n_per_arm = 12;
    const PowerResult by_slot = simulate_power(design);
    EXPECT_GT(by_intent.effect.mean, 4.5);
    EXPECT_LT(by_slot.effect.mean, 4);
    EXPECT_GT(by_slot.effect.mean, 2);
    EXPECT_GT(by_slot.power, 0.5);
}

TEST(SimulatePower, RulesAreWhatAnArmMayChange) {
    // Ten minutes of grace bring what sixty seconds leave out; awards follow.
    PowerDesign design = unlimited(3, 3);
    for (Arm& arm : design.world.arms) {
        arm.terms.rules.duration_s = 60;
        arm.conduct.response_s = 120;
        arm.consumer.award = AwardRule::best_score;
    }
    design.world.arms[1].terms.rules.duration_s = 600;
    design.metric = Metric::award;
    design.n_per_arm = 60;
    design.repetitions = 60;
    design.seed = 54;
    const PowerResult result = simulate_power(design);
    // P(somebody answers in t) = 1 - e^(-3 t/120).
    EXPECT_LE(std::abs(result.effect.sigmas_from(std::exp(-1.5) - std::exp(-15))), 4);
    EXPECT_GT(result.power, 0.5);
}

TEST(SimulatePower, WhatNobodyCanTellIsCountedAsNotFound) {
    PowerDesign design = unlimited(0, 0);
    design.n_per_arm = 5;
    design.repetitions = 10;
    const PowerResult result = simulate_power(design);
    EXPECT_EQ(result.uninformative, 10);
    EXPECT_EQ(result.power, 0);
}

TEST(SimulatePower, ASeedDecidesEverything) {
    PowerDesign design = unlimited(3, 5);
    design.n_per_arm = 20;
    design.repetitions = 20;
    const PowerResult one = simulate_power(design);
    EXPECT_EQ(simulate_power(design).effect.mean, one.effect.mean);
    design.seed = 2;
    EXPECT_NE(simulate_power(design).effect.mean, one.effect.mean);
}

TEST(SimulatePeeking, OnlyTheAlwaysValidTestMayBeLookedAtAnyTime) {
    PeekingDesign design;
    design.seed = 55;
    const PeekingResult result = simulate_peeking(design);
    EXPECT_GE(result.fixed_last_look.mean, 0.04);
    EXPECT_LE(result.fixed_last_look.mean, 0.06);
    EXPECT_GE(result.fixed_any_look.mean, 0.25);
    EXPECT_LE(result.always_valid_any_look.mean, 0.05);
    EXPECT_GT(result.always_valid_any_look.mean, 0);
}

} // namespace
} // namespace parley::lab::simulate

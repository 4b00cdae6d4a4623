// How often an experiment would find what it looks for: it is simulated again and again and analysed each time with the
// lab's statistics. With two equal arms it is how often it errs.
#pragma once

#include "lab/simulate/tally.hpp"
#include "lab/simulate/world.hpp"
#include "lab/stats/informative.hpp"

namespace parley::lab::simulate {

enum class Unit {
    intent, // each request by a fair coin, until both arms have n: Welch's test of means
    slot // n pairs of slots, in each of which a coin says which one is treated: the randomisation test of their means
};
std::span<const std::string_view> names_of(Unit);

struct PowerDesign {
    World world;
    Unit unit = Unit::intent;
    Metric metric = Metric::price;
    std::int64_t n_per_arm = 100; // requests or slots; >= 2
    std::int64_t repetitions = 200;
    double alpha = 0.05; // two-sided, in (0, 1)
    std::uint64_t seed = 1;
};

struct PowerResult {
    double power = 0;               // share of repetitions with p < alpha
    double se = 0;                  // sqrt(power (1 - power)/repetitions)
    stats::Interval interval;       // Wilson, 95 %
    Estimate effect;                // over repetitions, in the metric's unit; its error is that of the simulation
    std::int64_t uninformative = 0; // repetitions whose analysis had nothing to say, counted as finding nothing
};
/// A slot without requests has no mean; another one is drawn in its place.
PowerResult simulate_power(const PowerDesign& design);

struct PeekingDesign {
    std::int64_t repetitions = 4'000;
    std::int64_t per_arm = 5'000;
    std::int64_t every = 50; // units of each arm between looks; the first look is after twice as many
    double alpha = 0.05;
    std::uint64_t seed = 1;
};
/// Shares of experiments without any effect, N(0, 1) in both arms, that are called significant.
struct PeekingResult {
    Estimate fixed_last_look;
    Estimate fixed_any_look;
    Estimate always_valid_any_look; // the asymptotic confidence sequence, tuned to 5000 units
};
/// every >= 1 and per_arm >= 2 every.
PeekingResult simulate_peeking(const PeekingDesign& design);

} // namespace parley::lab::simulate

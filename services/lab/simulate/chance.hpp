// What chance does in a simulation, over the lab's draws: waiting times, counts, normal values, choices without order.
#pragma once

#include "lab/draws.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <span>
#include <utility>

namespace parley::lab::simulate {

/// A waiting time of a Poisson process, by inversion: -log1p(-u)/rate, in the unit of 1/rate; rate > 0.
inline double exponential(Draws& draws, double rate) {
    return -std::log1p(-draws.unit()) / rate;
}

/// A count with that mean, 0 to 500: how many waiting times of rate 1 end before it (Knuth's method in logarithms).
inline std::int64_t poisson(Draws& draws, double mean) {
    std::int64_t count = 0;
    for (double at = exponential(draws, 1); at < mean; at += exponential(draws, 1))
        ++count;
    return count;
}

/// Two independent standard normal values (Box and Muller 1958).
inline std::pair<double, double> normal_pair(Draws& draws) {
    const double radius = std::sqrt(2 * exponential(draws, 1));
    const double angle = 2 * std::numbers::pi * draws.unit();
    return {radius * std::cos(angle), radius * std::sin(angle)};
}

inline bool happens(Draws& draws, double probability) {
    return draws.unit() < probability;
}

/// Puts a random choice of `count` items first, in random order (Fisher and Yates); count <= items.size().
template <class Item>
void choose_first(Draws& draws, std::span<Item> items, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        const auto last = static_cast<std::int64_t>(items.size()) - 1;
        std::swap(items[i], items[static_cast<std::size_t>(draws.between(static_cast<std::int64_t>(i), last))]);
    }
}

/// A seed of its own for each part of a simulation, so that parts can be played alone and in any order.
inline std::uint64_t seed_of_part(std::uint64_t seed, std::uint64_t part) {
    return Draws(seed ^ Draws(part).number()).number();
}

} // namespace parley::lab::simulate

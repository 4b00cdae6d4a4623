// The hash that PlanOut draws with (facebookarchive/planout, python/planout/ops/random.py), so that whoever has that
// library can recompute what we assign. SHA-1's weakness is collisions that somebody constructs; units are ids that we
// mint, so nobody chooses what is hashed here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parley::lab::design {

/// The first 15 hexadecimal digits of SHA-1 of the bytes: below 2^60 (PlanOut getHash).
std::uint64_t h60(std::string_view bytes);

/// Where a hash below 2^60 lies among a million equal parts, 0 to 999'999: a cut in integers, without the bias of a
/// remainder.
std::int64_t ppm_of(std::uint64_t hash);

/// The items in an order that the prefix decides: a Fisher-Yates shuffle from the end whose i-th step, counting down
/// from the last index to 1, swaps with h60("<prefix>.<i>") % (i + 1) (PlanOut Sample).
template <class Item>
std::vector<Item> sampled(std::vector<Item> items, std::string_view prefix) {
    for (std::size_t i = items.size(); i-- > 1;) {
        const std::uint64_t hash = h60(std::string(prefix) + '.' + std::to_string(i));
        std::swap(items[i], items[hash % (i + 1)]);
    }
    return items;
}

} // namespace parley::lab::design

// How alike two texts are: how many of their shingles, runs of three words, they share (A. Broder, "On the resemblance
// and containment of documents", 1997). What changes from one copy to the next does not count: numbers, and the names
// that are given.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core::talk {

inline constexpr std::size_t compared_words_min = 8;   // texts of fewer are alike by chance
inline constexpr std::int64_t near_copy_ppm = 800'000; // of the shingles of both

/// Sorted, each once; none for a text that is too short to be compared.
using Shingles = std::vector<std::string>;

/// `names` are left out word by word, wherever they stand.
Shingles shingles_of(std::string_view text, std::span<const std::string> names = {});

/// Those in both of those in either; 0 where a text has none.
std::int64_t resemblance_ppm(const Shingles& one, const Shingles& other);

bool is_near_copy(const Shingles& one, const Shingles& other);

} // namespace parley::core::talk

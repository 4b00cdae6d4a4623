// The words, numbers and signs of a plain text, for those who look for what it says about money.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace parley::core::talk {

/// A word, a number or a single sign of the plain text; [begin, end) are bytes of it.
struct Token {
    std::string_view text;
    std::size_t begin = 0, end = 0;
};

inline bool is_letter(char c) {
    return c >= 'a' && c <= 'z';
}
inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Of a plain text that outlives them; spaces and dashes are left out.
std::vector<Token> tokens_of(std::string_view plain);

template <class T, std::size_t N>
bool is_any(const T& one, const std::array<T, N>& all) {
    return std::ranges::find(all, one) != all.end();
}

} // namespace parley::core::talk

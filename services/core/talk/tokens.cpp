#include "core/talk/tokens.hpp"

namespace parley::core::talk {

std::vector<Token> tokens_of(std::string_view plain) {
    std::vector<Token> tokens;
    for (std::size_t at = 0; at < plain.size();) {
        const auto same = [&](auto is) {
            std::size_t end = at;
            while (end < plain.size() && is(plain[end]))
                ++end;
            return end;
        };
        std::size_t end = at + 1;
        if (is_letter(plain[at]))
            end = same([](char c) { return is_letter(c) || c == '&'; });
        else if (is_digit(plain[at]))
            end = same(is_digit);
        if (plain[at] != ' ' && plain[at] != '-')
            tokens.push_back({plain.substr(at, end - at), at, end});
        at = end;
    }
    return tokens;
}

} // namespace parley::core::talk

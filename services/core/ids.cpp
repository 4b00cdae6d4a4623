#include "core/ids.hpp"

namespace parley::core {

namespace {

constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr std::size_t text_length = 26;

std::optional<std::uint64_t> digit_of(char c) {
    const auto place = alphabet.find(c);
    if (place == std::string_view::npos)
        return std::nullopt;
    return place;
}

} // namespace

std::string to_text(const Id128& id) {
    std::string text(text_length, '0');
    std::uint64_t high = id.high;
    std::uint64_t low = id.low;
    for (std::size_t i = text_length; i-- > 0;) {
        text[i] = alphabet[low & 31];
        low = low >> 5 | high << 59;
        high >>= 5;
    }
    return text;
}

std::optional<Id128> parse_id128(std::string_view text) {
    // 26 digits hold 130 bits, so the first may use only three of its five.
    if (text.size() != text_length)
        return std::nullopt;
    Id128 id;
    for (std::size_t i = 0; i < text_length; ++i) {
        const auto digit = digit_of(text[i]);
        if (!digit || (i == 0 && *digit > 7))
            return std::nullopt;
        id.high = id.high << 5 | id.low >> 59;
        id.low = id.low << 5 | *digit;
    }
    return id;
}

} // namespace parley::core

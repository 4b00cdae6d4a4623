#include "core/talk/plain_text.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace parley::core::talk {

namespace {

/// The code point at `at`, and where the next one begins; a byte that begins none stands for itself.
std::uint32_t next_point(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
    const std::uint8_t lead = byte(at);
    const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    std::uint32_t point = more == 0 ? lead : lead & (0x3Fu >> more);
    std::size_t end = at + 1;
    for (int i = 0; i < more && end < text.size() && (byte(end) & 0xC0) == 0x80; ++i)
        point = point << 6 | (byte(end++) & 0x3F);
    at = end;
    return point;
}

struct Range {
    std::uint32_t first, last;
    char to; // of the first; the others follow
};
/// Digits of other alphabets and in other dress.
constexpr std::array<Range, 7> digits{{{0x0660, 0x0669, '0'},
                                       {0x06F0, 0x06F9, '0'},
                                       {0x0966, 0x096F, '0'},
                                       {0x2460, 0x2468, '1'},
                                       {0x2776, 0x277E, '1'},
                                       {0x2080, 0x2089, '0'},
                                       {0x2074, 0x2079, '4'}}};

/// Letters of Cyrillic and Greek that look like ours, for addresses that hide in them.
constexpr std::array<std::pair<std::uint32_t, char>, 22> lookalikes{
    {{0x0430, 'a'}, {0x0441, 'c'}, {0x0435, 'e'}, {0x043E, 'o'}, {0x0440, 'p'}, {0x0445, 'x'},
     {0x0443, 'y'}, {0x0456, 'i'}, {0x0455, 's'}, {0x0458, 'j'}, {0x04BB, 'h'}, {0x0501, 'd'},
     {0x051B, 'q'}, {0x0475, 'v'}, {0x0410, 'a'}, {0x0421, 'c'}, {0x0415, 'e'}, {0x041E, 'o'},
     {0x03BF, 'o'}, {0x03B1, 'a'}, {0x03BD, 'v'}, {0x0261, 'g'}}};

/// 0: nothing to be seen.
char plain_of(std::uint32_t point) {
    if (point >= 0xFF01 && point <= 0xFF5E)
        point -= 0xFEE0; // full width
    if (point >= 'A' && point <= 'Z')
        return static_cast<char>(point - 'A' + 'a');
    if (point == '\n' || point == '\t' || point == '\r' || point == 0xA0 || point == 0x3000 ||
        (point >= 0x2000 && point <= 0x200A) || point == 0x202F)
        return ' ';
    if (point >= 0x20 && point < 0x7F)
        return static_cast<char>(point);
    if ((point >= 0x200B && point <= 0x200F) || point == 0x2060 || point == 0xFEFF || point == 0xAD ||
        point == 0xFE0F || point == 0x20E3)
        return 0; // also what makes a keycap of a digit
    if (point == 0xA3 || point == 0x20AC)
        return '$'; // any currency
    if ((point >= 0x2010 && point <= 0x2015) || point == 0x2212)
        return '-';
    if (point == 0x24EA || point == 0x2070)
        return '0';
    if (point >= 0x1D7CE && point <= 0x1D7FF)
        return static_cast<char>('0' + (point - 0x1D7CE) % 10);
    if (point == 0x2022 || point == 0xB7 || point == 0x2219 || point == 0x25CF)
        return '*'; // a dot of whatever size
    for (const auto& [letter, like] : lookalikes)
        if (point == letter)
            return like;
    for (const Range& range : digits)
        if (point >= range.first && point <= range.last)
            return static_cast<char>(range.to + static_cast<char>(point - range.first));
    return '\x01';
}

std::optional<char> digit_word(std::string_view word) {
    constexpr std::array<std::pair<std::string_view, char>, 14> words{{{"zero", '0'},
                                                                       {"oh", '0'},
                                                                       {"o", '0'},
                                                                       {"nought", '0'},
                                                                       {"naught", '0'},
                                                                       {"one", '1'},
                                                                       {"two", '2'},
                                                                       {"three", '3'},
                                                                       {"four", '4'},
                                                                       {"five", '5'},
                                                                       {"six", '6'},
                                                                       {"seven", '7'},
                                                                       {"eight", '8'},
                                                                       {"nine", '9'}}};
    for (const auto& [name, digit] : words)
        if (name == word)
            return digit;
    return std::nullopt;
}

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/// "o77oo9oo123" among mostly digits: the letters that look like digits are digits.
std::string as_digits(std::string_view word) {
    std::string out;
    int real = 0;
    for (const char c : word) {
        if (c >= '0' && c <= '9') {
            out += c;
            ++real;
        } else if (c == 'o') {
            out += '0';
        } else if (c == 'i' || c == 'l') {
            out += '1';
        } else {
            return std::string(word);
        }
    }
    return real * 2 >= static_cast<int>(word.size()) && real > 0 ? out : std::string(word);
}

} // namespace

PlainText plain_text(std::string_view utf8) {
    PlainText plain;
    for (std::size_t at = 0; at < utf8.size();) {
        const std::size_t begin = at;
        const char c = plain_of(next_point(utf8, at));
        if (c == 0)
            continue;
        // Many spaces are one.
        if (c == ' ' && !plain.text.empty() && plain.text.back() == ' ')
            continue;
        plain.text += c;
        plain.places.push_back({begin, at});
    }
    return plain;
}

PlainText spoken_digits(const PlainText& plain) {
    PlainText spoken;
    std::size_t repeat = 1;
    Place repeats;
    const auto add = [&](char c, Place place) {
        spoken.text += c;
        spoken.places.push_back(place);
    };
    for (std::size_t at = 0; at < plain.text.size();) {
        if (!is_word(plain.text[at])) {
            // A comma between spoken digits is a pause.
            const char c = plain.text[at];
            add(c == ',' ? ' ' : c, plain.places[at]);
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < plain.text.size() && is_word(plain.text[end]))
            ++end;
        const std::string_view word = std::string_view(plain.text).substr(at, end - at);
        const Place place{plain.places[at].begin, plain.places[end - 1].end};
        if (word == "double" || word == "triple" || word == "treble") {
            repeat = word == "double" ? 2 : 3;
            repeats = place;
            at = end + (end < plain.text.size() && plain.text[end] == ' ' ? 1 : 0);
            continue;
        }
        if (const auto digit = digit_word(word)) {
            for (std::size_t i = 0; i < repeat; ++i)
                add(*digit, {repeat > 1 ? repeats.begin : place.begin, place.end});
        } else if (repeat > 1 && word.size() == 1 && word[0] >= '0' && word[0] <= '9') {
            for (std::size_t i = 0; i < repeat; ++i)
                add(word[0], {repeats.begin, place.end});
        } else {
            const std::string digits_ = as_digits(word);
            for (std::size_t i = 0; i < digits_.size(); ++i)
                add(digits_[i], plain.places[at + i]);
        }
        repeat = 1;
        at = end;
    }
    return spoken;
}

} // namespace parley::core::talk

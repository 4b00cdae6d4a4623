#include "core/request/numbers.hpp"

namespace parley::core::request {

namespace {

constexpr std::int64_t largest_hundredths = 100'000'000'000'000; // A million millions: more is a telephone number.

constexpr std::string_view units[] = {"zero",     "one",     "two",     "three",     "four",     "five",    "six",
                                      "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
                                      "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::string_view tens[] = {"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"};
constexpr std::string_view ordinals[] = {"first",   "second", "third", "fourth", "fifth",    "sixth",
                                         "seventh", "eighth", "ninth", "tenth",  "eleventh", "twelfth"};

template <std::size_t count>
int index_in(std::string_view word, const std::string_view (&list)[count]) {
    for (std::size_t i = 0; i < count; ++i)
        if (list[i] == word)
            return static_cast<int>(i);
    return -1;
}

/// "six", "sixty", "sixty five": below a hundred; -1 where there is none. Steps `i` over it.
int below_hundred(const Tokens& tokens, std::ptrdiff_t& i) {
    if (!tokens.is_word(i))
        return -1;
    if (const int unit = index_in(tokens.text(i), units); unit > 0) {
        ++i;
        return unit;
    }
    const int ten = index_in(tokens.text(i), tens);
    if (ten < 0)
        return -1;
    ++i;
    const std::ptrdiff_t unit_at = tokens.is(i, "-") && tokens.glued(i) ? i + 1 : i;
    if (const int unit = index_in(tokens.text(unit_at), units); unit > 0 && unit < 10) {
        i = unit_at + 1;
        return (ten + 2) * 10 + unit;
    }
    return (ten + 2) * 10;
}

bool is_thousand(std::string_view word) {
    static constexpr std::string_view list[] = {"k", "grand", "thousand"};
    return one_of(word, list);
}

/// Steps over "k", "grand", "thousand" or "million" and multiplies.
void scale(const Tokens& tokens, Number& number) {
    const std::string_view word = tokens.text(number.end);
    const bool letter = word == "k" && tokens.glued(number.end);
    const std::int64_t by = letter || word == "grand" || word == "thousand" ? 1'000 : word == "million" ? 1'000'000 : 1;
    if (by == 1 || !tokens.is_word(number.end) || number.hundredths > largest_hundredths / by)
        return;
    number.hundredths *= by;
    number.thousands = true;
    number.slang_money = word == "grand";
    ++number.end;
}

std::optional<Number> read_words(const Tokens& tokens, std::ptrdiff_t i) {
    Number number;
    number.words = true;
    std::int64_t value = 0;
    if (tokens.is(i, "a") || tokens.is(i, "an")) {
        if (tokens.is(i + 1, "couple")) {
            number.end = tokens.is(i + 2, "of") ? i + 3 : i + 2;
            number.hundredths = 200;
            return number;
        }
        if (!tokens.is(i + 1, "hundred") && !is_thousand(tokens.text(i + 1)))
            return std::nullopt;
        ++i;
        value = 1;
    } else if (tokens.is(i, "couple")) {
        number.end = tokens.is(i + 1, "of") ? i + 2 : i + 1;
        number.hundredths = 200;
        return number;
    } else if (tokens.is(i, "hundred")) {
        value = 1;
    } else {
        const int small = below_hundred(tokens, i);
        if (small < 0)
            return std::nullopt;
        value = small;
    }
    if (tokens.is(i, "hundred")) {
        value *= 100;
        ++i;
        std::ptrdiff_t rest_at = tokens.is(i, "and") ? i + 1 : i;
        if (const int rest = below_hundred(tokens, rest_at); rest > 0) {
            value += rest;
            i = rest_at;
        }
    }
    number.hundredths = value * 100;
    number.end = i;
    scale(tokens, number);
    return number;
}

} // namespace

std::optional<Number> read_number(const Tokens& tokens, std::ptrdiff_t i) {
    if (!tokens.is_number(i))
        return tokens.is_word(i) ? read_words(tokens, i) : std::nullopt;
    const Token& token = tokens.at(i);
    if (token.hundredths < 0 || token.hundredths > largest_hundredths)
        return std::nullopt;
    Number number{token.hundredths, i + 1, false, false, false};
    scale(tokens, number);
    return number;
}

std::optional<Whole> read_whole(const Tokens& tokens, std::ptrdiff_t i, int least, int most) {
    if (tokens.is_number(i)) {
        const Token& token = tokens.at(i);
        if (token.decimal || token.hundredths < 0 || token.hundredths / 100 < least || token.hundredths / 100 > most)
            return std::nullopt;
        static constexpr std::string_view endings[] = {"st", "nd", "rd", "th"};
        const bool ordinal = tokens.is_word(i + 1) && tokens.glued(i + 1) && one_of(tokens.text(i + 1), endings);
        return Whole{static_cast<int>(token.hundredths / 100), i + (ordinal ? 2 : 1), ordinal};
    }
    if (!tokens.is_word(i))
        return std::nullopt;
    if (const int ordinal = index_in(tokens.text(i), ordinals) + 1; ordinal > 0) {
        if (ordinal < least || ordinal > most)
            return std::nullopt;
        return Whole{ordinal, i + 1, true};
    }
    const auto number = read_words(tokens, i);
    if (!number || number->hundredths / 100 < least || number->hundredths / 100 > most)
        return std::nullopt;
    return Whole{static_cast<int>(number->hundredths / 100), number->end, false};
}

} // namespace parley::core::request

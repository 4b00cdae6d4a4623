// Numbers as people write them: "1,200.50", "1.2k", "six hundred", "a couple", "12 grand". Promises to step over
// exactly the tokens that it read. What is counted (pounds, days, seats) is left to the readers of money and deadlines.
#pragma once

#include "core/request/tokens.hpp"

#include <cstdint>
#include <optional>

namespace parley::core::request {

struct Number {
    std::int64_t hundredths = 0;
    std::ptrdiff_t end = 0;   // The token after it.
    bool thousands = false;   // Said with "k", "grand" or "thousand".
    bool slang_money = false; // Said with "grand", which counts nothing but money.
    bool words = false;
};

/// The number that begins at token `i`. "a" and "an" begin one only before "hundred", "thousand", "grand", "couple".
std::optional<Number> read_number(const Tokens& tokens, std::ptrdiff_t i);

/// A whole number at `i`, between `least` and `most`; ordinals ("3rd", "first") too when `ordinal` says so.
struct Whole {
    int value = 0;
    std::ptrdiff_t end = 0;
    bool ordinal = false;
};
std::optional<Whole> read_whole(const Tokens& tokens, std::ptrdiff_t i, int least, int most);

} // namespace parley::core::request

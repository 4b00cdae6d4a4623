// Text as a reader of numbers and addresses sees it: lower case, one kind of space, dash and digit, without what cannot
// be seen; each character knows where it comes from.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace parley::core::talk {

/// Bytes [begin, end) of the original.
struct Place {
    std::size_t begin = 0;
    std::size_t end = 0;
};

struct PlainText {
    std::string text;          // ASCII; \x01 stands for a character that is none of the plain ones
    std::vector<Place> places; // of each byte of `text`
};

PlainText plain_text(std::string_view utf8);

/// With number words as digits ("oh seven double zero" is 0700) and letters that stand for digits among digits; all
/// else as it is.
PlainText spoken_digits(const PlainText& plain);

} // namespace parley::core::talk

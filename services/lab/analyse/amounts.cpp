#include "lab/analyse/amounts.hpp"

#include <cstdio>

namespace parley::lab::analyse {

std::string rounded(double value, int digits) {
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, value);
    std::string words = text;
    if (words.find('.') != std::string::npos) {
        words.erase(words.find_last_not_of('0') + 1);
        if (words.ends_with('.'))
            words.pop_back();
    }
    return words == "-0" ? "0" : words;
}

Amount difference_of(double value, std::string_view unit) {
    if (unit == "share")
        return {rounded(value * 100, 1), "points"};
    if (unit == "complaints")
        return {rounded(value * 100, 1), "per 100 choices"};
    if (unit == "seconds")
        return {rounded(value, 1), "s"};
    return {rounded(value, 2), std::string(unit)};
}

} // namespace parley::lab::analyse

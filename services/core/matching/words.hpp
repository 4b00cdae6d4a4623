// Words that a shop wants in a request, or does not want: compared by their stems, so that "sheds" finds "a shed". A
// phrase is found where its words follow one another, hyphenated or not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core {

/// As it was typed, with the stems by which it is found.
struct Phrase {
    std::string text;
    std::vector<std::string> stems;
    friend bool operator==(const Phrase&, const Phrase&) = default;
};

/// Without a letter or a number in it, it has no stems and is never found.
Phrase phrase_of(std::string_view text);

/// What a request says, stem by stem; an empty one stands where a phrase cannot go on.
std::vector<std::string> stems_of(std::string_view title, std::string_view text);

bool occurs(const Phrase& phrase, std::span<const std::string> stems);

} // namespace parley::core

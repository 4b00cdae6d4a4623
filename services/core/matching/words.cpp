#include "core/matching/words.hpp"

#include "core/request/stems.hpp"
#include "core/request/tokens.hpp"

#include <algorithm>

namespace parley::core {

namespace {

void add_stems(std::string_view text, std::vector<std::string>& stems) {
    for (const request::Token& token : request::tokenize(text)) {
        if (token.kind != request::TokenKind::sign)
            stems.push_back(request::stem(token.text));
        else if (token.text != "-" && !stems.empty() && !stems.back().empty())
            stems.emplace_back();
    }
}

} // namespace

Phrase phrase_of(std::string_view text) {
    Phrase phrase{std::string(text), {}};
    add_stems(text, phrase.stems);
    std::erase(phrase.stems, "");
    return phrase;
}

std::vector<std::string> stems_of(std::string_view title, std::string_view text) {
    std::vector<std::string> stems;
    add_stems(title, stems);
    stems.emplace_back();
    add_stems(text, stems);
    return stems;
}

bool occurs(const Phrase& phrase, std::span<const std::string> stems) {
    return !phrase.stems.empty() && !std::ranges::search(stems, phrase.stems).empty();
}

} // namespace parley::core

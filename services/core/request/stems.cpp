#include "core/request/stems.hpp"

namespace parley::core::request {

namespace {

bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
}

bool has_vowel(std::string_view word) {
    for (const char c : word)
        if (is_vowel(c))
            return true;
    return false;
}

bool drop(std::string& word, std::string_view ending, std::size_t least_left) {
    if (!word.ends_with(ending) || word.size() < ending.size() + least_left)
        return false;
    if (!has_vowel(std::string_view(word).substr(0, word.size() - ending.size())))
        return false;
    word.resize(word.size() - ending.size());
    return true;
}

void drop_plural(std::string& word) {
    if (word.size() < 4 || !word.ends_with('s') || word.ends_with("ss") || word.ends_with("us") || word.ends_with("is"))
        return;
    if (word.ends_with("ies") && word.size() > 4) {
        word.replace(word.size() - 3, 3, "y");
        return;
    }
    for (const std::string_view ending : {"sses", "ches", "shes", "xes", "zes"})
        if (word.ends_with(ending)) {
            word.resize(word.size() - 2);
            return;
        }
    word.pop_back();
}

} // namespace

std::string stem(std::string_view folded) {
    std::string word(folded);
    drop_plural(word);
    if (!drop(word, "ing", 3))
        drop(word, "ed", 3);
    drop(word, "er", 3);
    drop(word, "e", 3);
    // "fitting" and "fit", "tiller" and "till".
    if (word.size() > 3 && word.back() == word[word.size() - 2] && !is_vowel(word.back()))
        word.pop_back();
    if (word.size() > 3 && word.ends_with('y'))
        word.back() = 'i';
    return word;
}

} // namespace parley::core::request

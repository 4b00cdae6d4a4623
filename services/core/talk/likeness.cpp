#include "core/talk/likeness.hpp"

#include "core/talk/plain_text.hpp"

#include <algorithm>
#include <iterator>

namespace parley::core::talk {

namespace {

constexpr std::size_t shingle_words = 3;
constexpr std::int64_t ppm = 1'000'000;

/// In order, without those that have a digit in them. Letters of other alphabets stand as they were written.
std::vector<std::string> words_of(std::string_view text) {
    const PlainText plain = plain_text(text);
    std::vector<std::string> words;
    std::string word;
    bool has_digit = false;
    const auto end_word = [&] {
        if (!word.empty() && !has_digit)
            words.push_back(word);
        word.clear();
        has_digit = false;
    };
    for (std::size_t i = 0; i < plain.text.size(); ++i) {
        const char c = plain.text[i];
        const Place& place = plain.places[i];
        if (c >= 'a' && c <= 'z')
            word += c;
        else if (c == '\x01')
            word += text.substr(place.begin, place.end - place.begin);
        else if (c >= '0' && c <= '9')
            has_digit = true;
        else if (c != '\'') // "don't" is one word.
            end_word();
    }
    end_word();
    return words;
}

} // namespace

Shingles shingles_of(std::string_view text, std::span<const std::string> names) {
    std::vector<std::string> words = words_of(text);
    std::vector<std::string> left_out;
    for (const std::string& name : names)
        std::ranges::move(words_of(name), std::back_inserter(left_out));
    std::erase_if(words, [&](const std::string& word) { return std::ranges::find(left_out, word) != left_out.end(); });
    Shingles shingles;
    if (words.size() < compared_words_min)
        return shingles;
    for (std::size_t i = 0; i + shingle_words <= words.size(); ++i)
        shingles.push_back(words[i] + ' ' + words[i + 1] + ' ' + words[i + 2]);
    std::ranges::sort(shingles);
    shingles.erase(std::ranges::unique(shingles).begin(), shingles.end());
    return shingles;
}

std::int64_t resemblance_ppm(const Shingles& one, const Shingles& other) {
    if (one.empty() || other.empty())
        return 0;
    Shingles shared;
    std::ranges::set_intersection(one, other, std::back_inserter(shared));
    const std::size_t either = one.size() + other.size() - shared.size();
    return static_cast<std::int64_t>(shared.size()) * ppm / static_cast<std::int64_t>(either);
}

bool is_near_copy(const Shingles& one, const Shingles& other) {
    return resemblance_ppm(one, other) >= near_copy_ppm;
}

} // namespace parley::core::talk

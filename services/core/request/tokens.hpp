// Cuts a request into words, numbers and signs, each with its place in the text, so that every reader sees the same.
// Promises: linear time, spans that lie inside the text and never inside a UTF-8 sequence, folded text in plain lower
// case. Broken UTF-8 separates words like a blank does. What the tokens mean is left to the readers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parley::core::request {

/// Bytes [begin, end) of the text that was read.
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
    friend bool operator==(const Span&, const Span&) = default;
};

enum class TokenKind { word, number, sign };

struct Token {
    TokenKind kind = TokenKind::sign;
    Span span;
    std::string text;            // Folded: lower case, no accents, no apostrophes. A number's digits, a sign's name.
    std::int64_t hundredths = 0; // Numbers only: their value times 100, or -1 when it is too long to mean anything.
    int digits = 0;              // Numbers only: how many digits before the decimal point.
    bool decimal = false;        // Numbers only: a decimal point was written.
    bool spaced = false;         // A blank or the start of the text lies before it.
    bool capital = false;        // Words only: begins with a capital letter.
    bool shouted = false;        // Words only: at least two letters, all capital.
};

/// Signs are named by one ASCII character; these stand for those that have none. Curly quotes are `"`, dashes `-`.
inline constexpr std::string_view sign_pound = "GBP";
inline constexpr std::string_view sign_euro = "EUR";
inline constexpr std::string_view sign_yen = "JPY";
inline constexpr std::string_view sign_picture = "*"; // Emoji and whatever else is neither letter nor punctuation.
inline constexpr std::string_view sign_newline = "\n";

std::vector<Token> tokenize(std::string_view text);

/// A name as places are looked up by: folded words joined by single blanks, "saint" written "st".
std::string fold_name(std::string_view name);

/// The tokens of one text, safe to look at beyond both ends: there they give an empty sign that matches nothing.
class Tokens {
public:
    explicit Tokens(std::string_view text) : source_(text), tokens_(tokenize(text)), taken_(tokens_.size(), false) {}

    std::string_view source() const { return source_; }
    std::ptrdiff_t size() const { return static_cast<std::ptrdiff_t>(tokens_.size()); }
    const Token& at(std::ptrdiff_t i) const;
    std::string_view text(std::ptrdiff_t i) const { return at(i).text; }
    bool is_word(std::ptrdiff_t i) const { return inside(i) && at(i).kind == TokenKind::word; }
    bool is_number(std::ptrdiff_t i) const { return inside(i) && at(i).kind == TokenKind::number; }
    bool is(std::ptrdiff_t i, std::string_view text) const { return inside(i) && at(i).text == text; }
    /// Whether nothing but the token itself parts it from the one before, as in "65cm" or "60-90".
    bool glued(std::ptrdiff_t i) const { return inside(i) && i > 0 && !at(i).spaced; }

    /// A full stop, a question, a line's end, or the end of the text: thoughts do not reach across it.
    bool ends_sentence(std::ptrdiff_t i) const;
    /// Ends a sentence, or is a comma, a bracket or a dash between blanks: a phrase ends here.
    bool ends_phrase(std::ptrdiff_t i) const;

    /// Marks [first, last) as understood, so that the readers that follow leave it alone.
    void take(std::ptrdiff_t first, std::ptrdiff_t last);
    bool taken(std::ptrdiff_t i) const { return inside(i) && taken_[static_cast<std::size_t>(i)]; }
    Span span(std::ptrdiff_t first, std::ptrdiff_t last) const { return {at(first).span.begin, at(last - 1).span.end}; }

private:
    bool inside(std::ptrdiff_t i) const { return i >= 0 && i < size(); }

    std::string_view source_;
    std::vector<Token> tokens_;
    std::vector<bool> taken_;
};

/// Whether `word` is one of a list of words, which is short enough to be searched from end to end.
template <std::size_t count>
bool one_of(std::string_view word, const std::string_view (&list)[count]) {
    for (const std::string_view item : list)
        if (item == word)
            return true;
    return false;
}

} // namespace parley::core::request

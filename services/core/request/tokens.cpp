#include "core/request/tokens.hpp"

#include <cstdint>

namespace parley::core::request {

namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_ascii_letter(char c) {
    return (c >= 'a' && c <= 'z') || is_upper(c);
}

/// One character of UTF-8; `length` 1 and code 0xFFFD where the bytes are none.
struct Character {
    std::uint32_t code = 0;
    std::size_t length = 1;
};

Character decode(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(at);
    if (lead < 0x80)
        return {lead, 1};
    const std::size_t length = lead >= 0xF0 && lead < 0xF5   ? 4
                               : lead >= 0xE0 && lead < 0xF0 ? 3
                               : lead >= 0xC2 && lead < 0xE0 ? 2
                                                             : 1;
    if (length == 1 || at + length > text.size())
        return {0xFFFD, 1};
    std::uint32_t code = lead & (0xFFu >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xC0) != 0x80)
            return {0xFFFD, 1};
        code = code << 6 | (byte(at + i) & 0x3Fu);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && (code < 0x10000 || code > 0x10FFFF));
    if (overlong || (code >= 0xD800 && code <= 0xDFFF))
        return {0xFFFD, 1};
    return {code, length};
}

/// The plain letters of U+00C0 to U+017F in order; a dot where there is none. Small letters only.
constexpr std::string_view latin_1 = "aaaaaaaceeeeiiiidnooooo.ouuuuytsaaaaaaaceeeeiiiidnooooo.ouuuuyty";
constexpr std::string_view latin_a = "aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkklllllllllln"
                                     "nnnnnnnnoooooooorrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzzs";
static_assert(latin_1.size() == 64 && latin_a.size() == 128);

/// The folded letter, or 0 when the character is no letter that we fold.
char folded_letter(std::uint32_t code) {
    char letter = 0;
    if (code >= 0xC0 && code <= 0xFF)
        letter = latin_1[code - 0xC0];
    if (code >= 0x100 && code - 0x100 < latin_a.size())
        letter = latin_a[code - 0x100];
    return letter == '.' ? static_cast<char>(0) : letter;
}

bool is_apostrophe(std::uint32_t code) {
    return code == '\'' || code == 0x2019 || code == 0x2018 || code == 0x60 || code == 0xB4;
}

bool is_blank(std::uint32_t code) {
    return code == ' ' || code == '\t' || code == '\r' || code == 0xA0 || code == 0xFFFD ||
           (code >= 0x2000 && code <= 0x200F) || code == 0x202F || code == 0xFEFF || code == 0x3000 ||
           (code < 0x20 && code != '\n') || code == 0x7F;
}

/// Letters of other scripts stay as they are: they are words, only not words that we know.
bool is_foreign_letter(std::uint32_t code) {
    return code >= 0x180 && !(code >= 0x2000 && code <= 0x2BFF) && code < 0xE000 && code != 0xFFFD;
}

class Tokenizer {
public:
    explicit Tokenizer(std::string_view text) : text_(text) {}

    std::vector<Token> run() {
        bool spaced = true;
        while (at_ < text_.size()) {
            const Character next = decode(text_, at_);
            if (is_blank(next.code)) {
                at_ += next.length;
                spaced = true;
                continue;
            }
            Token token;
            token.spaced = spaced;
            token.span.begin = at_;
            spaced = false;
            if (is_digit(text_[at_]))
                read_number(token);
            else if (starts_word(next.code))
                read_word(token);
            else
                read_sign(token, next);
            token.span.end = at_;
            tokens_.push_back(std::move(token));
        }
        return std::move(tokens_);
    }

private:
    static bool starts_word(std::uint32_t code) {
        return (code < 0x80 && is_ascii_letter(static_cast<char>(code))) || folded_letter(code) != 0 ||
               is_foreign_letter(code);
    }

    std::size_t digits_from(std::size_t from) const {
        std::size_t end = from;
        while (end < text_.size() && is_digit(text_[end]))
            ++end;
        return end - from;
    }

    bool euro_follows(std::size_t from) const {
        if (from < text_.size() && text_[from] == ' ')
            ++from;
        return text_.substr(from, 3) == "\xE2\x82\xAC" || text_.substr(from, 3) == "eur" ||
               text_.substr(from, 3) == "EUR";
    }

    bool euro_near(std::size_t end) const {
        return euro_follows(end) || (!tokens_.empty() && tokens_.back().text == sign_euro);
    }

    void read_number(Token& token) {
        token.kind = TokenKind::number;
        std::string whole;
        append_digits(whole);
        // Thousands: "1,200", or "1.200" beside a euro sign.
        while (whole.size() <= 12 && at_ < text_.size() && digits_from(at_ + 1) == 3 && !whole.empty() &&
               whole != "0" && (text_[at_] == ',' || (text_[at_] == '.' && euro_near(at_ + 4)))) {
            ++at_;
            append_digits(whole);
        }
        std::int64_t fraction = 0;
        if (at_ < text_.size() && (text_[at_] == '.' || text_[at_] == ',')) {
            const std::size_t places = digits_from(at_ + 1);
            const bool point = text_[at_] == '.' && places > 0;
            const bool comma = text_[at_] == ',' && places == 2 && euro_near(at_ + 3);
            if (point || comma) {
                const auto digit = [&](std::size_t i) { return i <= places ? text_[at_ + i] - '0' : 0; };
                fraction = digit(1) * 10 + digit(2);
                token.decimal = true;
                at_ += 1 + places;
            }
        }
        token.digits = static_cast<int>(whole.size());
        token.text = std::string(text_.substr(token.span.begin, at_ - token.span.begin));
        if (whole.size() > 12) {
            token.hundredths = -1;
            return;
        }
        std::int64_t value = 0;
        for (const char c : whole)
            value = value * 10 + (c - '0');
        token.hundredths = value * 100 + fraction;
    }

    void append_digits(std::string& to) {
        for (; at_ < text_.size() && is_digit(text_[at_]); ++at_)
            to += text_[at_];
    }

    /// Letters, with apostrophes inside; digits too once it has begun with a letter, as in "LS6".
    void read_word(Token& token) {
        token.kind = TokenKind::word;
        std::size_t letters = 0;
        std::size_t capitals = 0;
        while (at_ < text_.size()) {
            const Character next = decode(text_, at_);
            const char c = text_[at_];
            if (is_apostrophe(next.code)) {
                const std::size_t after = at_ + next.length;
                if (after >= text_.size() || !starts_word(decode(text_, after).code))
                    break;
            } else if (next.length == 1 && (is_ascii_letter(c) || is_digit(c))) {
                letters += is_ascii_letter(c) ? 1 : 0;
                capitals += is_upper(c) ? 1 : 0;
                token.capital = token.capital || (letters == 1 && capitals == 1);
                token.text += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
            } else if (const char folded = folded_letter(next.code); folded != 0) {
                const bool capital = next.code < 0xDF || (next.code >= 0x100 && next.code % 2 == 0);
                ++letters;
                capitals += capital ? 1 : 0;
                token.capital = token.capital || (letters == 1 && capital);
                token.text += folded;
            } else if (is_foreign_letter(next.code)) {
                ++letters;
                token.text += text_.substr(at_, next.length);
            } else {
                break;
            }
            at_ += next.length;
        }
        token.shouted = letters >= 2 && capitals == letters;
    }

    void read_sign(Token& token, Character character) {
        at_ += character.length;
        switch (character.code) {
        case 0xA3:
            token.text = sign_pound;
            return;
        case 0x20AC:
            token.text = sign_euro;
            return;
        case 0xA5:
            token.text = sign_yen;
            return;
        case 0x2010:
        case 0x2011:
        case 0x2012:
        case 0x2013:
        case 0x2014:
        case 0x2212:
            token.text = "-";
            return;
        case 0x201C:
        case 0x201D:
        case 0x2018:
        case 0x2019:
            token.text = "\"";
            return;
        case 0x2026:
            token.text = ".";
            return;
        case '*':
            token.text = "+";
            return;
        default:
            break;
        }
        token.text =
            character.code < 0x80 ? std::string(1, static_cast<char>(character.code)) : std::string(sign_picture);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::vector<Token> tokens_;
};

} // namespace

std::vector<Token> tokenize(std::string_view text) {
    return Tokenizer(text).run();
}

std::string fold_name(std::string_view name) {
    std::string key;
    for (const Token& token : tokenize(name)) {
        if (token.kind == TokenKind::sign)
            continue;
        if (!key.empty())
            key += ' ';
        key += token.text == "saint" ? "st" : token.text;
    }
    return key;
}

const Token& Tokens::at(std::ptrdiff_t i) const {
    static const Token nothing;
    return inside(i) ? tokens_[static_cast<std::size_t>(i)] : nothing;
}

bool Tokens::ends_sentence(std::ptrdiff_t i) const {
    if (!inside(i))
        return true;
    const Token& token = at(i);
    if (token.kind != TokenKind::sign)
        return false;
    static constexpr std::string_view ends[] = {".", "!", "?", ";", sign_newline, sign_picture};
    return one_of(token.text, ends);
}

bool Tokens::ends_phrase(std::ptrdiff_t i) const {
    if (ends_sentence(i))
        return true;
    const Token& token = at(i);
    if (token.kind != TokenKind::sign)
        return false;
    static constexpr std::string_view ends[] = {",", "(", ")", ":", "\"", "[", "]", "|"};
    if (one_of(token.text, ends))
        return true;
    return token.text == "-" && token.spaced && (!inside(i + 1) || at(i + 1).spaced);
}

void Tokens::take(std::ptrdiff_t first, std::ptrdiff_t last) {
    for (std::ptrdiff_t i = first; i < last; ++i)
        if (inside(i))
            taken_[static_cast<std::size_t>(i)] = true;
}

} // namespace parley::core::request

#include "core/talk/other_price.hpp"

#include "core/talk/plain_text.hpp"
#include "core/talk/tokens.hpp"

#include <algorithm>

namespace parley::core::talk {

namespace {

/// After these an amount is another price.
constexpr std::array<std::string_view, 15> openers{"was",     "were",       "previously", "formerly", "originally",
                                                   "usually", "normally",   "elsewhere",  "rrp",      "srp",
                                                   "msrp",    "ordinarily", "typically",  "reduced",  "marked"};
/// The same in two words.
constexpr std::array<std::pair<std::string_view, std::string_view>, 13> open_pairs{{{"instead", "of"},
                                                                                    {"rather", "than"},
                                                                                    {"down", "from"},
                                                                                    {"list", "price"},
                                                                                    {"retail", "price"},
                                                                                    {"usual", "price"},
                                                                                    {"normal", "price"},
                                                                                    {"original", "price"},
                                                                                    {"regular", "price"},
                                                                                    {"full", "price"},
                                                                                    {"old", "price"},
                                                                                    {"shop", "price"},
                                                                                    {"street", "price"}}};
/// Between them and the amount: "was only", "usually sold at".
constexpr std::array<std::string_view, 21> fillers{"at",   "for",   "is",    "of",   "a",      "the",    "price",
                                                   "sold", "sells", "costs", "cost", "priced", "only",   "about",
                                                   "over", "from",  "down",  ":",    "(",      "around", "in"};
constexpr std::array<std::string_view, 9> currencies{"$",     "gbp",  "eur",   "usd", "pounds",
                                                     "pound", "quid", "euros", "euro"};
/// After an amount they make it another price: "£520 RRP".
constexpr std::array<std::string_view, 3> closers{"rrp", "msrp", "elsewhere"};
constexpr std::size_t words_between = 4;

/// An amount in a text; its tokens are [begin, end).
struct Amount {
    Minor minor = 0;
    std::size_t end = 0;
    bool has_currency = false;
};

class Reader {
public:
    explicit Reader(const std::vector<Token>& tokens) : tokens_(tokens) {}

    /// What words that begin at `at` tell of, or nothing.
    std::optional<Amount> told_at(std::size_t at) const {
        if (const std::size_t after = opened_by(at)) {
            if (auto amount = amount_within(after); amount && is_price(*amount, at))
                return amount;
            return std::nullopt;
        }
        auto amount = amount_at(at);
        if (!amount || !is_any(word(amount->end), closers))
            return std::nullopt;
        ++amount->end;
        return amount;
    }

private:
    std::string_view word(std::size_t at) const { return at < tokens_.size() ? tokens_[at].text : std::string_view{}; }
    bool touches_next(std::size_t at) const {
        return at + 1 < tokens_.size() && tokens_[at].end == tokens_[at + 1].begin;
    }

    /// Where the words that open it end; 0: they do not.
    std::size_t opened_by(std::size_t at) const {
        if (is_any(word(at), openers))
            return at + 1;
        return is_any(std::pair(word(at), word(at + 1)), open_pairs) ? at + 2 : 0;
    }

    /// "was 520 pounds", "RRP 520", "was 520 now 480"; but "was 180 cm".
    bool is_price(const Amount& amount, std::size_t opener) const {
        return amount.has_currency || word(opener) == "rrp" || word(amount.end) == "now" ||
               (word(amount.end) == "," && word(amount.end + 1) == "now");
    }

    std::optional<Amount> amount_within(std::size_t from) const {
        for (std::size_t at = from; at < from + words_between; ++at) {
            if (auto amount = amount_at(at))
                return amount;
            if (!is_any(word(at), fillers))
                return std::nullopt;
        }
        return std::nullopt;
    }

    /// "£1,200.50", "520 pounds", "GBP 520", "520".
    std::optional<Amount> amount_at(std::size_t at) const {
        Amount amount;
        if (is_any(word(at), currencies)) {
            amount.has_currency = true;
            ++at;
        }
        if (word(at).empty() || !is_digit(word(at).front()) || word(at).size() > digits_max)
            return std::nullopt;
        amount.minor = number(word(at));
        while (amount.minor < 1'000'000 && follows(at, ",", 3)) {
            amount.minor = amount.minor * 1'000 + number(word(at + 2));
            at += 2;
        }
        amount.minor *= 100;
        if (follows(at, ".", 1) || follows(at, ".", 2)) {
            const std::string_view cents = word(at + 2);
            amount.minor += number(cents) * (cents.size() == 1 ? 10 : 1);
            at += 2;
        }
        amount.end = at + 1;
        if (!amount.has_currency && is_any(word(amount.end), currencies)) {
            amount.has_currency = true;
            ++amount.end;
        }
        return amount;
    }

    /// Whether this sign and so many digits follow without a space.
    bool follows(std::size_t at, std::string_view sign, std::size_t digits) const {
        return word(at + 1) == sign && touches_next(at) && touches_next(at + 1) && word(at + 2).size() == digits &&
               is_digit(word(at + 2).front());
    }

    static Minor number(std::string_view digits) {
        Minor value = 0;
        for (const char digit : digits)
            value = value * 10 + (digit - '0');
        return value;
    }

    static constexpr std::size_t digits_max = 9;

    const std::vector<Token>& tokens_;
};

} // namespace

std::optional<std::string> other_price(std::string_view text, std::span<const Minor> known) {
    const PlainText plain = plain_text(text);
    const std::vector<Token> tokens = tokens_of(plain.text);
    const Reader reader(tokens);
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (const auto told = reader.told_at(at); told && std::ranges::find(known, told->minor) == known.end()) {
            const std::size_t from = plain.places[tokens[at].begin].begin;
            const std::size_t to = plain.places[tokens[told->end - 1].end - 1].end;
            return std::string(text.substr(from, to - from));
        }
    return std::nullopt;
}

} // namespace parley::core::talk

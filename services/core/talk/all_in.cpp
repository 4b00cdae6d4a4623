#include "core/talk/all_in.hpp"

#include "core/talk/plain_text.hpp"
#include "core/talk/tokens.hpp"

#include <array>

namespace parley::core::talk {

namespace {

/// What is charged for besides a thing.
constexpr std::array<std::string_view, 17> charges{
    "vat",    "tax",     "delivery",  "postage",      "shipping", "p&p",       "carriage", "fitting", "assembly",
    "travel", "parking", "materials", "installation", "callout",  "surcharge", "fee",      "fees"};
constexpr std::array<std::string_view, 8> leaving_out{"excl",    "excluding", "exclusive", "excludes",
                                                      "exclude", "ex",        "exc",       "without"};
/// "without delivery fees" leaves nothing out.
constexpr std::array<std::string_view, 7> mere_fees{"surcharge", "fee", "fees", "charge", "charges", "cost", "costs"};
constexpr std::array<std::string_view, 4> money_words{"pounds", "pound", "gbp", "quid"};
/// Between what is charged and what it costs: "delivery charge of £20", "delivery: £20".
constexpr std::array<std::string_view, 12> joints{"is",      "are", "charged", "costs", "cost", "charge",
                                                  "charges", ":",   "from",    "at",    "of",   "for"};
constexpr std::array<std::string_view, 5> included{"included", "includes", "incl", "including", "inclusive"};
constexpr std::array<std::string_view, 4> sentence_ends{".", ";", "!", "?"};
/// Between "plus" and what is charged: "plus a small delivery charge".
constexpr std::array<std::string_view, 10> fillers{"a",   "an",    "the", "our", "small",
                                                   "any", "local", "of",  "for", "extra"};

/// A sign of money, or digits and what stands between them.
bool is_amount(std::string_view word) {
    return word == "$" || word == "." || word == "," || (!word.empty() && is_digit(word.front()));
}
constexpr std::size_t words_between = 8;

bool is_charge(std::string_view word) {
    return is_any(word, charges);
}

class Reader {
public:
    explicit Reader(const std::vector<Token>& tokens) : tokens_(tokens) {}

    /// Where words that begin at `at` and add to the price end; 0: they do not.
    std::size_t charge_from(std::size_t at) const {
        if (word(at) == "exvat")
            return at + 1;
        if (word(at) == "without" && (is_any(word(at + 1), mere_fees) || is_any(word(at + 2), mere_fees)))
            return 0;
        if (is_any(word(at), leaving_out))
            return charge_within(at + (word(at + 1) == "." ? 2 : 1)); // "excl. VAT"
        if (word(at) == "not" && is_any(word(at + 1), included))
            return charge_within(at + 2);
        if (word(at) == "plus" || word(at) == "+")
            return is_gift(at) ? 0 : charge_within(at + 1);
        const bool denied = at > 0 && (word(at - 1) == "no" || word(at - 1) == "without");
        if (const std::size_t after = charge_at(at); after != 0 && !denied)
            return charged_apart(after);
        if (word(at) == "charge" && is_money(at + 1) &&
            (word(money_end(at + 1)) == "to" || word(money_end(at + 1)) == "for"))
            return is_gift(at) ? 0 : money_end(at + 1);
        if (!word(at).empty() && is_digit(word(at).front()))
            return by_the_hour(at + 1);
        return 0;
    }

private:
    std::string_view word(std::size_t at) const { return at < tokens_.size() ? tokens_[at].text : std::string_view{}; }

    /// Where what is charged for ends that begins at `at`; 0: nothing does. "V.A.T." is spelled out.
    std::size_t charge_at(std::size_t at) const {
        if (is_charge(word(at)))
            return at + 1;
        const bool spelled =
            word(at) == "v" && word(at + 1) == "." && word(at + 2) == "a" && word(at + 3) == "." && word(at + 4) == "t";
        return spelled ? at + (word(at + 5) == "." ? 6 : 5) : 0;
    }

    /// "£20", "20 pounds", but not "£0".
    bool is_money(std::size_t at) const {
        const std::size_t number = word(at) == "$" ? at + 1 : at;
        const bool is_number = !word(number).empty() && is_digit(word(number).front()) && word(number) != "0";
        return is_number && (number > at || is_any(word(number + 1), money_words));
    }
    std::size_t money_end(std::size_t at) const { return at + 2; }

    /// "a small delivery charge", "20 for delivery"
    std::size_t charge_within(std::size_t from) const {
        for (std::size_t at = from; at < from + words_between; ++at) {
            if (is_charge(word(at)))
                return at + 1;
            if (!is_any(word(at), fillers) && !is_amount(word(at)))
                return 0;
        }
        return 0;
    }

    /// "Includes the bench plus delivery", "plus free delivery": a gift is no charge.
    bool is_gift(std::size_t at) const {
        const auto ends = [&](std::size_t i) { return is_any(word(i), sentence_ends); };
        std::size_t from = at;
        while (from > 0 && !ends(from - 1))
            --from;
        for (std::size_t i = from; i < tokens_.size() && !ends(i); ++i)
            if (word(i) == "free" || (is_any(word(i), included) && (i == 0 || word(i - 1) != "not")))
                return true;
        return false;
    }

    /// "delivery extra", "fitting is not included", "VAT on top", "delivery £20", "delivery charge of £20".
    std::size_t charged_apart(std::size_t at) const {
        for (int joint = 0; joint < 3 && is_any(word(at), joints); ++joint)
            ++at;
        if (word(at) == "extra" || word(at) == "separately" || word(at) == "excluded")
            return at + 1;
        if (is_money(at))
            return is_gift(at) ? 0 : money_end(at);
        if (word(at) == "not" && is_any(word(at + 1), included))
            return at + 2;
        if (word(at) == "on" && word(at + 1) == "top")
            return at + 2;
        return 0;
    }

    std::size_t by_the_hour(std::size_t at) const {
        if (word(at) == "p" && word(at + 1) == "/" && word(at + 2) == "h")
            return at + 3;
        if (word(at) != "per" && word(at) != "an" && word(at) != "/")
            return 0;
        return word(at + 1) == "hour" || word(at + 1) == "hr" ? at + 2 : 0;
    }

    const std::vector<Token>& tokens_;
};

} // namespace

std::optional<std::string> extra_charge(std::string_view text) {
    const PlainText plain = plain_text(text);
    const std::vector<Token> tokens = tokens_of(plain.text);
    const Reader reader(tokens);
    for (std::size_t at = 0; at < tokens.size(); ++at)
        if (const std::size_t end = reader.charge_from(at)) {
            const std::size_t from = plain.places[tokens[at].begin].begin;
            const std::size_t to = plain.places[tokens[end - 1].end - 1].end;
            return std::string(text.substr(from, to - from));
        }
    return std::nullopt;
}

} // namespace parley::core::talk

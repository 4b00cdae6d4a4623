#include "core/request/budget.hpp"

#include "core/request/numbers.hpp"

#include <algorithm>

namespace parley::core::request {

namespace {

struct Currency {
    std::string_view code;
    int decimals; // ISO 4217
};

constexpr Currency currencies[] = {{"GBP", 2}, {"EUR", 2}, {"USD", 2}, {"CHF", 2}, {"SEK", 2}, {"NOK", 2},
                                   {"DKK", 2}, {"PLN", 2}, {"CZK", 2}, {"HUF", 2}, {"RON", 2}, {"JPY", 0},
                                   {"AUD", 2}, {"CAD", 2}, {"NZD", 2}, {"INR", 2}, {"ZAR", 2}, {"TRY", 2}};

struct CurrencyWord {
    std::string_view word;
    std::string_view code;
};

constexpr CurrencyWord currency_words[] = {{"quid", "GBP"},     {"quids", "GBP"},   {"pound", "GBP"}, {"pounds", "GBP"},
                                           {"sterling", "GBP"}, {"squid", "GBP"},   {"euro", "EUR"},  {"euros", "EUR"},
                                           {"dollar", "USD"},   {"dollars", "USD"}, {"bucks", "USD"}, {"zloty", "PLN"},
                                           {"zl", "PLN"},       {"yen", "JPY"},     {"rupees", "INR"}};

int decimals_of(std::string_view code) {
    for (const Currency& currency : currencies)
        if (currency.code == code)
            return currency.decimals;
    return 2;
}

/// The code that a sign names; empty for other signs.
std::string_view currency_of_sign(const Tokens& tokens, std::ptrdiff_t i) {
    if (tokens.at(i).kind != TokenKind::sign)
        return {};
    if (tokens.is(i, "$"))
        return "USD";
    for (const std::string_view code : {sign_pound, sign_euro, sign_yen})
        if (tokens.is(i, code))
            return code;
    return {};
}

/// "gbp", "eur" and their like, which may stand on either side of the number.
std::string_view currency_of_code(const Tokens& tokens, std::ptrdiff_t i) {
    if (!tokens.is_word(i) || tokens.text(i).size() != 3)
        return {};
    for (const Currency& currency : currencies) {
        const auto same = [](char small, char capital) { return small - 'a' == capital - 'A'; };
        if (!std::ranges::equal(tokens.text(i), currency.code, same))
            continue;
        // "try" is a verb before it is a Turkish lira.
        return currency.code == "TRY" && !tokens.at(i).shouted ? std::string_view{} : currency.code;
    }
    return {};
}

/// Currency words, which stand after the number. "20 pounds of flour" is a weight.
std::string_view currency_of_word(const Tokens& tokens, std::ptrdiff_t i) {
    if (!tokens.is_word(i) || tokens.is(i + 1, "of"))
        return {};
    for (const CurrencyWord& entry : currency_words)
        if (entry.word == tokens.text(i))
            return entry.code;
    return currency_of_code(tokens, i);
}

/// One amount, or the upper end of a range. `currency` is empty while nothing names one.
struct Amount {
    std::int64_t hundredths = 0;
    std::string_view currency;
    std::ptrdiff_t begin = 0;
    std::ptrdiff_t end = 0;
    bool thousands = false;
    bool range = false;
    bool words = false;
    std::int64_t lower = 0; // Of a range.
};

std::optional<Amount> read_amount(const Tokens& tokens, std::ptrdiff_t i) {
    Amount amount;
    amount.begin = i;
    std::string_view before = currency_of_sign(tokens, i);
    if (before.empty())
        before = currency_of_code(tokens, i);
    const auto number = read_number(tokens, before.empty() ? i : i + 1);
    if (!number) {
        static constexpr std::string_view notes[] = {"fiver", "tenner"};
        if (!one_of(tokens.text(i), notes))
            return std::nullopt;
        return Amount{tokens.is(i, "fiver") ? 500 : 1'000, "GBP", i, i + 1, false, false, true, 0};
    }
    amount.hundredths = number->hundredths;
    amount.end = number->end;
    amount.thousands = number->thousands;
    amount.words = number->words;
    amount.currency = before;
    if (!before.empty()) {
        // "£2m" is two million; "£2 m" is not a sum that anyone writes.
        if (tokens.is(amount.end, "m") && tokens.glued(amount.end) && amount.hundredths < 1'000'000) {
            amount.hundredths *= 1'000'000;
            ++amount.end;
        }
        if (tokens.is(amount.end, "ish"))
            ++amount.end;
        return amount;
    }
    // "50p"; "1440p" is a screen.
    if (tokens.is(amount.end, "p") && tokens.glued(amount.end) && tokens.is_number(i) && tokens.at(i).digits <= 2) {
        amount.hundredths /= 100;
        amount.currency = "GBP";
        ++amount.end;
        return amount;
    }
    const bool ish = tokens.is(amount.end, "ish");
    const std::ptrdiff_t unit_at = ish ? amount.end + 1 : amount.end;
    std::string_view after = currency_of_word(tokens, unit_at);
    if (after.empty() && !tokens.is_number(unit_at + 1))
        after = currency_of_sign(tokens, unit_at);
    if (!after.empty()) {
        amount.currency = after;
        amount.end = unit_at + 1;
    } else if (number->slang_money) {
        amount.currency = "GBP";
    }
    return amount;
}

bool joins_range(const Tokens& tokens, std::ptrdiff_t i, bool after_between) {
    return tokens.is(i, "-") || tokens.is(i, "to") || (after_between && tokens.is(i, "and"));
}

/// Extends "400" to "400 - 600 quid": the upper end counts, and its currency is that of either end.
std::optional<Amount> read_range(const Tokens& tokens, std::ptrdiff_t i) {
    auto low = read_amount(tokens, i);
    if (!low)
        return std::nullopt;
    if (!joins_range(tokens, low->end, tokens.is(i - 1, "between")))
        return low;
    const auto high = read_amount(tokens, low->end + 1);
    if (!high || high->hundredths <= low->hundredths)
        return low;
    // A bare number before "to" may belong to anything: "drop 12 to £90" is no range.
    if (low->currency.empty() && tokens.is(low->end, "to") &&
        high->currency == currency_of_sign(tokens, low->end + 1) && !high->currency.empty())
        return low;
    Amount range = *high;
    range.begin = low->begin;
    range.range = true;
    range.lower = low->hundredths;
    if (range.currency.empty())
        range.currency = low->currency;
    return range;
}

bool is_filler(std::string_view word) {
    static constexpr std::string_view list[] = {
        "about", "around", "approx", "approximately", "roughly", "of",      "is",  "the", "a",  "at",
        "say",   "only",   "just",   "maybe",         "circa",   "like",    "my",  "our", "id", "to",
        "for",   "would",  "be",     "are",           "that",    "ideally", "all", "in"};
    return one_of(word, list);
}

enum class Cue { none, weak_cap, strong_cap, rejects };

bool negated(const Tokens& tokens, std::ptrdiff_t i) {
    static constexpr std::string_view list[] = {"no",     "not",  "nothing", "dont", "never", "cant",
                                                "cannot", "wont", "without", "nowt", "isnt"};
    for (std::ptrdiff_t back = i - 1; back >= i - 5 && !tokens.ends_phrase(back); --back)
        if (one_of(tokens.text(back), list))
            return true;
    return false;
}

/// What one word before the amount says about it.
Cue cue_of_word(const Tokens& tokens, std::ptrdiff_t i) {
    const std::string_view word = tokens.text(i);
    static constexpr std::string_view strong[] = {"budget", "spend",   "spending", "pay",   "paying",   "afford",
                                                  "limit",  "budgets", "budgeted", "offer", "offering", "price"};
    static constexpr std::string_view weak[] = {"max", "maximum", "under", "below", "upto", "sub", "within"};
    static constexpr std::string_view other[] = {
        "quoted", "quote",   "quotes", "worth",     "rrp",        "cost",       "costs", "paid",    "deposit",
        "retail", "retails", "saw",    "save",      "saved",      "minimum",    "min",   "valued",  "fine",
        "excess", "seen",    "sold",   "currently", "previously", "originally", "was",   "cheapest"};
    if (word == "up" || word == "max" || word == "maximum")
        return Cue::weak_cap;
    if (word == "over" || word == "above" || word == "exceed" || word == "exceeding")
        return negated(tokens, i) ? Cue::strong_cap : Cue::rejects;
    if (word == "than") {
        static constexpr std::string_view smaller[] = {"less", "cheaper", "lower", "fewer"};
        if (one_of(tokens.text(i - 1), smaller))
            return Cue::weak_cap;
        return negated(tokens, i) ? Cue::strong_cap : Cue::rejects;
    }
    if (word == "least" && tokens.is(i - 1, "at"))
        return Cue::rejects;
    if ((word == "size" || word == "price" || word == "value") && tokens.is(i + 1, "of"))
        return Cue::rejects;
    if (one_of(word, other))
        return Cue::rejects;
    if (one_of(word, weak))
        return Cue::weak_cap;
    if (one_of(word, strong))
        return word == "pay" && tokens.is(i - 1, "currently") ? Cue::rejects : Cue::strong_cap;
    return Cue::none;
}

/// Looks back over fillers, within the phrase, for the word that governs the amount.
Cue cue_before(const Tokens& tokens, const Amount& amount, bool far) {
    int words = 0;
    for (std::ptrdiff_t i = amount.begin - 1; i >= amount.begin - 7 && words < (far ? 3 : 1); --i) {
        if (tokens.is(i, ":") || tokens.is(i, "=") || tokens.is(i, "-") || tokens.is(i, "~"))
            continue;
        if (tokens.ends_phrase(i))
            return Cue::none;
        if (const Cue cue = cue_of_word(tokens, i); cue != Cue::none)
            return cue;
        if (!is_filler(tokens.text(i)))
            ++words;
    }
    return Cue::none;
}

/// Where "an hour", "/hr", "each" or "per door" behind an amount ends; `i` itself where nothing of the kind stands.
std::ptrdiff_t skip_unit(const Tokens& tokens, std::ptrdiff_t i) {
    static constexpr std::string_view single[] = {"each", "ph", "pw", "pcm", "pp", "apiece"};
    if (one_of(tokens.text(i), single))
        return i + 1;
    if (tokens.is(i, "per") || tokens.is(i, "/"))
        return i + 2;
    static constexpr std::string_view unit[] = {"hour",    "hr",    "week", "month",  "day",  "night", "lesson",
                                                "session", "visit", "head", "person", "door", "walk",  "room",
                                                "metre",   "time",  "go",   "piece",  "year", "term"};
    return (tokens.is(i, "a") || tokens.is(i, "an")) && one_of(tokens.text(i + 1), unit) ? i + 2 : i;
}

/// Words right after the amount and what it is for: "tops", "max", "ish", "or less", "to spend", "a month max".
bool cap_after(const Tokens& tokens, const Amount& amount) {
    static constexpr std::string_view list[] = {"tops", "max",  "maximum", "budget",   "limit", "ish",
                                                "ono",  "cash", "top",     "absolute", "all"};
    const std::ptrdiff_t end = skip_unit(tokens, amount.end);
    const std::string_view next = tokens.text(end);
    const std::string_view second = tokens.text(end + 1);
    if (next == "all")
        return second == "in" || second == "inclusive";
    if (next == "top")
        return second == "whack" || second == "limit";
    if (next == "absolute")
        return second == "max" || second == "maximum" || second == "limit" || second == "tops";
    if (next == "or") {
        static constexpr std::string_view less[] = {"less", "under",       "below",  "nearest",
                                                    "so",   "thereabouts", "cheaper"};
        return one_of(second, less);
    }
    if (next == "to")
        return second == "spend";
    return one_of(next, list);
}

/// The amount is talked about, not offered: "is £900 a fair price", "£50 off", "£100 deposit".
bool spoken_of_after(const Tokens& tokens, const Amount& amount) {
    static constexpr std::string_view list[] = {"off",      "deposit",  "excess", "voucher",
                                                "discount", "cashback", "refund"};
    if (one_of(tokens.text(amount.end), list))
        return true;
    static constexpr std::string_view judged[] = {"fair", "reasonable", "normal", "good",
                                                  "much", "expensive",  "right",  "steep"};
    if (!tokens.is(amount.begin - 1, "is") && !tokens.is(amount.begin - 1, "does") &&
        !tokens.is(amount.begin - 1, "are"))
        return false;
    for (std::ptrdiff_t i = amount.end; i < amount.end + 5 && !tokens.ends_sentence(i); ++i)
        if (one_of(tokens.text(i), judged))
            return true;
    return false;
}

/// "The excess is £250 so less than that" makes a bound of a sum that was only mentioned.
bool bound_by_that(const Tokens& tokens, const Amount& amount) {
    for (std::ptrdiff_t i = amount.end; i < amount.end + 8 && !tokens.ends_sentence(i); ++i)
        if ((tokens.is(i, "than") || tokens.is(i, "under") || tokens.is(i, "below")) && tokens.is(i + 1, "that"))
            return true;
    return false;
}

/// A bare number followed by a word like "seats" or "cm" counts that, not money.
bool counts_something(const Tokens& tokens, const Amount& amount) {
    if (tokens.glued(amount.end) && tokens.is_word(amount.end) && !tokens.is(amount.end, "ish"))
        return true;
    if (tokens.glued(amount.end) &&
        (tokens.is(amount.end, "/") || tokens.is(amount.end, "%") || tokens.is(amount.end, "\"")))
        return true;
    if (tokens.glued(amount.begin) && !tokens.ends_phrase(amount.begin - 1) && !tokens.is(amount.begin - 1, "~"))
        return true;
    static constexpr std::string_view carries_on[] = {
        "for",    "incl",      "including", "inc",  "delivered", "delivery", "fitted",    "installed", "all",
        "in",     "or",        "and",       "a",    "an",        "per",      "max",       "maximum",   "tops",
        "please", "pls",       "if",        "but",  "as",        "at",       "collected", "top",       "total",
        "budget", "ish",       "ono",       "cash", "limit",     "each",     "plus",      "to",        "by",
        "before", "so",        "absolute",  "near", "around",    "posted",   "thanks",    "is",        "because",
        "would",  "depending", "can",       "i",    "we",        "need",     "needed",    "asap",      "with"};
    return tokens.is_number(amount.end) || (tokens.is_word(amount.end) && !one_of(tokens.text(amount.end), carries_on));
}

/// "seats up to 60", "size 50": the number measures what the word before says.
bool measures(const Tokens& tokens, const Amount& amount) {
    static constexpr std::string_view list[] = {"seats",  "seat",   "fits",  "fit",    "sleeps", "holds", "hold",
                                                "size",   "sizes",  "aged",  "age",    "ages",   "wide",  "width",
                                                "tall",   "height", "long",  "length", "deep",   "depth", "high",
                                                "weight", "people", "miles", "model",  "number"};
    if (tokens.is(amount.begin - 1, "no"))
        return true; // "no 12", but "no more than 200".
    for (std::ptrdiff_t i = amount.begin - 1; i >= amount.begin - 4 && !tokens.ends_phrase(i); --i)
        if (one_of(tokens.text(i), list))
            return true;
    return false;
}

bool talks_of_screens(const Tokens& tokens) {
    static constexpr std::string_view list[] = {"tv",         "telly", "television", "monitor", "screen",
                                                "camera",     "video", "projector",  "film",    "oled",
                                                "resolution", "gopro", "hdmi"};
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i)
        if (one_of(tokens.text(i), list))
            return true;
    return false;
}

bool stands_alone(const Tokens& tokens, const Amount& amount) {
    return tokens.ends_phrase(amount.begin - 1) && tokens.ends_phrase(amount.end);
}

bool is_year(std::int64_t hundredths) {
    return hundredths >= 190'000 && hundredths < 210'000;
}

/// How sure we are that a number without a currency is the budget; 0 when it is none.
std::int64_t trust_in_bare(const Tokens& tokens, const Amount& amount, bool screens) {
    const std::int64_t value = amount.hundredths / 100;
    if (value < 1 || counts_something(tokens, amount) || measures(tokens, amount))
        return 0;
    const Cue before = cue_before(tokens, amount, false);
    if (before == Cue::rejects)
        return 0;
    if (before == Cue::strong_cap)
        return 850'000;
    const bool after = cap_after(tokens, amount);
    if (amount.words && !amount.thousands && value < 100)
        return 0;
    if (after && value >= 20 && !is_year(amount.hundredths))
        return 800'000;
    if (before == Cue::weak_cap && value >= 50)
        return 700'000;
    if (amount.thousands) {
        return stands_alone(tokens, amount) && !screens ? 600'000 : 0;
    }
    if (!amount.range || amount.lower < 5'000 || is_year(amount.lower))
        return 0;
    const bool near = amount.hundredths <= amount.lower * 3;
    const bool alone =
        stands_alone(tokens, amount) || (tokens.is(amount.begin - 1, "between") && tokens.ends_phrase(amount.end));
    return near && alone ? 550'000 : 0;
}

/// How sure we are that this amount is what the writer would pay; 0 when it is something else.
std::int64_t trust(const Tokens& tokens, const Amount& amount, bool screens) {
    if (spoken_of_after(tokens, amount))
        return 0;
    if (amount.currency.empty())
        return trust_in_bare(tokens, amount, screens);
    if (amount.hundredths < 1)
        return 0;
    const Cue before = cue_before(tokens, amount, true);
    const bool capped = before == Cue::strong_cap || before == Cue::weak_cap || cap_after(tokens, amount);
    if (capped)
        return 980'000;
    if (before == Cue::rejects)
        return bound_by_that(tokens, amount) ? 800'000 : 0;
    return amount.range ? 930'000 : 900'000;
}

/// The amount is the price of one of many: "£40 each", "30 max an hour".
bool for_one_of_many(const Tokens& tokens, const Amount& amount) {
    const bool capped = tokens.is(amount.end, "max") || tokens.is(amount.end, "tops");
    const std::ptrdiff_t i = amount.end + (capped ? 1 : 0);
    return skip_unit(tokens, i) > i;
}

std::optional<Money> to_money(const Amount& amount, const Locale& locale) {
    Money money;
    money.currency = amount.currency.empty() ? locale.currency : std::string(amount.currency);
    money.amount = decimals_of(money.currency) == 0 ? (amount.hundredths + 99) / 100 : amount.hundredths;
    if (money.amount < price_min || money.amount > price_max)
        return std::nullopt;
    return money;
}

} // namespace

std::optional<Budget> read_budget(Tokens& tokens, const Locale& locale) {
    std::optional<Amount> best;
    std::int64_t best_trust = 0;
    const bool screens = talks_of_screens(tokens); // There 4k is no price.
    for (std::ptrdiff_t i = 0; i < tokens.size();) {
        const auto amount = read_range(tokens, i);
        if (!amount) {
            ++i;
            continue;
        }
        if (const std::int64_t sure = trust(tokens, *amount, screens); sure > best_trust && to_money(*amount, locale)) {
            best = amount;
            best_trust = sure;
        }
        i = amount->end;
    }
    if (!best)
        return std::nullopt;
    Budget budget{{*to_money(*best, locale), tokens.span(best->begin, best->end), best_trust},
                  for_one_of_many(tokens, *best)};
    tokens.take(best->begin, best->end);
    return budget;
}

} // namespace parley::core::request

#include "core/request/title.hpp"

#include <algorithm>

namespace parley::core::request {

namespace {

constexpr std::size_t longest_title = 60;

/// Words that open a request without naming anything; dropped only from its front.
bool is_opening(std::string_view word) {
    static constexpr std::string_view list[] = {
        "hi",   "hello",  "hey",     "all",     "please",   "pls",   "looking",   "look",    "for",
        "to",   "buy",    "need",    "needed",  "wanted",   "want",  "wtb",       "iso",     "i",
        "im",   "ive",    "id",      "we",      "were",     "am",    "are",       "is",      "would",
        "like", "anyone", "anybody", "someone", "somebody", "does",  "do",        "can",     "could",
        "you",  "tell",   "me",      "who",     "where",    "get",   "got",       "have",    "has",
        "a",    "an",     "the",     "some",    "my",       "our",   "there",     "know",    "recommend",
        "any",  "around", "round",   "here",    "in",       "after", "searching", "seeking", "trying",
        "find", "wants",  "sell",    "sells",   "how",      "much",  "that",      "with",    "been"};
    return one_of(word, list);
}

/// Words that say nothing at the end once a budget, place or day behind them is gone.
bool is_trailing(std::string_view word) {
    static constexpr std::string_view list[] = {
        "in",    "near",   "nr",     "at",        "to",      "from", "by",      "before", "on",   "for",    "up",
        "under", "over",   "about",  "around",    "round",   "max",  "maximum", "budget", "of",   "and",    "or",
        "the",   "a",      "is",     "than",      "less",    "more", "no",      "not",    "with", "within", "area",
        "need",  "needed", "it",     "delivered", "between", "next", "this",    "end",    "but",  "below",  "until",
        "want",  "below",  "approx", "roughly",   "please",  "pls",  "i"};
    return one_of(word, list);
}

/// The words [first, last) as the writer wrote them, single blanks between, shouting taken back.
std::string written(const Tokens& tokens, std::ptrdiff_t first, std::ptrdiff_t last, bool calm) {
    std::string title;
    for (std::ptrdiff_t i = first; i < last; ++i) {
        const Span span = tokens.at(i).span;
        const bool blank = !title.empty() && tokens.at(i).spaced;
        const std::string_view word = tokens.source().substr(span.begin, span.end - span.begin);
        if (title.size() + blank + word.size() > longest_title)
            break;
        if (blank)
            title += ' ';
        for (const char c : word)
            title += calm && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (!title.empty() && title.front() >= 'a' && title.front() <= 'z')
        title.front() = static_cast<char>(title.front() - 'a' + 'A');
    return title;
}

} // namespace

std::string make_title(const Tokens& tokens) {
    for (std::ptrdiff_t i = 0; i < tokens.size();) {
        while (i < tokens.size() &&
               (tokens.taken(i) || !(tokens.is_number(i) || tokens.is_word(i)) || is_opening(tokens.text(i))))
            ++i;
        std::ptrdiff_t end = i;
        bool any_word = false;
        while (end < tokens.size() && !tokens.taken(end) && !tokens.ends_phrase(end)) {
            any_word =
                any_word || (tokens.is_word(end) && tokens.text(end).size() > 2 && !is_trailing(tokens.text(end)));
            ++end;
        }
        std::ptrdiff_t last = end;
        while (last > i && (is_trailing(tokens.text(last - 1)) || tokens.at(last - 1).kind == TokenKind::sign))
            --last;
        if (any_word && last > i) {
            bool shouted = true;
            for (std::ptrdiff_t word = i; word < last; ++word)
                shouted = shouted && (!tokens.is_word(word) || tokens.at(word).shouted);
            return written(tokens, i, last, shouted);
        }
        i = std::max(end, i + 1);
    }
    return {};
}

bool asks_advice(const Tokens& tokens) {
    static constexpr std::string_view asking[] = {"recommend",       "recommends",  "recommendation",
                                                  "recommendations", "advice",      "advise",
                                                  "suggest",         "suggestions", "suggestion"};
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i) {
        if (one_of(tokens.text(i), asking))
            return true;
        const auto follows = [&](std::string_view next) { return tokens.is(i + 1, next); };
        if (tokens.is(i, "how") && (follows("much") || follows("long")))
            return true;
        if (tokens.is(i, "what") && (follows("should") || follows("would") || follows("do")))
            return true;
        if (tokens.is(i, "which") && (follows("is") || follows("one") || follows("should") || follows("would")))
            return true;
        if (tokens.is(i, "fair") && follows("price"))
            return true;
        if (tokens.is(i, "any") && (follows("ideas") || follows("tips")))
            return true;
        if (tokens.is(i, "you") && follows("tell") && tokens.is(i + 2, "me"))
            return true;
    }
    return false;
}

} // namespace parley::core::request

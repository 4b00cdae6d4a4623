#include "core/request/sector_lexicon.hpp"

#include "core/request/stems.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace parley::core::request {

namespace {

/// Stems that keywords and requests share without saying anything of what is wanted; a number alone counts anything.
bool is_small_word(std::string_view word_stem) {
    static constexpr std::string_view list[] = {
        "a",   "an",  "the",  "of",   "and",  "or",    "for",  "with", "in",   "on",     "to",
        "my",  "is",  "it",   "no",   "by",   "at",    "i",    "we",   "be",   "made",   "new",
        "up",  "all", "pc",   "that", "this", "not",   "out",  "old",  "size", "day",    "set",
        "hot", "end", "time", "hour", "week", "month", "year", "used", "hand", "second", "work"};
    static const std::set<std::string, std::less<>> stems = [] {
        std::set<std::string, std::less<>> all;
        for (const std::string_view word : list)
            all.insert(stem(word));
        return all;
    }();
    const bool number = std::ranges::all_of(word_stem, [](char c) { return c >= '0' && c <= '9'; });
    return number || stems.contains(word_stem);
}

/// What a stem's rarity is worth: 1000 where one sector has it, a third of that where ten do.
std::int64_t rarity(std::size_t sectors_with_it) {
    return 5'000 / (static_cast<std::int64_t>(sectors_with_it) + 4);
}

constexpr std::int64_t lone_word_keyword = 2; // A keyword of one word is a whole phrase.
constexpr std::int64_t full_ppm = 1'000'000;

/// How much a hit counts by where it stands: most before the first comma or "for", less behind.
std::vector<std::int64_t> weights_by_position(const Tokens& tokens) {
    static constexpr std::string_view turns[] = {"for",   "with", "as",    "because", "from",  "under", "behind",
                                                 "after", "over", "while", "so",      "until", "like",  "near",
                                                 "at",    "on",   "who",   "before",  "but"};
    std::vector<std::int64_t> weights;
    std::int64_t phrase = 100;
    std::int64_t within = 100;
    bool any_word = false;
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i) {
        if (tokens.ends_phrase(i)) {
            if (any_word)
                phrase =
                    tokens.ends_sentence(i) ? std::min<std::int64_t>(phrase, 65) : std::min<std::int64_t>(phrase, 80);
            within = 100;
        } else if (any_word && one_of(tokens.text(i), turns)) {
            within = 60;
        }
        any_word = any_word || (tokens.is_word(i) && tokens.text(i).size() > 3);
        weights.push_back(phrase * within / 100);
    }
    return weights;
}

} // namespace

SectorLexicon::SectorLexicon(const std::vector<SectorRow>& rows) {
    for (const SectorRow& row : rows) {
        if (row.parent.empty())
            continue;
        const auto sector = static_cast<std::uint32_t>(sectors_.size());
        sectors_.push_back({row.slug, row.name});
        for (const std::string& keyword : row.keywords)
            add_phrase(sector, keyword, false);
        add_phrase(sector, row.name, true);
    }
    weigh();
}

void SectorLexicon::add_phrase(std::uint32_t sector, std::string_view text, bool is_name) {
    Phrase phrase;
    phrase.sector = sector;
    for (const Token& token : tokenize(text)) {
        if (token.kind == TokenKind::sign)
            continue;
        phrase.stems.push_back(stem(token.text));
    }
    if (phrase.stems.empty())
        return;
    if (!is_name) {
        phrases_.push_back(std::move(phrase));
        return;
    }
    // A name such as "Plants and garden supplies" is a list: its words count one by one.
    for (std::string& word : phrase.stems)
        if (!is_small_word(word))
            hints_[word].push_back({sector, 0});
}

void SectorLexicon::weigh() {
    for (const Phrase& phrase : phrases_)
        for (const std::string& word : phrase.stems)
            if (!is_small_word(word))
                hints_[word].push_back({phrase.sector, 0});
    for (auto& [word, hints] : hints_) {
        std::ranges::sort(hints, {}, &Hint::sector);
        const auto [first, last] = std::ranges::unique(hints, {}, &Hint::sector);
        hints.erase(first, last);
        for (Hint& hint : hints)
            hint.weight = rarity(hints.size());
    }
    for (std::uint32_t i = 0; i < phrases_.size(); ++i) {
        Phrase& phrase = phrases_[i];
        for (const std::string& word : phrase.stems)
            if (const auto found = hints_.find(word); found != hints_.end())
                phrase.weight += found->second.front().weight;
        phrase.weight *= phrase.stems.size() == 1 ? lone_word_keyword : static_cast<std::int64_t>(phrase.stems.size());
        phrases_by_first_stem_[phrase.stems.front()].push_back(i);
    }
    const auto longer = [&](std::uint32_t a, std::uint32_t b) {
        return std::pair(phrases_[b].stems.size(), a) < std::pair(phrases_[a].stems.size(), b);
    };
    for (auto& [word, list] : phrases_by_first_stem_)
        std::ranges::sort(list, longer);
}

std::vector<SectorCandidate> SectorLexicon::rank(const Tokens& tokens, std::size_t count) const {
    std::vector<std::string> stems;
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i) {
        const bool counts = tokens.at(i).kind != TokenKind::sign && !tokens.taken(i);
        stems.push_back(counts ? stem(tokens.text(i)) : std::string());
    }
    const std::vector<std::int64_t> position = weights_by_position(tokens);
    std::vector<std::int64_t> scores(sectors_.size(), 0);
    std::vector<std::vector<Span>> spans(sectors_.size());

    // Whole phrases; hyphens between words do not part them. Each sector counts its longest phrase at each place, and a
    // phrase that it has counted once does not count again.
    std::set<std::uint32_t> counted;
    std::vector<std::ptrdiff_t> covered_until(sectors_.size(), 0);
    for (std::ptrdiff_t i = 0; i < tokens.size(); ++i) {
        const auto found = phrases_by_first_stem_.find(stems[static_cast<std::size_t>(i)]);
        if (found == phrases_by_first_stem_.end())
            continue;
        for (const std::uint32_t index : found->second) {
            const Phrase& phrase = phrases_[index];
            std::ptrdiff_t at = i;
            bool matches = true;
            for (std::size_t word = 0; matches && word < phrase.stems.size(); ++word) {
                if (word > 0 && tokens.is(at, "-"))
                    ++at;
                matches = at < tokens.size() && stems[static_cast<std::size_t>(at)] == phrase.stems[word];
                ++at;
            }
            if (!matches || i < covered_until[phrase.sector])
                continue;
            covered_until[phrase.sector] = at;
            spans[phrase.sector].push_back(tokens.span(i, at));
            if (counted.insert(index).second)
                scores[phrase.sector] += phrase.weight * position[static_cast<std::size_t>(i)];
        }
    }

    // Lone words of longer phrases, each once.
    std::set<std::string_view> seen;
    for (std::size_t i = 0; i < stems.size(); ++i) {
        const auto found = hints_.find(stems[i]);
        if (found == hints_.end() || !seen.insert(found->first).second)
            continue;
        for (const Hint& hint : found->second) {
            scores[hint.sector] += hint.weight * position[i];
            const Span span = tokens.at(static_cast<std::ptrdiff_t>(i)).span;
            const auto inside = [&](const Span& other) { return other.begin <= span.begin && span.end <= other.end; };
            if (std::ranges::none_of(spans[hint.sector], inside))
                spans[hint.sector].push_back(span);
        }
    }

    std::int64_t total = 0;
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i] <= 0)
            continue;
        total += scores[i];
        order.push_back(i);
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return std::pair(-scores[i], i); });
    if (order.size() > count)
        order.resize(count);
    std::vector<SectorCandidate> candidates;
    for (const std::size_t i : order) {
        std::ranges::sort(spans[i], {}, &Span::begin);
        candidates.push_back({sectors_[i].slug, sectors_[i].name, scores[i] * full_ppm / total, spans[i]});
    }
    return candidates;
}

} // namespace parley::core::request

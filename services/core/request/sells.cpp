#include "core/request/sells.hpp"

#include <algorithm>

namespace parley::core::request {

namespace {

constexpr std::size_t candidates_per_thing = 3;
constexpr std::int64_t least_confidence_ppm = 150'000; // what is less likely only makes the list long

bool parts_things(const Tokens& tokens, std::ptrdiff_t i) {
    static constexpr std::string_view between[] = {"and", "or", "also", "plus"};
    if (tokens.at(i).kind == TokenKind::sign)
        return !tokens.is(i, "-");
    return one_of(tokens.text(i), between);
}

std::vector<Span> things_in(const Tokens& tokens) {
    std::vector<Span> things;
    std::ptrdiff_t first = 0;
    for (std::ptrdiff_t i = 0; i <= tokens.size(); ++i) {
        if (i < tokens.size() && !parts_things(tokens, i))
            continue;
        if (i > first)
            things.push_back(tokens.span(first, i));
        first = i + 1;
    }
    return things;
}

} // namespace

std::vector<SectorCandidate> read_sells(std::string_view text, const SectorLexicon& lexicon, std::size_t count) {
    std::vector<SectorCandidate> sells;
    for (const Span thing : things_in(Tokens(text))) {
        const Tokens tokens(text.substr(thing.begin, thing.end - thing.begin));
        for (SectorCandidate& candidate : lexicon.rank(tokens, candidates_per_thing)) {
            if (candidate.confidence_ppm < least_confidence_ppm)
                continue;
            for (Span& span : candidate.spans) {
                span.begin += thing.begin;
                span.end += thing.begin;
            }
            const auto known = std::ranges::find(sells, candidate.slug, &SectorCandidate::slug);
            if (known == sells.end()) {
                sells.push_back(std::move(candidate));
                continue;
            }
            known->confidence_ppm = std::max(known->confidence_ppm, candidate.confidence_ppm);
            known->spans.insert(known->spans.end(), candidate.spans.begin(), candidate.spans.end());
        }
    }
    if (sells.size() > count)
        sells.resize(count);
    return sells;
}

} // namespace parley::core::request

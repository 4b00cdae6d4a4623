#include "core/request/read.hpp"

#include "core/request/budget.hpp"
#include "core/request/deadline.hpp"
#include "core/request/location.hpp"
#include "core/request/title.hpp"

namespace parley::core::request {

namespace {

constexpr std::size_t most_sectors = 5;

} // namespace

// The order matters: a reader does not see what an earlier one has understood, so that "1 March" is no town.
Draft read(std::string_view text, Instant now, const Gazetteer& gazetteer, const SectorLexicon& lexicon,
           const Locale& locale) {
    Tokens tokens(text.substr(0, longest_request));
    Draft draft;
    if (auto budget = read_budget(tokens, locale)) {
        draft.budget = std::move(budget->found);
        draft.budget_per_unit = budget->per_unit;
    }
    draft.needed_by = read_deadline(tokens, now, locale);
    draft.place = read_place(tokens, gazetteer, locale);
    draft.sectors = lexicon.rank(tokens, most_sectors);
    draft.title = make_title(tokens);
    draft.asks_advice = asks_advice(tokens);
    return draft;
}

} // namespace parley::core::request

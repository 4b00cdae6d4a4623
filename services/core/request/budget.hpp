// Finds what the writer will pay. Takes amounts with a currency, and bare numbers only where words say that they are
// money; leaves sizes, years, model names, quotes of others and prices of other things alone. Marks what it read.
#pragma once

#include "core/request/calendar.hpp"
#include "core/request/draft.hpp"

namespace parley::core::request {

struct Budget {
    Found<Money> found;
    bool per_unit = false;
};

std::optional<Budget> read_budget(Tokens& tokens, const Locale& locale);

} // namespace parley::core::request

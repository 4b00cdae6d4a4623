// Finds where the writer wants it. A name of the gazetteer counts only where the sentence uses it as a place: after
// "in" or "near", as a phrase of its own, or with a capital where no noun follows ("Chesterfield sofa", "Belfast sink"
// and "Worcester Bosch" are things). Names that are also everyday words need more. Outward postcodes give their post
// town. Marks what it read.
#pragma once

#include "core/request/calendar.hpp"
#include "core/request/gazetteer.hpp"

namespace parley::core::request {

std::optional<Found<PlaceFound>> read_place(Tokens& tokens, const Gazetteer& gazetteer, const Locale& locale);

} // namespace parley::core::request

// Reads a request in a person's own words into a draft that the person then confirms. Pure, the same answer every time,
// in time that grows with the text; never throws on any bytes. Whether a sector exists or a day can be kept is for
// others.
#pragma once

#include "core/request/calendar.hpp"
#include "core/request/draft.hpp"
#include "core/request/gazetteer.hpp"
#include "core/request/sector_lexicon.hpp"

#include <string_view>

namespace parley::core::request {

/// What lies behind this many bytes is not read.
inline constexpr std::size_t longest_request = 4'000;

/// `now` is when the text was written: "by Friday" counts from its local day. Spans count bytes of `text`.
Draft read(std::string_view text, Instant now, const Gazetteer& gazetteer, const SectorLexicon& lexicon,
           const Locale& locale = {});

} // namespace parley::core::request

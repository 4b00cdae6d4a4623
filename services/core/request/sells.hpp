// Which sectors a shop sells in, by what it says that it sells: "oak tables, sofas and sheds". Each thing it names is
// read by itself, so that none is drowned by what stands before it.
#pragma once

#include "core/request/sector_lexicon.hpp"

namespace parley::core::request {

/// At most `count` candidates, in the order in which the text names them; of one thing the likelier first. A sector
/// that several things speak for stands where the first does, with the highest of their confidences.
std::vector<SectorCandidate> read_sells(std::string_view text, const SectorLexicon& lexicon, std::size_t count);

} // namespace parley::core::request

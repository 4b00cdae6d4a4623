// Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line breaks within quotes.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

/// The records of a text, the header among them; nothing when a quote is never closed.
std::optional<std::vector<std::vector<std::string>>> parse_csv(std::string_view text);

/// A text as one field. What a spreadsheet would take for a formula is made a text by an apostrophe before it.
std::string csv_text(std::string_view text);

} // namespace parley::wire

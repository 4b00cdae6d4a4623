// Comma-separated values as RFC 4180 has them: quoted fields, doubled quotes, line breaks within quotes.
#pragma once

#include <boost/system/result.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace parley::wire {

/// The records of a text, the header among them; nothing when a quote is never closed.
std::optional<std::vector<std::vector<std::string>>> parse_csv(std::string_view text);

/// A text as one field, exactly: in quotes where it needs them.
std::string csv_field(std::string_view text);

/// A text as one field, to be opened by people. What a spreadsheet would take for a formula is made a text by an
/// apostrophe before it.
std::string csv_text(std::string_view text);

/// A table that was written by a program, read without leniency.
struct CsvRecord {
    std::size_t line = 1; // in which it begins, from 1
    std::vector<std::string> fields;
};
struct CsvFault {
    std::size_t line = 1;
    std::size_t byte = 1; // within the line, from 1
    std::string detail;   // what is wrong there
};
/// The records of a text, the header first. Lines end with CR LF or LF, the last one too; a quote stands only around a
/// field or doubled in one, and all records have as many fields as the first.
boost::system::result<std::vector<CsvRecord>, CsvFault> strict_csv(std::string_view text);

} // namespace parley::wire

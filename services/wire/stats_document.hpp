// The JSON of the lab's files with numbers of any kind, and where a text stops to be such. For the files of this folder
// that read it alone.
#pragma once

#include "wire/body.hpp"
#include "wire/stats_input.hpp"

#include <boost/system/result.hpp>

namespace parley::wire {

/// The document, or the line and the column where it cannot be read.
boost::system::result<StatsJson, FieldError> stats_document_in(std::string_view text);

} // namespace parley::wire

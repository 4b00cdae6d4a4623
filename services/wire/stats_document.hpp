// The JSON of the lab's files with numbers of any kind, read as strictly as all of them. For the files of this folder
// that read it alone.
#pragma once

#include "wire/body.hpp"
#include "wire/stats_input.hpp"

#include <boost/system/result.hpp>

namespace parley::wire {

/// The document, or why it cannot be read and where.
boost::system::result<StatsJson, FieldError> stats_document_in(std::string_view text);

} // namespace parley::wire

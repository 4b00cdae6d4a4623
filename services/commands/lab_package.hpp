// The verbs of the lab that read a study read it out of a published data package too.
#pragma once

#include "wire/package_files.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace parley::commands {

/// The analysis of the data package that these bytes are a zip of, or what is wrong with it; nothing for bytes that are
/// no zip, which are the caller's to read.
std::optional<wire::ReadFile<std::string>> analysis_of_package(std::string_view bytes);

} // namespace parley::commands

// The names that sign what is done in the lab: how one is written, and when two are one to whoever reads them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace parley::app {

/// As it is written: one space between words, and nothing that cannot be seen.
std::string written_name(std::string_view name);

/// The same for all names that a reader may take for each other: letters are small and without their accents, and those
/// of Cyrillic and Greek that look like Latin ones are these.
std::string name_key(std::string_view name);

/// Why nobody may sign by that name, in words that follow it; nothing where somebody may.
std::optional<std::string> fault_of_name(std::string_view name);

} // namespace parley::app

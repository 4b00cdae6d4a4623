// parley replay FILE: one market from beginning to end, in virtual time.
#pragma once

#include <iosfwd>
#include <string>

namespace parley::commands {

/// Prints the result of the scenario in `file`, under the rules in `rules_file` if that is not empty. Returns the exit
/// status: 0 done, 1 the input says no, 3 a file cannot be read.
int run_replay(const std::string& file, const std::string& rules_file, std::ostream& out, std::ostream& err);

} // namespace parley::commands

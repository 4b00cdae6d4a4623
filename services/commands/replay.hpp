// parley replay FILE: one market from beginning to end, in virtual time.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>
#include <string>

namespace parley::commands {

/// Prints the result of the scenario in `file`, or of what was said in the log that it holds, under the rules in
/// `rules_file` if that is not empty. Returns the exit status: 0 done, 1 the input says no, 3 a file cannot be read.
int run_replay(const std::string& file, const std::string& rules_file, std::ostream& out, std::ostream& err);

/// The same for what was said in an intent of the database. Also 2: that is no id.
int run_replay_store(const roles::Settings& settings, const std::string& intent, const std::string& rules_file,
                     std::ostream& out, std::ostream& err);

} // namespace parley::commands

// parley replay FILE: one market from beginning to end, in virtual time.
#pragma once

#include "roles/settings.hpp"

#include <iosfwd>
#include <string>

namespace parley::commands {

struct ReplayFiles {
    std::string rules; // played under these instead of its own; "" for none
    std::string log;   // where to write the log that it would have left; "" for nowhere
};

/// Prints the result of the scenario in `file`, or of what was said in the log that it holds. Returns the exit status:
/// 0 done, 1 the input says no, 3 a file cannot be read or written.
int run_replay(const std::string& file, const ReplayFiles& files, std::ostream& out, std::ostream& err);

/// The same for what was said in an intent of the database. Also 2: that is no id.
int run_replay_store(const roles::Settings& settings, const std::string& intent, const ReplayFiles& files,
                     std::ostream& out, std::ostream& err);

} // namespace parley::commands

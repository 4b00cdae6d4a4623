// parley lab: the tools of the sector lab. Each reads JSON from a file and prints JSON, and needs no store.
#pragma once

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace parley::commands {

/// Adds the verbs of the lab. The file that the one which is called is to read is put into `file`.
void add_lab_verbs(CLI::App& lab, std::string& file);

/// Runs the verb that was parsed. Returns the exit status: 0 done, 1 the input says no, 3 the file cannot be read.
int run_lab(const CLI::App& lab, const std::string& file, std::ostream& out, std::ostream& err);

} // namespace parley::commands

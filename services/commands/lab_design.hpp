// parley lab assign and parley lab check-patch: what the design side of the sector lab makes of a file, in public, so
// that anybody can recompute an assignment or ask what an arm may change.
#pragma once

#include <iosfwd>
#include <string>

namespace CLI {
class App;
}

namespace parley::commands {

/// Adds both verbs to `lab`. The one that was asked for runs while the line is parsed, prints JSON to `out`, and leaves
/// its exit status in `status`: 0 done, 1 the input says no, 3 the file cannot be read. All three outlive the parsing.
void add_lab_design(CLI::App& lab, int& status, std::ostream& out, std::ostream& err);

/// Prints the arm of each unit in the file (wire::assign_cases_from).
int run_lab_assign(const std::string& file, std::ostream& out, std::ostream& err);
/// Prints for each patch in the file whether it is allowed and what it makes of the rules (wire::patch_cases_from). A
/// patch that is refused is a result, not a fault of the file.
int run_lab_check_patch(const std::string& file, std::ostream& out, std::ostream& err);

} // namespace parley::commands
